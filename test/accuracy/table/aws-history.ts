// Amazon S3: what else happens to run history: cold tiers, broken uploads, Object Lock, who pays.

import { aws, grant, https, lifecycle, OLD_VERSIONS, STALE_UPLOADS } from '../aws-case.ts';
import { AT_TEAM1, expiry, EXPIRES, history, rule } from '../aws-lifecycle-case.ts';
import { SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

function transition(StorageClass: string, over: object = {}): object {
  return rule({ Transitions: [{ Days: 30, StorageClass }], ...over });
}

function tier(over: object = {}): object {
  return { Id: 'cold', Status: 'Enabled', Tierings: [{ AccessTier: 'ARCHIVE_ACCESS', Days: 90 }], ...over };
}

const ARCHIVES = 'lifecycle-keeps-data-readable/archives';

const COLD: readonly AccuracyCase[] = [
  history(
    'aws-glacier',
    'Archived objects cannot be read in real time.',
    [transition('GLACIER')],
    [ARCHIVES],
    { source: SOURCES.s3Archived },
  ),
  history(
    'aws-deep-archive',
    'Archived objects cannot be read in real time.',
    [transition('DEEP_ARCHIVE')],
    [ARCHIVES],
    { source: SOURCES.s3Archived },
  ),
  history('aws-glacier-instant', 'Instant Retrieval is read as ever.', [transition('GLACIER_IR')], [], {
    source: SOURCES.s3Archived,
  }),
  history('aws-infrequent', 'Infrequent access is read as ever.', [transition('STANDARD_IA')], []),
  history(
    'aws-glacier-elsewhere',
    'The rule is about logs/.',
    [transition('GLACIER', { Filter: { Prefix: 'logs/' } })],
    [],
    AT_TEAM1,
  ),
  history(
    'aws-glacier-by-tag',
    "Whether W&B's objects bear the tag is the owner's doing.",
    [transition('GLACIER', { Filter: { Tag: { Key: 'cold', Value: '1' } } })],
    ['lifecycle-keeps-data-readable/mayArchive'],
  ),
  history(
    'aws-glacier-of-old-versions',
    'Only versions that were replaced are archived.',
    [rule({ NoncurrentVersionTransitions: [{ NoncurrentDays: 7, StorageClass: 'GLACIER' }] })],
    [],
  ),
  history(
    'aws-tiering',
    'Intelligent-Tiering without archive tiers is read as ever.',
    [transition('INTELLIGENT_TIERING')],
    [],
  ),
  history(
    'aws-tiering-archives',
    'A configuration archives what the rule brought there.',
    [transition('INTELLIGENT_TIERING')],
    ['lifecycle-keeps-data-readable/archiveTier'],
    {
      source: SOURCES.s3Archived,
      bucket: { tiering: [tier()] },
    },
  ),
  history(
    'aws-tiering-archives-by-tag',
    "Whether W&B's objects bear the tag that brings them there is the owner's doing.",
    [transition('INTELLIGENT_TIERING', { Filter: { Tag: { Key: 'cold', Value: '1' } } })],
    ['lifecycle-keeps-data-readable/mayArchiveTier'],
    { source: SOURCES.s3Archived, bucket: { tiering: [tier()] } },
  ),
  history(
    'aws-tiering-archives-elsewhere',
    "The configuration is about logs/, the rule about everything: W&B's sub-path is not archived.",
    [transition('INTELLIGENT_TIERING')],
    [],
    { ...AT_TEAM1, source: SOURCES.s3Archived, bucket: { tiering: [tier({ Filter: { Prefix: 'logs/' } })] } },
  ),
  history('aws-tiering-without-transition', 'Nothing brings objects to Intelligent-Tiering.', [], [], {
    bucket: { tiering: [tier()] },
  }),
  history(
    'aws-tiering-disabled',
    'The configuration that archives is switched off.',
    [transition('INTELLIGENT_TIERING')],
    [],
    {
      bucket: { tiering: [tier({ Status: 'Disabled' })] },
    },
  ),
  history(
    'aws-expiry-and-glacier',
    'One rule archives and deletes: two requirements are not met.',
    [expiry({ Expiration: { Days: 365 }, Transitions: [{ Days: 30, StorageClass: 'DEEP_ARCHIVE' }] })],
    [ARCHIVES, EXPIRES],
  ),
];

const UPLOADS: readonly AccuracyCase[] = [
  aws(
    'aws-aborts-after-a-day',
    "W&B's write URLs live a day: an upload may take longer.",
    {
      source: SOURCES.presigned,
      bucket: {
        lifecycle: {
          Rules: [
            OLD_VERSIONS,
            { ...STALE_UPLOADS, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
          ],
        },
      },
    },
    ['lifecycle-spares-active-uploads/tooSoon'],
  ),
  aws(
    'aws-aborts-after-two-days',
    'Two days are longer than a write URL lives.',
    {
      source: SOURCES.presigned,
      bucket: {
        lifecycle: {
          Rules: [
            OLD_VERSIONS,
            { ...STALE_UPLOADS, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } },
          ],
        },
      },
    },
    [],
  ),
  aws(
    'aws-aborts-nothing',
    'Parts of broken uploads stay for ever.',
    { bucket: { lifecycle: { Rules: [OLD_VERSIONS] } } },
    ['lifecycle-aborts-stale-uploads/never'],
  ),
  aws(
    'aws-aborts-elsewhere',
    "Only a neighbour's broken uploads are cleared.",
    {
      ...AT_TEAM1,
      bucket: { lifecycle: { Rules: [OLD_VERSIONS, { ...STALE_UPLOADS, Filter: { Prefix: 'team10/' } }] } },
    },
    ['lifecycle-aborts-stale-uploads/never'],
  ),
];

const REST: readonly AccuracyCase[] = [
  aws(
    'aws-old-versions-stay',
    'What W&B deletes stays as an old version for ever.',
    {
      source: 'https://docs.wandb.ai/models/artifacts/delete-artifacts',
      bucket: { lifecycle: { Rules: [STALE_UPLOADS] } },
    },
    ['lifecycle-expires-noncurrent/never'],
  ),
  aws(
    'aws-versions-suspended',
    "W&B's garbage collection wants versioning.",
    {
      source: 'https://docs.wandb.ai/models/artifacts/delete-artifacts',
      bucket: { versioning: { Status: 'Suspended' } },
    },
    ['versioning-enabled/suspended'],
  ),
  aws(
    'aws-locked',
    'Every new object is kept for a year, whatever W&B deletes.',
    {
      source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html',
      bucket: {
        objectLock: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Years: 1 } },
        },
      },
    },
    ['deletions-take-effect/retained'],
  ),
  aws(
    'aws-lockable',
    'Object Lock without a default keeps nothing by itself.',
    { bucket: { objectLock: { ObjectLockEnabled: 'Enabled' } } },
    [],
  ),
  aws(
    'aws-requester-pays',
    'A pre-signed URL does not say who pays.',
    {
      source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html',
      bucket: { requestPayment: 'Requester' },
    },
    ['requester-pays-off/requester'],
  ),
  aws(
    'aws-not-logged',
    'W&B recommends a log of who uses pre-signed URLs.',
    { source: SOURCES.presigned, without: ['logging'] },
    ['access-logging-enabled/off'],
  ),
  aws(
    'aws-written-by-wandb',
    "W&B's account would own what it writes.",
    {
      source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html',
      bucket: { ownership: 'ObjectWriter' },
    },
    ['objects-owned-by-bucket-owner/writer'],
  ),
  aws(
    'aws-everything-at-once',
    'Faults of five sides of one bucket are five findings.',
    {
      source: SOURCES.byob,
      bucket: { ...lifecycle(expiry()), requestPayment: 'Requester', ownership: 'ObjectWriter' },
      without: ['cors'],
      statements: (arn) => [grant(arn, { Action: 's3:*' }), https(arn)],
    },
    [
      'cors-configured/none',
      'grant-is-minimal/wide',
      EXPIRES,
      'objects-owned-by-bucket-owner/writer',
      'requester-pays-off/requester',
    ],
  ),
];

export const AWS_HISTORY: readonly AccuracyCase[] = [...COLD, ...UPLOADS, ...REST];
