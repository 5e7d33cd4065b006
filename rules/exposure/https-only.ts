// Plain http is denied.

import type { Facets, Policy } from '../../src/model/evidence.ts';
import type { JsonValue } from '../../src/model/json.ts';
import { isJsonObject } from '../../src/model/json.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import type { RemediationContext, Verdict } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import type { Context } from '../../src/semantics/policy/evaluate.ts';
import { azAccountUpdate, showAccount } from '../views/azure-commands.ts';
import { policyFix, showPolicy, statementsOf } from '../views/bucket-policy.ts';
import { judged } from '../views/reading.ts';
import { bucketArn, objectsArn, WANDB_REQUESTS } from '../views/wandb-request.ts';
import { deniesEveryone } from './strangers.ts';

/**
 * All that is known of a request is that it is not encrypted: a Deny that asks for more spares somebody. AWS documents that
 * `NumericLessThan` on s3:TlsVersion refuses plain http, as a version below all; IfExists and Null ask for the key.
 * https://repost.aws/knowledge-center/s3-enforce-modern-tls
 */
const PLAIN_HTTP: readonly Context[] = [
  { 'aws:SecureTransport': ['false'], 's3:TlsVersion': ['0'] },
  { 'aws:SecureTransport': ['false'], 's3:TlsVersion': 'absent' },
];

const SID = 'DenyHTTPRequests';

export default defineRule({
  id: 'https-only',
  severity: 'medium',
  providers: ['aws', 'azure', 'coreweave', 's3-compatible'],
  considers: ['policy', 'transport'],
  messages: {
    open: {
      severity: 'low',
      text: 'The bucket policy does not deny plain http to everyone, for the bucket and its objects.',
    },
    plain: 'The storage account answers plain http (supportsHttpsTrafficOnly is off).',
    oldTls: "The storage account accepts TLS {{minimum}}; 1.2 is the least that W&B's own Terraform sets.",
  },
  docs: {
    title: 'Only https is allowed',
    why: 'A request over http carries a pre-signed URL, and the data, readable over the network. W&B uses https; a Deny keeps everything else from doing otherwise.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
      'https://repost.aws/knowledge-center/s3-enforce-modern-tls',
      'https://learn.microsoft.com/azure/storage/common/storage-require-secure-transfer',
    ],
    verify: {
      ...showPolicy,
      azure: (target) => showAccount(target, '[enableHttpsTrafficOnly, minimumTlsVersion]'),
    },
    remediation: {
      ...policyFix('Add a Deny of plain http; the statements that stand there stay.', withHttpDenied),
      azure: ({ target }) => ({
        text: 'Take https only, of TLS 1.2 or later; the settings are for all containers of the account.',
        command: azAccountUpdate(target, '--https-only true --min-tls-version TLS1_2'),
      }),
    },
  },
  check({ policy, transport }, target) {
    return target.provider === 'azure'
      ? judged('transport', transport, byTransport)
      : judged('policy', policy, (value) => byPolicy(value, target));
  },
});

function byPolicy(policy: Policy, target: Target): Verdict {
  if (policy.invalid !== undefined) return notApplicable('the bucket policy is not JSON: it decides nothing');
  const document = parsePolicy(policy.document);
  const everything = WANDB_REQUESTS.every(({ action, on }) => {
    const resource = on === 'bucket' ? bucketArn(target) : objectsArn(target);
    return PLAIN_HTTP.some((context) => deniesEveryone(document, action, resource, context));
  });
  return everything ? [] : [{ messageId: 'open', facet: 'policy', path: '/document' }];
}

function byTransport({ httpsOnly, minimumTls }: Facets['transport']): Verdict {
  const isOld = minimumTls === '1.0' || minimumTls === '1.1';
  const facet = 'transport';
  return [
    ...(httpsOnly ? [] : [{ messageId: 'plain', facet, path: '/httpsOnly' } as const]),
    ...(isOld
      ? [{ messageId: 'oldTls', data: { minimum: minimumTls }, facet, path: '/minimumTls' } as const]
      : []),
  ];
}

/** W&B's Terraform has the same statement; a Sid stands once in a policy. */
function withHttpDenied({ readings, target }: RemediationContext): readonly JsonValue[] {
  const statements = statementsOf(readings);
  const taken = new Set(statements.map((one) => (isJsonObject(one) ? one['Sid'] : undefined)));
  const deny = {
    Sid: taken.has(SID) ? `${SID}ToEveryone` : SID,
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucketArn(target), `${bucketArn(target)}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  return [...statements, deny];
}
