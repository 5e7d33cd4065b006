// A fleet that moto can hold, good and broken; the same JSON fills moto and the sandbox.

/** moto's account; the world is declared in it so that both sides agree on who owns what. */
const ACCOUNT = '123456789012';
const WANDB = 'arn:aws:iam::830241207209:root';
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/11111111-1111-1111-1111-111111111111`;
const CLOSED_KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/22222222-2222-2222-2222-222222222222`;

const owner = {
  Sid: 'Internal',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'kms:*',
  Resource: '*',
};
const external = {
  Sid: 'External',
  Effect: 'Allow',
  Principal: { AWS: WANDB },
  Action: ['kms:Decrypt', 'kms:Describe*', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
  Resource: '*',
};

function policyOf(bucket: string, ...more: readonly object[]): object {
  const resources = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'WandbAccountAccess',
        Effect: 'Allow',
        Principal: { AWS: WANDB },
        Action: [
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
        ],
        Resource: resources,
      },
      ...more,
    ],
  };
}

const cors = {
  CORSRules: [
    {
      AllowedOrigins: ['*'],
      AllowedMethods: ['GET', 'HEAD', 'PUT'],
      AllowedHeaders: ['*'],
      ExposeHeaders: ['ETag'],
      MaxAgeSeconds: 3000,
    },
  ],
};

function encryptedWith(key: string): object {
  return {
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } }],
  };
}

/** A bucket as W&B's Terraform makes it, with what a case changes. */
function bucket(name: string, over: object = {}) {
  return {
    name,
    region: 'eu-west-1',
    account: ACCOUNT,
    cors,
    policy: policyOf(name),
    encryption: encryptedWith(KEY),
    publicAccessBlock: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
    ownership: 'BucketOwnerEnforced',
    versioning: { Status: 'Enabled' },
    ...over,
  };
}

const expiry = {
  Rules: [{ ID: 'tidy', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 30 } }],
};
const fromVpcOnly = {
  Sid: 'FromOurVpcOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::peer-vpc', 'arn:aws:s3:::peer-vpc/*'],
  Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-acme' } },
};

export const WORLD = {
  buckets: [
    bucket('peer-good'),
    bucket('peer-etag', { cors: { CORSRules: [{ ...cors.CORSRules[0], ExposeHeaders: ['x-amz-id-2'] }] } }),
    bucket('peer-expiry', { lifecycle: expiry }),
    bucket('peer-closed-key', { encryption: encryptedWith(CLOSED_KEY) }),
    bucket('peer-vpc', { policy: policyOf('peer-vpc', fromVpcOnly) }),
    bucket('peer-no-cors', { cors: undefined, versioning: undefined }),
    bucket('peer-sse-s3', {
      encryption: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      policy: undefined,
      ownership: 'ObjectWriter',
    }),
  ],
  keys: [
    { arn: KEY, policy: { Version: '2012-10-17', Statement: [owner, external] }, rotation: true },
    { arn: CLOSED_KEY, policy: { Version: '2012-10-17', Statement: [owner] }, rotation: false },
  ],
};

export const FLEET = `deployment:
  type: dedicated
  origin: https://acme.wandb.io
buckets:
${WORLD.buckets.map(({ name }) => `  - address: s3://${name}\n    level: instance\n`).join('')}`;
