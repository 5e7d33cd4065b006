// Google Cloud Storage: what happens to run history: lifecycle, retention, soft delete.

import { google, OLD_VERSIONS, rules, STALE_UPLOADS } from '../google-case.ts';
import type { GoogleChange } from '../google-case.ts';
import { SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

function history(
  id: string,
  reason: string,
  more: readonly object[],
  finds: readonly string[],
  change: GoogleChange = {},
): AccuracyCase {
  return google(id, reason, { source: SOURCES.gcsLifecycle, resource: rules(...more), ...change }, finds);
}

function deletion(condition: object): object {
  return { action: { type: 'Delete' }, condition };
}

const EXPIRES = 'lifecycle-keeps-run-history/expires';

const LIFECYCLE: readonly AccuracyCase[] = [
  history(
    'gcs-deletion',
    'Run history lives only in the bucket and is deleted after 30 days.',
    [deletion({ age: 30 })],
    [EXPIRES],
  ),
  history(
    'gcs-deletion-of-replaced',
    'Only versions that were replaced are deleted.',
    [deletion({ age: 1, isLive: false })],
    [],
  ),
  history(
    'gcs-deletion-of-noncurrent',
    'Days since a version was replaced never reach a live one.',
    [deletion({ daysSinceNoncurrentTime: 7 })],
    [],
  ),
  history(
    'gcs-deletion-of-third-version',
    'Only versions with newer ones above them are deleted.',
    [deletion({ numNewerVersions: 3 })],
    [],
  ),
  history(
    'gcs-deletion-of-live',
    'isLive true is the very data.',
    [deletion({ age: 90, isLive: true })],
    [EXPIRES],
  ),
  history(
    'gcs-deletion-before-a-day',
    'Everything made before a day is deleted.',
    [deletion({ createdBefore: '2026-01-01' })],
    [EXPIRES],
  ),
  history(
    'gcs-deletion-of-parquet',
    'Parquet is the very form of run history.',
    [deletion({ age: 30, matchesSuffix: ['.parquet'] })],
    [EXPIRES],
  ),
  history(
    'gcs-deletion-of-tmp',
    'Another ending is a part of what W&B may store.',
    [deletion({ age: 30, matchesSuffix: ['.tmp'] })],
    ['lifecycle-filtered-expiry/mayExpire'],
  ),
  history(
    'gcs-deletion-elsewhere',
    'The rule is about logs/.',
    [deletion({ age: 30, matchesPrefix: ['logs/'] })],
    [],
    { declared: { path: 'wandb' } },
  ),
  history(
    'gcs-deletion-of-a-neighbour',
    'team10/ is no part of team1/.',
    [deletion({ age: 30, matchesPrefix: ['team10/'] })],
    [],
    { declared: { path: 'team1' } },
  ),
  history(
    'gcs-deletion-of-one-of-two',
    'One prefix of the list is enough.',
    [deletion({ age: 30, matchesPrefix: ['logs/', 'team1/'] })],
    [EXPIRES],
    { declared: { path: 'team1' } },
  ),
  history(
    'gcs-deletion-by-custom-time',
    'W&B sets no custom time: the rule never reaches its objects.',
    [deletion({ daysSinceCustomTime: 30 })],
    [],
  ),
  history(
    'gcs-archive-class',
    'Archive of Google is read at once, only dearer.',
    [{ action: { type: 'SetStorageClass', storageClass: 'ARCHIVE' }, condition: { age: 90 } }],
    [],
  ),
  google(
    'gcs-aborts-after-a-day',
    "W&B's write URLs live a day.",
    {
      source: SOURCES.presigned,
      resource: { lifecycle: { rule: [OLD_VERSIONS, { ...STALE_UPLOADS, condition: { age: 1 } }] } },
    },
    ['lifecycle-spares-active-uploads/tooSoon'],
  ),
  google(
    'gcs-aborts-nothing',
    'Parts of broken uploads stay for ever.',
    { resource: { lifecycle: { rule: [OLD_VERSIONS] } } },
    ['lifecycle-aborts-stale-uploads/never'],
  ),
  google(
    'gcs-old-versions-stay',
    'What W&B deletes stays as an old version for ever.',
    { resource: { lifecycle: { rule: [STALE_UPLOADS] } } },
    ['lifecycle-expires-noncurrent/never'],
  ),
  google(
    'gcs-deletion-of-a-class',
    "The bucket's objects are of the class that is deleted.",
    {
      source: SOURCES.gcsLifecycle,
      resource: {
        storageClass: 'NEARLINE',
        ...rules(deletion({ age: 365, matchesStorageClass: ['NEARLINE'] })),
      },
    },
    [EXPIRES],
  ),
  history(
    'gcs-deletion-of-older-noncurrent',
    'Only versions that were replaced before a day are deleted.',
    [deletion({ noncurrentTimeBefore: '2026-01-01' })],
    [],
  ),
];

const SETTINGS: readonly AccuracyCase[] = [
  google(
    'gcs-soft-delete-off',
    'W&B refuses a bucket without soft delete when a team is made.',
    { source: SOURCES.byob, resource: { softDeletePolicy: { retentionDurationSeconds: '0' } } },
    ['soft-delete-enabled/off'],
  ),
  google(
    'gcs-soft-delete-of-90-days',
    'Any time but none is on.',
    {
      source: SOURCES.gcsSoftDelete,
      resource: {
        softDeletePolicy: { retentionDurationSeconds: '7776000', effectiveTime: '2026-01-01T00:00:00.000Z' },
      },
    },
    [],
  ),
  google(
    'gcs-retention',
    'Younger objects can be neither overwritten nor deleted: run files are stored again and again.',
    {
      source: 'https://cloud.google.com/storage/docs/bucket-lock',
      resource: { retentionPolicy: { retentionPeriod: '86400', effectiveTime: '2026-01-01T00:00:00.000Z' } },
    },
    ['overwrites-allowed/retentionPolicy'],
  ),
  google(
    'gcs-event-hold',
    'Every new object is held until somebody releases it.',
    {
      source: 'https://cloud.google.com/storage/docs/object-holds',
      resource: { defaultEventBasedHold: true },
    },
    ['overwrites-allowed/eventBasedHold'],
  ),
  google(
    'gcs-requester-pays',
    'A signed URL names no project that pays.',
    {
      source: 'https://cloud.google.com/storage/docs/requester-pays',
      resource: { billing: { requesterPays: true } },
    },
    ['requester-pays-off/requester'],
  ),
  google(
    'gcs-customer-key',
    'The guide asks for encryption that Google manages.',
    {
      source: SOURCES.byob,
      resource: {
        encryption: {
          defaultKmsKeyName: 'projects/acme/locations/europe-west1/keyRings/acme/cryptoKeys/wandb',
        },
      },
    },
    ['encryption-is-google-managed/customer'],
  ),
  google(
    'gcs_with_underscore',
    'Google takes underscores in names.',
    { source: 'https://cloud.google.com/storage/docs/buckets#naming' },
    [],
  ),
  google(
    'gcs-versions-off',
    "W&B's garbage collection wants versioning.",
    { resource: { versioning: { enabled: false } } },
    ['versioning-enabled/off'],
  ),
];

export const GOOGLE_HISTORY: readonly AccuracyCase[] = [...LIFECYCLE, ...SETTINGS];
