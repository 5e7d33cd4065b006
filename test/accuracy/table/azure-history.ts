// Azure Blob Storage: what happens to run history: lifecycle, immutability, soft delete.

import { AZURE_DEDICATED, azure, rule } from '../azure-case.ts';
import type { AzureChange } from '../azure-case.ts';
import { SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

const DELETE = { baseBlob: { delete: { daysAfterModificationGreaterThan: 30 } } };

const EXPIRES = 'lifecycle-keeps-run-history/expires';

function history(
  id: string,
  reason: string,
  more: object,
  finds: readonly string[],
  change: AzureChange = {},
): AccuracyCase {
  return azure(id, reason, { source: SOURCES.azureLifecycle, rules: [more], ...change }, finds);
}

const LIFECYCLE: readonly AccuracyCase[] = [
  history(
    'az-deletion',
    'Run history lives only in the container and is deleted after 30 days.',
    rule(DELETE),
    [EXPIRES],
  ),
  history(
    'az-deletion-of-container',
    'The rule names the container.',
    rule(DELETE, { prefixMatch: ['wandb/'] }),
    [EXPIRES],
  ),
  history('az-deletion-disabled', 'The rule is switched off.', rule(DELETE, {}, { enabled: false }), []),
  history(
    'az-deletion-without-enabled',
    'A rule that does not say so is on.',
    rule(DELETE, {}, { enabled: undefined }),
    [EXPIRES],
  ),
  history(
    'az-deletion-elsewhere',
    'The rule names another container.',
    rule(DELETE, { prefixMatch: ['logs/', 'backups/'] }),
    [],
  ),
  history(
    'az-deletion-without-container',
    'A prefix begins with the name of a container: teams/ is another container.',
    rule(DELETE, { prefixMatch: ['teams/'] }),
    [],
    { declared: { path: 'teams' } },
  ),
  history(
    'az-deletion-of-neighbour',
    'team10/ is no part of team1/.',
    rule(DELETE, { prefixMatch: ['wandb/team10/'] }),
    [],
    { declared: { path: 'team1' } },
  ),
  history(
    'az-deletion-of-append-blobs',
    'W&B writes block blobs.',
    rule(DELETE, { blobTypes: ['appendBlob'] }),
    [],
  ),
  history(
    'az-deletion-by-tag',
    "Whether W&B's blobs bear the index tag is the owner's doing.",
    rule(DELETE, { blobIndexMatch: [{ name: 'scratch', op: '==', value: 'true' }] }),
    ['lifecycle-filtered-expiry/mayExpire'],
  ),
  history(
    'az-deletion-unused',
    'What nobody read for long is deleted: nothing else keeps it.',
    rule({ baseBlob: { delete: { daysAfterLastAccessTimeGreaterThan: 90 } } }),
    [EXPIRES],
  ),
  history(
    'az-deletion-of-snapshots',
    'Snapshots and replaced versions are no live blobs.',
    rule({
      snapshot: { delete: { daysAfterCreationGreaterThan: 7 } },
      version: { delete: { daysAfterCreationGreaterThan: 7 } },
    }),
    [],
  ),
  history(
    'az-archive',
    'A blob of the archive tier is offline until it is fetched back.',
    rule({ baseBlob: { tierToArchive: { daysAfterModificationGreaterThan: 90 } } }),
    ['lifecycle-keeps-data-readable/archives'],
  ),
  history(
    'az-cool',
    'The cool and cold tiers are read as ever.',
    rule({
      baseBlob: {
        tierToCool: { daysAfterModificationGreaterThan: 30 },
        tierToCold: { daysAfterModificationGreaterThan: 90 },
      },
    }),
    [],
  ),
  azure('az-old-versions-stay', 'What W&B deletes stays as an old version for ever.', { onlyRules: [] }, [
    'lifecycle-expires-noncurrent/never',
  ]),
  history(
    'az-deletion-of-two-kinds',
    'The rule holds for block blobs, too.',
    rule(DELETE, { blobTypes: ['blockBlob', 'appendBlob'] }),
    [EXPIRES],
  ),
  history(
    'az-deletion-of-sub-path',
    'The prefix is the container and the sub-path.',
    rule(DELETE, { prefixMatch: ['wandb/team1/'] }),
    [EXPIRES],
    { declared: { path: 'team1' } },
  ),
  history(
    'az-archive-of-another-container',
    'The rule names another container.',
    rule(
      { baseBlob: { tierToArchive: { daysAfterModificationGreaterThan: 90 } } },
      { prefixMatch: ['wandb2/'] },
    ),
    [],
  ),
];

const SETTINGS: readonly AccuracyCase[] = [
  azure(
    'az-soft-delete-off',
    "W&B's garbage collection wants soft delete.",
    {
      source: 'https://docs.wandb.ai/models/artifacts/delete-artifacts',
      service: { deleteRetentionPolicy: { enabled: false } },
    },
    ['soft-delete-enabled/blobsOff'],
  ),
  azure(
    'az-immutable',
    'Blobs can be neither overwritten nor deleted: run files are stored again and again.',
    {
      source: 'https://learn.microsoft.com/azure/storage/blobs/immutable-storage-overview',
      container: {
        hasImmutabilityPolicy: true,
        immutabilityPolicy: { properties: { immutabilityPeriodSinceCreationInDays: 30, state: 'Unlocked' } },
      },
    },
    ['overwrites-allowed/immutabilityPolicy'],
  ),
  azure(
    'az-legal-hold',
    'Until the hold is cleared nothing can be overwritten.',
    {
      source: 'https://learn.microsoft.com/azure/storage/blobs/immutable-storage-overview',
      container: { hasLegalHold: true, legalHold: { hasLegalHold: true, tags: [{ tag: 'case42' }] } },
    },
    ['overwrites-allowed/legalHold'],
  ),
  azure(
    'az-everything-at-once',
    'Faults of four sides of one account are four findings.',
    {
      source: SOURCES.byob,
      deployment: AZURE_DEDICATED,
      service: { cors: { corsRules: [] } },
      account: { minimumTlsVersion: 'TLS1_1' },
      roles: [],
      rules: [rule(DELETE)],
    },
    ['azure-roles-granted/noDataRole', 'cors-configured/none', 'https-only/oldTls', EXPIRES],
  ),
  azure(
    'az-versions-kept',
    'Version-level immutability lets blobs be overwritten and keeps every version.',
    {
      source: 'https://learn.microsoft.com/azure/storage/blobs/immutable-version-level-worm-policies',
      account: {
        immutableStorageWithVersioning: {
          enabled: true,
          immutabilityPolicy: {
            immutabilityPeriodSinceCreationInDays: 30,
            state: 'Unlocked',
            allowProtectedAppendWrites: false,
          },
        },
      },
    },
    ['overwrites-allowed/versionsKept'],
  ),
];

export const AZURE_HISTORY: readonly AccuracyCase[] = [...LIFECYCLE, ...SETTINGS];
