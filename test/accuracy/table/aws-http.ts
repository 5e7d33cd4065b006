// Amazon S3: whether plain http is denied to everyone.

import { ACCOUNT, aws, both, grant, https, OWNER } from '../aws-case.ts';
import { SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

const INTERN = { AWS: `arn:aws:iam::${ACCOUNT}:role/intern` };

/** Nothing but W&B's grant and the statements of a case about http. */
function http(
  id: string,
  reason: string,
  statements: (arn: string) => readonly object[],
  forced: boolean,
): AccuracyCase {
  return aws(
    id,
    reason,
    { source: SOURCES.evaluation, statements: (arn) => [grant(arn), ...statements(arn)] },
    forced ? [] : ['https-only/open'],
  );
}

const HTTPS: readonly AccuracyCase[] = [
  http('aws-http-t1', 'All requests without TLS are denied to everyone.', (arn) => [https(arn)], true),
  http(
    'aws-http-t2',
    'A list of one value is that value.',
    (arn) => [https(arn, { Condition: { Bool: { 'aws:SecureTransport': ['false'] } } })],
    true,
  ),
  http(
    'aws-http-t3',
    'Only one role of the owner is denied http.',
    (arn) => [https(arn, { Principal: INTERN })],
    false,
  ),
  http(
    'aws-http-t4',
    'The denial names another bucket.',
    () => [https('arn:aws:s3:::another-bucket')],
    false,
  ),
  http(
    'aws-http-t5',
    'The denial asks for a second condition: whoever does not meet it may use http.',
    (arn) => [
      https(arn, {
        Condition: {
          Bool: { 'aws:SecureTransport': 'false' },
          StringEquals: { 'aws:PrincipalAccount': ACCOUNT },
        },
      }),
    ],
    false,
  ),
  http(
    'aws-http-t6',
    'Only reads are denied over http: writes are not.',
    (arn) => [https(arn, { Action: 's3:Get*' })],
    false,
  ),
  aws(
    'aws-http-t7',
    'One statement without the list around it: http is denied, and nobody is granted anything.',
    { bucket: { policy: { Version: '2012-10-17', Statement: https('arn:aws:s3:::aws-http-t7') } } },
    ['bucket-grants-wandb/missing'],
  ),
  http('aws-http-t8', "Beside the denial stands W&B's named grant.", (arn) => [https(arn)], true),
  http(
    'aws-http-if-exists',
    'The key is in every request: IfExists changes nothing.',
    (arn) => [https(arn, { Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } } })],
    true,
  ),
  http(
    'aws-http-any-action',
    'A star is every action of every service.',
    (arn) => [https(arn, { Action: '*' })],
    true,
  ),
  http(
    'aws-http-any-resource',
    'A star is every resource, the bucket and its objects among them.',
    (arn) => [https(arn, { Resource: '*' })],
    true,
  ),
  http(
    'aws-http-all-but-one-action',
    'One action is spared: it may be asked over http.',
    (arn) => [https(arn, { Action: undefined, NotAction: 's3:GetObject' })],
    false,
  ),
  http(
    'aws-http-all-but-one-role',
    'One role is spared: it may use http.',
    (arn) => [
      https(arn, {
        Principal: undefined,
        NotPrincipal: { AWS: [OWNER, `arn:aws:iam::${ACCOUNT}:role/legacy`] },
      }),
    ],
    false,
  ),
  http(
    'aws-http-boolean',
    'The value may be a boolean of JSON.',
    (arn) => [https(arn, { Condition: { Bool: { 'aws:SecureTransport': false } } })],
    true,
  ),
  http(
    'aws-http-string-operator',
    'The key compared as a text is the same question.',
    (arn) => [https(arn, { Condition: { StringEquals: { 'aws:SecureTransport': 'false' } } })],
    true,
  ),
  http(
    'aws-http-objects-only',
    'Requests to the bucket itself are not denied.',
    (arn) => [https(arn, { Resource: `${arn}/*` })],
    false,
  ),
  http(
    'aws-http-two-statements',
    'Bucket and objects are denied by statements of their own.',
    (arn) => [https(arn, { Sid: 'A', Resource: arn }), https(arn, { Sid: 'B', Resource: `${arn}/*` })],
    true,
  ),
  http(
    'aws-http-principal-aws-star',
    'AWS:* is everyone, as * alone is.',
    (arn) => [https(arn, { Principal: { AWS: '*' } })],
    true,
  ),
  http(
    'aws-http-allow-only',
    'Allowing https only under a condition denies http to nobody else who is allowed.',
    (arn) => [
      {
        Effect: 'Allow',
        Principal: { AWS: OWNER },
        Action: 's3:*',
        Resource: both(arn),
        Condition: { Bool: { 'aws:SecureTransport': 'true' } },
      },
    ],
    false,
  ),
  aws(
    'aws-http-inverted',
    'The value is turned round: https is denied to everyone, W&B included, and http is not.',
    {
      statements: (arn) => [
        grant(arn),
        https(arn, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
      ],
    },
    ['https-only/open', 'wandb-not-denied/denied'],
  ),
];

export const AWS_HTTP: readonly AccuracyCase[] = [...HTTPS];
