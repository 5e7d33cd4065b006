// Amazon S3: which CORS rule answers the browser, and what it says.

import { aws, cors, corsRule } from '../aws-case.ts';
import { MULTI_TENANT, SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

function browser(
  id: string,
  reason: string,
  rules: readonly object[],
  finds: readonly string[],
): AccuracyCase {
  return aws(id, reason, { source: SOURCES.s3Cors, bucket: cors(...rules) }, finds);
}

const OTHER = { AllowedOrigins: ['https://other.example'] };

export const AWS_BROWSER: readonly AccuracyCase[] = [
  aws(
    'aws-cors-none',
    'Browsers refuse pre-signed URLs of a bucket without CORS.',
    { source: SOURCES.byob, without: ['cors'] },
    ['cors-configured/none'],
  ),
  browser(
    'aws-cors-guide',
    "The guide's own rule: every origin is more than needed, and right.",
    [corsRule({ AllowedOrigins: ['*'] })],
    ['cors-origin-restricted/everyOrigin'],
  ),
  browser(
    'aws-cors-no-etag',
    'Multipart uploads of a browser cannot read the ETag.',
    [corsRule({ ExposeHeaders: [] })],
    ['cors-etag-exposed/hidden'],
  ),
  browser(
    'aws-cors-other-header-exposed',
    'Another header than the ETag is exposed.',
    [corsRule({ ExposeHeaders: ['x-amz-version-id', 'ETag2'] })],
    ['cors-etag-exposed/hidden'],
  ),
  browser(
    'aws-cors-etag-in-lower-case',
    'Names of headers are compared without case.',
    [corsRule({ ExposeHeaders: ['etag'] })],
    [],
  ),
  browser(
    'aws-cors-etag-oddly-written',
    'Names of headers are compared without case.',
    [corsRule({ ExposeHeaders: ['x-amz-request-id', 'Etag'] })],
    [],
  ),
  browser(
    'aws-cors-every-header-exposed',
    'Requests by signed URLs carry no credentials: to browsers a star is every header.',
    [corsRule({ ExposeHeaders: ['*'] })],
    [],
  ),
  browser(
    'aws-cors-etag-in-a-later-rule',
    'The first rule that matches answers: one fault, of the ETag, however many rules stand behind it.',
    [corsRule({ ExposeHeaders: [] }), corsRule()],
    ['cors-etag-exposed/hidden'],
  ),
  browser(
    'aws-cors-rule-never-answers',
    'The front end gets what it needs from the first rule; the second never answers.',
    [corsRule(), corsRule({ MaxAgeSeconds: 600 })],
    ['cors-rules-reachable/shadowed'],
  ),
  browser(
    'aws-cors-right-rule-second',
    'The first rule is for another origin, so the second answers.',
    [corsRule({ ...OTHER, ExposeHeaders: [] }), corsRule()],
    [],
  ),
  browser(
    'aws-cors-rule-a-method',
    'Each method is answered by a rule of its own, and each exposes the ETag.',
    [
      corsRule({ AllowedMethods: ['GET'] }),
      corsRule({ AllowedMethods: ['HEAD'] }),
      corsRule({ AllowedMethods: ['PUT'] }),
    ],
    [],
  ),
  browser(
    'aws-cors-put-without-etag',
    'The rule that answers PUT hides the ETag, the one that answers GET shows it.',
    [corsRule({ AllowedMethods: ['GET', 'HEAD'] }), corsRule({ AllowedMethods: ['PUT'], ExposeHeaders: [] })],
    ['cors-etag-exposed/hidden'],
  ),
  browser(
    'aws-cors-first-rule-without-headers',
    'A GET asks for no header and is answered by the first rule, which hides the ETag; the PUT gets the second.',
    [corsRule({ AllowedHeaders: [], ExposeHeaders: [] }), corsRule()],
    ['cors-etag-exposed/hidden'],
  ),
  browser(
    'aws-cors-no-put',
    'Uploads of the browser are refused.',
    [corsRule({ AllowedMethods: ['GET', 'HEAD'] })],
    ['cors-methods-allowed/missing'],
  ),
  browser(
    'aws-cors-no-head',
    'Each of the three methods is needed.',
    [corsRule({ AllowedMethods: ['GET', 'PUT'] })],
    ['cors-methods-allowed/missing'],
  ),
  browser(
    'aws-cors-more-methods',
    'W&B uses neither DELETE nor POST from a browser.',
    [corsRule({ AllowedMethods: ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'] })],
    ['cors-methods-minimal/unused'],
  ),
  browser(
    'aws-cors-other-origin',
    'The front end is not among the origins.',
    [corsRule(OTHER)],
    ['cors-origin-allowed/notAllowed'],
  ),
  browser(
    'aws-cors-plain-http',
    'The scheme is part of an origin.',
    [corsRule({ AllowedOrigins: ['http://acme.wandb.io'] })],
    ['cors-origin-allowed/notAllowed'],
  ),
  browser(
    'aws-cors-other-port',
    'The port is part of an origin.',
    [corsRule({ AllowedOrigins: ['https://acme.wandb.io:8443'] })],
    ['cors-origin-allowed/notAllowed'],
  ),
  browser(
    'aws-cors-trailing-slash',
    'A browser sends no slash behind the host: the one origin that was meant never matches.',
    [corsRule({ AllowedOrigins: ['https://acme.wandb.io/'] })],
    ['cors-origin-allowed/missed'],
  ),
  browser(
    'aws-cors-trailing-slash-beside',
    'The front end is allowed; beside it stands an origin that no browser ever sends.',
    [corsRule({ AllowedOrigins: ['https://acme.wandb.io', 'https://other.example/'] })],
    ['cors-origins-wellformed/neverMatches'],
  ),
  browser(
    'aws-cors-origin-by-wildcard',
    'One star stands for any host of the domain.',
    [corsRule({ AllowedOrigins: ['https://*.wandb.io'] })],
    [],
  ),
  aws(
    'aws-cors-wildcard-without-apex',
    'https://*.wandb.ai does not match https://wandb.ai, where browsers load Multi-tenant Cloud.',
    {
      source: SOURCES.byob,
      deployment: MULTI_TENANT,
      bucket: cors(corsRule({ AllowedOrigins: ['https://*.wandb.ai'] })),
    },
    ['cors-origin-allowed/notAllowed'],
  ),
  browser(
    'aws-cors-no-headers',
    "A browser's PUT carries a content type, and the preflight asks for it.",
    [corsRule({ AllowedHeaders: [] })],
    ['cors-headers-allowed/refused'],
  ),
  browser(
    'aws-cors-headers-by-name',
    'The content type is allowed by its name, in whatever case.',
    [corsRule({ AllowedHeaders: ['Content-Type'] })],
    [],
  ),
  browser(
    'aws-cors-headers-by-prefix',
    'One star in a header stands for the rest of its name.',
    [corsRule({ AllowedHeaders: ['content-*'] })],
    [],
  ),
  browser(
    'aws-cors-other-headers',
    'The content type is not among the headers.',
    [corsRule({ AllowedHeaders: ['authorization', 'x-amz-*'] })],
    ['cors-headers-allowed/refused'],
  ),
  browser(
    'aws-cors-max-age-of-terraform',
    '3600 is as good as 3000.',
    [corsRule({ MaxAgeSeconds: 3600 })],
    [],
  ),
  browser(
    'aws-cors-no-max-age',
    'Without a max age browsers ask again and again.',
    [corsRule({ MaxAgeSeconds: undefined })],
    ['cors-max-age-set/absent'],
  ),
  browser(
    'aws-cors-max-age-of-a-week',
    'Browsers keep to an old answer for a week.',
    [corsRule({ MaxAgeSeconds: 604_800 })],
    ['cors-max-age-set/tooLong'],
  ),
  browser(
    'aws-cors-max-age-of-nothing',
    'Browsers ask before every upload.',
    [corsRule({ MaxAgeSeconds: 0 })],
    ['cors-max-age-set/zero'],
  ),
  browser(
    'aws-cors-two-faults',
    'Two requirements of one rule are not met: each is a finding of its own.',
    [corsRule({ AllowedMethods: ['GET', 'HEAD'], ExposeHeaders: [] })],
    ['cors-etag-exposed/hidden', 'cors-methods-allowed/missing'],
  ),
  browser(
    'aws-cors-placeholder',
    "The guide's placeholder was never replaced: that is the one fault.",
    [corsRule({ AllowedOrigins: ['https://<your-wandb-domain>'] })],
    ['placeholders-replaced/left'],
  ),
];
