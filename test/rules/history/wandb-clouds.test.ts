// W&B's own Google and Azure configurations have no finding of medium or above but the known ones, as far as declaration, browsers and history go.

import type { BlobContainer, ManagementPolicyRule, StorageAccount } from '@azure/arm-storage';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { browserRules } from '../../../rules/browser/index.ts';
import { declarationRules } from '../../../rules/declaration/index.ts';
import { historyRules } from '../../../rules/history/index.ts';
import { corsOf, softDeleteOf, versioningOf } from '../../../src/collect/azure/blob-service.ts';
import type { AzureCorsRule } from '../../../src/collect/azure/blob-service.ts';
import { retentionOf } from '../../../src/collect/azure/container.ts';
import { lifecycleOf } from '../../../src/collect/azure/lifecycle.ts';
import * as googleCors from '../../../src/collect/gcs/cors.ts';
import * as googleLifecycle from '../../../src/collect/gcs/lifecycle.ts';
import * as google from '../../../src/collect/gcs/settings.ts';
import type { GoogleBucket } from '../../../src/collect/gcs/wire.ts';
import { evaluateBucket } from '../../../src/evaluate/evaluate.ts';
import { isFinding } from '../../../src/model/report.ts';
import type { Target } from '../../../src/model/target.ts';
import type { FacetValues } from '../test-rule.ts';
import { aTarget, readingsOf, unsupported } from '../test-rule.ts';

/** Medium and above that W&B's own configurations may have; see the catalogue's traps. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'gcp/documentation-literal-cors.json': ['cors-etag-exposed'],
  'azure/byob-access-key.json': ['soft-delete-enabled'],
  'azure/byob-cmk.json': ['soft-delete-enabled'],
  'azure/secure-storage-connector.json': ['soft-delete-enabled'],
};

const FOLDER = new URL('../../../../shared/data/wire/wandb/', import.meta.url);
const files = ['gcp', 'azure'].flatMap((cloud) => {
  const folder = new URL(`${cloud}/`, FOLDER);
  return existsSync(folder) ? readdirSync(folder).map((file) => `${cloud}/${file}`) : [];
});
if (files.length === 0) console.warn('SKIPPED: wire/wandb/gcp and azure are not beside this checkout');

const elsewhere: FacetValues = {
  policy: unsupported,
  keyPolicy: unsupported,
  tiering: unsupported,
  encryption: unsupported,
  key: unsupported,
};

interface Google {
  readonly bucket: string;
  readonly 'buckets.get': GoogleBucket;
  readonly 'buckets.getIamPolicy': FacetValues['iam'];
}

function googleFacets({ 'buckets.get': bucket, 'buckets.getIamPolicy': iam }: Google): FacetValues {
  return {
    ...elsewhere,
    cors: googleCors.corsOf(bucket),
    lifecycle: googleLifecycle.lifecycleOf(bucket),
    versioning: google.versioningOf(bucket),
    retention: google.retentionOf(bucket),
    softDelete: google.softDeleteOf(bucket) ?? unsupported,
    location: google.locationOf(bucket) ?? unsupported,
    ...(iam !== undefined && { iam }),
  };
}

interface Azure {
  readonly storageAccount: string;
  readonly container: string;
  readonly StorageAccounts_GetProperties: { readonly properties: StorageAccount };
  readonly BlobContainers_Get: { readonly properties: BlobContainer };
  readonly BlobServices_GetServiceProperties: {
    readonly properties: {
      readonly cors: { readonly corsRules: readonly AzureCorsRule[] };
      readonly deleteRetentionPolicy: { readonly enabled: boolean; readonly days?: number };
      readonly isVersioningEnabled?: boolean;
    };
  };
  /** An error object where there is no policy. */
  readonly ManagementPolicies_Get: {
    readonly properties?: { readonly policy: { readonly rules: readonly ManagementPolicyRule[] } };
  };
}

function azureFacets(configuration: Azure): FacetValues {
  const { properties } = configuration.BlobServices_GetServiceProperties;
  const rules = configuration.ManagementPolicies_Get.properties?.policy.rules ?? [];
  return {
    ...elsewhere,
    iam: unsupported,
    cors: corsOf(properties.cors.corsRules),
    lifecycle: lifecycleOf(rules, configuration.container),
    versioning: versioningOf({ isVersioningEnabled: properties.isVersioningEnabled ?? false }),
    softDelete: softDeleteOf(properties.deleteRetentionPolicy),
    retention: retentionOf(
      configuration.BlobContainers_Get.properties,
      configuration.StorageAccounts_GetProperties.properties,
    ),
    location: unsupported,
  };
}

function targetOf(configuration: Google | Azure, file: string): Target {
  const isTeam = !file.includes('azure/byob');
  const use = isTeam ? ({ level: 'team', team: 'acme' } as const) : {};
  if ('bucket' in configuration) return aTarget('gcp', { bucket: configuration.bucket, ...use });
  const { storageAccount: account, container: bucket } = configuration;
  return aTarget('azure', { bucket, account, tenantId: 'tenant', clientId: 'client', ...use });
}

describe.skipIf(files.length === 0)("W&B's own configurations", () => {
  test.each(files)('%s', (file) => {
    const configuration = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Google | Azure;
    const facets = 'bucket' in configuration ? googleFacets(configuration) : azureFacets(configuration);
    const target = targetOf(configuration, file);
    const rules = [...declarationRules, ...browserRules, ...historyRules];
    const results = evaluateBucket(
      { id: target.bucketId, targets: [target], readings: readingsOf(facets) },
      rules,
    );
    const found = results.filter(isFinding).filter(({ severity }) => severity !== 'low');
    expect(found.map(({ ruleId }) => ruleId)).toEqual(EXPECTED[file] ?? []);
    expect(results.filter(({ kind }) => kind === 'open')).toEqual([]);
  });
});
