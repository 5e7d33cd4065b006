// Amazon S3: default encryption, its key, and who may use the key.

import {
  ACCOUNT,
  aws,
  encryption,
  external,
  INTERNAL,
  KMS_ACTIONS,
  WANDB,
  WANDB_ACCOUNT,
  WANDB_ROLE,
} from '../aws-case.ts';
import type { AwsChange } from '../aws-case.ts';
import { SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

const KEY_DOCS = 'https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html';
const KMS_CONDITIONS = 'https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html';

function key(
  id: string,
  reason: string,
  change: AwsChange,
  finds: readonly string[],
  source: string = SOURCES.foreignKeys,
): AccuracyCase {
  return aws(id, reason, { source, ...change }, finds);
}

/** W&B's statement of the key policy with a condition. */
function under(Condition: object): AwsChange {
  return { keyStatements: [INTERNAL, external({ Condition })] };
}

const DEFAULTS: readonly AccuracyCase[] = [
  key(
    'aws-sse-s3',
    "The guide asks for a key of the customer's own.",
    { bucket: encryption({ SSEAlgorithm: 'AES256' }) },
    ['encryption-uses-customer-key/s3'],
    SOURCES.byob,
  ),
  key(
    'aws-kms-without-key',
    'Without a key S3 uses aws/s3, which no other account can use.',
    { bucket: encryption({ SSEAlgorithm: 'aws:kms' }) },
    ['encryption-key-shareable/awsManaged'],
    SOURCES.s3Encryption,
  ),
  key(
    'aws-kms-by-alias',
    "An alias is looked up in the account of the caller, which is W&B's.",
    {
      bucket: encryption({
        SSEAlgorithm: 'aws:kms',
        KMSMasterKeyID: `arn:aws:kms:eu-west-1:${ACCOUNT}:alias/acme`,
      }),
      key: { aliases: ['alias/acme'] },
    },
    ['encryption-key-shareable/alias'],
    SOURCES.s3Encryption,
  ),
  key(
    'aws-kms-by-id',
    'A bare id is looked up in the account of the caller, as an alias is.',
    {
      bucket: encryption({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'BARE_ID' }),
    },
    ['encryption-key-shareable/alias'],
    SOURCES.s3Encryption,
  ),
  key(
    'aws-kms-elsewhere',
    'S3 takes keys of its own region only.',
    { keyRegion: 'us-east-1' },
    ['encryption-key-in-region/elsewhere'],
    SOURCES.s3Keys,
  ),
  key(
    'aws-kms-dsse',
    'Two layers of encryption are nothing W&B documents.',
    { bucket: encryption({ SSEAlgorithm: 'aws:kms:dsse', KMSMasterKeyID: 'KEY_ARN' }) },
    ['encryption-mode-supported/dsse'],
    SOURCES.byob,
  ),
  key(
    'aws-no-bucket-key',
    'Each object costs a request to KMS.',
    { bucket: encryption({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'KEY_ARN' }, false) },
    ['encryption-bucket-key-enabled/off'],
    SOURCES.bucketKey,
  ),
  key(
    'aws-declared-key',
    'W&B is given the key that the bucket uses.',
    { declared: { kmsKey: 'KEY_ARN' } },
    [],
    SOURCES.byob,
  ),
  key(
    'aws-declared-other-key',
    'W&B is given another key than the bucket uses.',
    { declared: { kmsKey: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/99999999-0000-4000-8000-000000000000` } },
    ['declared-key-matches/differs'],
    SOURCES.byob,
  ),
  key(
    'aws-declared-key-unused',
    'W&B is given a key, and the bucket uses none.',
    { declared: { kmsKey: 'KEY_ARN' }, bucket: encryption({ SSEAlgorithm: 'AES256' }) },
    ['declared-key-matches/unused', 'encryption-uses-customer-key/s3'],
    SOURCES.byob,
  ),
];

const STATES: readonly AccuracyCase[] = [
  key(
    'aws-key-disabled',
    'A disabled key neither encrypts nor decrypts.',
    { key: { metadata: { KeyState: 'Disabled' } } },
    ['kms-key-usable/state'],
    KEY_DOCS,
  ),
  key(
    'aws-key-dying',
    'With its key everything in the bucket is lost.',
    { key: { metadata: { KeyState: 'PendingDeletion', DeletionDate: 1_796_083_200 } } },
    ['kms-key-usable/deletion'],
    KEY_DOCS,
  ),
  key(
    'aws-key-of-rsa',
    'S3 takes symmetric keys only, though RSA keys encrypt, too.',
    { key: { metadata: { KeySpec: 'RSA_2048' } } },
    ['kms-key-usable/spec'],
    SOURCES.s3Keys,
  ),
  key(
    'aws-key-for-signing',
    'A key that signs neither encrypts nor decrypts: one fault, however the key is described.',
    { key: { metadata: { KeyUsage: 'SIGN_VERIFY', KeySpec: 'RSA_2048' } } },
    ['kms-key-usable/usage'],
    SOURCES.s3Keys,
  ),
  key(
    'aws-key-expiring',
    'The imported material ends on a day, and reading with it.',
    {
      key: {
        metadata: { Origin: 'EXTERNAL', ValidTo: 1_830_000_000, ExpirationModel: 'KEY_MATERIAL_EXPIRES' },
      },
    },
    ['kms-key-usable/expiring'],
    'https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys.html',
  ),
  key(
    'aws-key-not-rotated',
    'The key stays the same for ever.',
    { key: { rotation: false } },
    ['kms-rotation-enabled/off'],
    'https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html',
  ),
];

const POLICIES: readonly AccuracyCase[] = [
  key('aws-key-closed', 'The bucket lets W&B in, its key does not.', { keyStatements: [INTERNAL] }, [
    'kms-grants-wandb/missing',
  ]),
  key(
    'aws-key-for-multi-tenant',
    "The key is open to another deployment's principal.",
    { keyStatements: [INTERNAL, external({ Principal: { AWS: WANDB_ROLE } })] },
    ['kms-grants-wandb/missing'],
  ),
  key(
    'aws-key-by-account-id',
    'The account id and the ARN of its root behave the same way.',
    { keyStatements: [INTERNAL, external({ Principal: { AWS: WANDB_ACCOUNT } })] },
    [],
  ),
  key(
    'aws-key-split',
    'Each action may stand in a statement of its own, as a text.',
    {
      keyStatements: [
        INTERNAL,
        ...KMS_ACTIONS.map((Action, index) => external({ Sid: `External${index}`, Action })),
      ],
    },
    [],
  ),
  key(
    'aws-key-decrypt-only',
    'What can be read cannot be written.',
    { keyStatements: [INTERNAL, external({ Action: ['kms:Decrypt', 'kms:DescribeKey'] })] },
    ['kms-grants-wandb/missing'],
    SOURCES.s3Keys,
  ),
  key(
    'aws-key-essentials',
    'Reads and writes work; the guide asks for more.',
    { keyStatements: [INTERNAL, external({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] })] },
    ['kms-grants-documented-actions/missing'],
    SOURCES.byob,
  ),
  key(
    'aws-key-granted',
    "W&B's Terraform may give a grant of KMS instead of a statement.",
    {
      keyStatements: [INTERNAL],
      key: {
        grants: [
          {
            GrantId: 'a'.repeat(64),
            GranteePrincipal: WANDB,
            Operations: [
              'Decrypt',
              'DescribeKey',
              'Encrypt',
              'GenerateDataKey',
              'GenerateDataKeyPair',
              'GenerateDataKeyPairWithoutPlaintext',
              'ReEncryptFrom',
              'ReEncryptTo',
            ],
          },
        ],
      },
    },
    [],
    'https://github.com/wandb/terraform-aws-wandb/tree/main/modules/kms',
  ),
  key(
    'aws-key-denied',
    'A Deny beats the Allow beside it.',
    { keyStatements: [INTERNAL, external(), external({ Sid: 'No', Effect: 'Deny', Action: 'kms:Decrypt' })] },
    ['kms-grants-wandb/denied'],
    SOURCES.evaluation,
  ),
  key(
    'aws-key-by-s3',
    'S3 of the region is where requests come through.',
    under({ StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }),
    [],
    KMS_CONDITIONS,
  ),
  key(
    'aws-key-by-s3-elsewhere',
    "Requests come through S3 of the bucket's region, which is another.",
    under({ StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }),
    ['kms-grants-wandb/missing'],
    KMS_CONDITIONS,
  ),
  key(
    'aws-key-by-caller',
    "The caller's account is W&B's.",
    under({ StringEquals: { 'kms:CallerAccount': WANDB_ACCOUNT } }),
    [],
    KMS_CONDITIONS,
  ),
  key(
    'aws-key-by-other-caller',
    "The caller's account is not the owner's.",
    under({ StringEquals: { 'kms:CallerAccount': ACCOUNT } }),
    ['kms-grants-wandb/missing'],
    KMS_CONDITIONS,
  ),
  key(
    'aws-key-context-of-bucket',
    'With a bucket key the encryption context is the bucket.',
    under({ StringEquals: { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::aws-key-context-of-bucket' } }),
    [],
    SOURCES.bucketKey,
  ),
  key(
    'aws-key-context-of-objects',
    'With a bucket key the encryption context is never an object.',
    under({
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::aws-key-context-of-objects/*' },
    }),
    ['kms-grants-wandb/missing'],
    SOURCES.bucketKey,
  ),
  key(
    'aws-key-wide',
    'W&B may administer the key.',
    { keyStatements: [INTERNAL, external({ Action: 'kms:*' })] },
    ['kms-grant-minimal/wide'],
    SOURCES.byob,
  ),
  key(
    'aws-key-without-owner',
    'Nobody of the account can change the policy any more.',
    { keyStatements: [external()] },
    ['kms-key-administrable/nobody'],
    'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html',
  ),
  key(
    'aws-key-of-one-role',
    'With the role goes the last one who can change the policy.',
    {
      keyStatements: [
        { ...INTERNAL, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/terraform` } },
        external(),
      ],
    },
    ['kms-key-administrable/oneIdentity'],
  ),
  key(
    'aws-key-public',
    'Everyone with an account of AWS may decrypt.',
    {
      keyStatements: [
        INTERNAL,
        external(),
        { Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' },
      ],
    },
    ['kms-key-not-public/everyone'],
  ),
  key(
    'aws-key-public-by-s3',
    'Everyone comes through S3: the condition keeps nobody out.',
    {
      keyStatements: [
        INTERNAL,
        external(),
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 'kms:Decrypt',
          Resource: '*',
          Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
        },
      ],
    },
    ['kms-key-not-public/everyone'],
    KMS_CONDITIONS,
  ),
  key(
    'aws-key-for-own-callers',
    'The account is fixed: only its identities may use the key.',
    {
      keyStatements: [
        INTERNAL,
        external(),
        {
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: 'kms:Decrypt',
          Resource: '*',
          Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT } },
        },
      ],
    },
    [],
    KMS_CONDITIONS,
  ),
  key(
    'aws-key-of-its-arn',
    "Resource may be the key's own ARN, as the guide writes it.",
    { keyStatements: [INTERNAL, external({ Resource: 'KEY_ARN' })] },
    [],
  ),
];

export const AWS_ENCRYPTION: readonly AccuracyCase[] = [...DEFAULTS, ...STATES, ...POLICIES];
