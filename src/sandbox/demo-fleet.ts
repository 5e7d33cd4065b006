// The demo's fleet: buckets as W&B's Terraform and guide make them, and broken ones as organisations have them.

import { DEMO_AZURE, DEMO_AZURE_FLEET, DEMO_OIDC_ISSUER } from './demo-azure.ts';
import { DEMO_GOOGLE, DEMO_GOOGLE_FLEET } from './demo-google.ts';
import type { SandboxBucket, SandboxWorld } from './world.ts';
import { ACCOUNT } from './world.ts';

const WANDB = 'arn:aws:iam::830241207209:root';
const REGION = 'eu-west-1';

function keyArn(digit: number): string {
  const d = String(digit);
  return `arn:aws:kms:${REGION}:${ACCOUNT}:key/${d.repeat(8)}-${d.repeat(4)}-4${d.repeat(3)}-8${d.repeat(3)}-${d.repeat(12)}`;
}
const [KEY, CLOSED_KEY, DYING_KEY] = [keyArn(1), keyArn(2), keyArn(3)];
const ALIAS = `arn:aws:kms:${REGION}:${ACCOUNT}:alias/acme-wandb`;

const ACTIONS = [
  's3:GetObject*',
  's3:GetEncryptionConfiguration',
  's3:ListBucket',
  's3:ListBucketMultipartUploads',
  's3:ListBucketVersions',
  's3:AbortMultipartUpload',
  's3:DeleteObject',
  's3:PutObject',
  's3:GetBucketCORS',
  's3:GetBucketLocation',
  's3:GetBucketVersioning',
];

const CORS_RULE = {
  AllowedOrigins: ['*'],
  AllowedMethods: ['GET', 'HEAD', 'PUT'],
  AllowedHeaders: ['*'],
  ExposeHeaders: ['ETag'],
  MaxAgeSeconds: 3000,
};
const BLOCKED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

function resourcesOf(name: string): string[] {
  return [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`];
}

function policyOf(name: string, principal: object = { AWS: WANDB }, ...more: readonly object[]): object {
  const wandb = {
    Sid: 'WandbAccountAccess',
    Effect: 'Allow',
    Principal: principal,
    Action: ACTIONS,
    Resource: resourcesOf(name),
  };
  return { Version: '2012-10-17', Statement: [wandb, ...more] };
}

function encryptedWith(KMSMasterKeyID: string): object {
  return {
    Rules: [
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID },
        BucketKeyEnabled: false,
      },
    ],
  };
}

/** As W&B's Terraform makes it (modules/secure_storage_connector), with what a case changes. */
function bucket(name: string, over: Partial<SandboxBucket> = {}): SandboxBucket {
  return {
    name,
    region: REGION,
    cors: { CORSRules: [CORS_RULE] },
    policy: policyOf(name),
    encryption: encryptedWith(KEY),
    publicAccessBlock: BLOCKED,
    ownership: 'BucketOwnerPreferred',
    ...over,
  };
}

function coreweave(name: string, principal: string, org: string | undefined): SandboxBucket {
  const statement = {
    Sid: 'AllowWandb',
    Effect: 'Allow',
    Principal: { CW: principal },
    Action: ACTIONS,
    Resource: resourcesOf(name),
    ...(org !== undefined && { Condition: { StringLike: { 'wandb:OrgID': org } } }),
  };
  return {
    name,
    region: 'us-east-1',
    cors: { CORSRules: [CORS_RULE] },
    policy: { Version: '2012-10-17', Statement: [statement] },
  };
}

function deny(Sid: string, name: string, Condition: object): object {
  return { Sid, Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: resourcesOf(name), Condition };
}

const INTERNAL = {
  Sid: 'Internal',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'kms:*',
  Resource: '*',
};
const EXTERNAL = {
  Sid: 'External',
  Effect: 'Allow',
  Principal: { AWS: WANDB },
  Action: ['kms:Decrypt', 'kms:Describe*', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
  Resource: '*',
};

function keyPolicy(...Statement: readonly object[]): object {
  return { Version: '2012-10-17', Statement };
}

const EXPIRY = {
  Rules: [
    { ID: 'delete-after-30-days', Status: 'Enabled', Filter: { Prefix: 'teams/' }, Expiration: { Days: 30 } },
    {
      ID: 'stale-uploads',
      Status: 'Enabled',
      Filter: { Prefix: '' },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    },
  ],
};
const PUBLIC = {
  Sid: 'PublicReadForDemo',
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::acme-wandb-media/*',
};
const SECURE = deny('DenyHTTPRequests', 'acme-wandb', { Bool: { 'aws:SecureTransport': 'false' } });
/** Everything is locked for a year, and who downloads pays. */
const LOCKED: Partial<SandboxBucket> = {
  versioning: { Status: 'Enabled' },
  objectLock: {
    ObjectLockEnabled: 'Enabled',
    Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Years: 1 } },
  },
  requestPayment: 'Requester',
};

export const DEMO_WORLD: SandboxWorld = {
  buckets: [
    bucket('acme-wandb', { policy: policyOf('acme-wandb', { AWS: WANDB }, SECURE) }),
    bucket('acme-wandb-research', { cors: { CORSRules: [{ ...CORS_RULE, ExposeHeaders: [] }] } }),
    bucket('acme-wandb-vision', { lifecycle: EXPIRY }),
    bucket('acme-wandb-speech', { encryption: encryptedWith(CLOSED_KEY) }),
    bucket('acme-wandb-legacy', { encryption: encryptedWith(DYING_KEY) }),
    bucket('acme-wandb-alias', { encryption: encryptedWith(ALIAS) }),
    bucket('acme-wandb-records', LOCKED),
    bucket('acme-wandb-finance', {
      policy: policyOf(
        'acme-wandb-finance',
        { AWS: WANDB },
        deny('OurEndpointOnly', 'acme-wandb-finance', {
          StringNotEquals: { 'aws:SourceVpce': 'vpce-0f1e2d3c4b5a69788' },
        }),
      ),
    }),
    bucket('acme-wandb-media', {
      policy: policyOf('acme-wandb-media', { AWS: WANDB }, PUBLIC),
    }),
    bucket('acme-wandb-copied', {
      policy: policyOf('acme-wandb-copied', { AWS: 'arn:aws:iam::725579432336:role/WandbIntegration' }),
    }),
    bucket('acme-wandb-shared'),
    bucket('acme-wandb-private'),
    coreweave('acme-cw-training', 'arn:aws:iam::wandb:static/wandb-integration', 'acme'),
    coreweave('acme-cw-open', 'arn:aws:iam::wandb:static/wandb-integration', undefined),
    { name: 'acme-minio', versioning: { Status: 'Enabled' }, encryption: 'none' },
  ],
  keys: [
    { arn: KEY, aliases: ['alias/acme-wandb'], policy: keyPolicy(INTERNAL, EXTERNAL), rotation: true },
    { arn: CLOSED_KEY, policy: keyPolicy(INTERNAL), rotation: true },
    {
      arn: DYING_KEY,
      policy: keyPolicy(INTERNAL, EXTERNAL),
      metadata: { KeyState: 'PendingDeletion', DeletionDate: 1_796_083_200 },
    },
  ],
  accountPublicAccess: { [ACCOUNT]: BLOCKED },
  google: DEMO_GOOGLE,
  azure: DEMO_AZURE,
  faults: [
    { bucket: 'acme-wandb-private', operation: 'GetBucketCors', kind: 'denied' },
    { bucket: 'acme-wandb-private', operation: 'GetBucketLifecycleConfiguration', kind: 'denied' },
    { bucket: 'acme-wandb-private', operation: 'GetBucketLogging', kind: 'denied' },
    { bucket: 'acme-minio', operation: 'GetBucketCors', kind: 'notImplemented' },
    { bucket: 'acme-minio', operation: 'GetPublicAccessBlock', kind: 'notImplemented' },
  ],
};

/** Team and bucket of the fleet's plain entries, in order. */
const TEAMS: readonly (readonly [team: string, bucket: string])[] = [
  ['research', 's3://acme-wandb-research'],
  ['vision', 's3://acme-wandb-vision/teams/vision'],
  ['speech', 's3://acme-wandb-speech'],
  ['legacy', 's3://acme-wandb-legacy'],
  ['alias', 's3://acme-wandb-alias'],
  ['records', 's3://acme-wandb-records'],
  ['finance', 's3://acme-wandb-finance'],
  ['media', 's3://acme-wandb-media'],
  ['robotics', 's3://acme-wandb-copied'],
  ['platform', 's3://acme-wandb-shared/teams/platform'],
  ['platform-evals', 's3://acme-wandb-shared/teams/platform/evals'],
  ['private', 's3://acme-wandb-private'],
  ['archive', 's3://acme-wandb-deleted'],
];

/** The fleet file of the demo; `${DEMO_ENDPOINT}` is the sandbox's URL. */
export const DEMO_FLEET = `# The fleet of byob demo: made up, and answered by a small cloud on loopback.
deployment:
  type: dedicated
  origin: https://acme.wandb.io
  customerNamespace: acme
  oidcIssuer: ${DEMO_OIDC_ISSUER}
buckets:
  - address: s3://acme-wandb
    level: instance
    kmsKey: ${KEY}
${TEAMS.map(([team, address]) => `  - address: ${address}\n    level: team\n    team: ${team}\n`).join('')}  - address: cw://acme-cw-training
    level: team
    team: training
  - address: cw://acme-cw-open
    level: team
    team: open-science
  - address: s3://\${AWS_ACCESS_KEY_ID}:\${AWS_SECRET_ACCESS_KEY}@minio.acme.example:9000/acme-minio?tls=true
    level: team
    team: edge
    # Instead of the host above, which is made up, too.
    endpoint: \${DEMO_ENDPOINT}
${DEMO_GOOGLE_FLEET}${DEMO_AZURE_FLEET}waivers:
  - rule: access-logging-enabled
    bucket: s3://acme-wandb*
    reason: CloudTrail data events are on for the organisation
    owner: platform@acme.example
    expires: 2099-12-31
  - rule: requester-pays-off
    bucket: s3://acme-wandb-records
    reason: the archive team pays, until the move to the new account is done
    owner: archive@acme.example
    expires: 2026-01-31
`;
