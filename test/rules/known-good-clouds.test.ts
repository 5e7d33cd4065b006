// W&B's own Google and Azure configurations, served by the sandbox and held against all rules, have no finding of medium or above but the known ones.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../rules/index.ts';
import { evaluateBucket } from '../../src/evaluate/evaluate.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import type { Facet, Readings } from '../../src/model/evidence.ts';
import { isFinding } from '../../src/model/report.ts';
import type { Result } from '../../src/model/report.ts';
import type { ArmResource } from '../../src/sandbox/azure-world.ts';
import { readAzure } from '../collect/azure-at.ts';
import { readGoogle } from '../collect/google-over-the-wire.ts';

const FOLDER = new URL('../../../shared/data/wire/wandb/', import.meta.url);
const FACETS: readonly Facet[] = [
  ...new Set(RULES.flatMap(({ reads, considers }) => [...reads, ...considers])),
];
const ISSUER =
  'https://westeurope.oic.prod-aks.azure.com/33333333-4444-5555-6666-777777777777/55555555-6666-7777-8888-999999999999/';

/** Medium and above that W&B's own configurations may have; see the catalogue's traps. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'gcp/documentation-literal-cors.json': ['cors-etag-exposed'],
  'gcp/main-module-self-managed-cmek.json': ['encryption-is-google-managed'],
  'azure/byob-access-key.json': ['soft-delete-enabled'],
  'azure/byob-cmk.json': ['soft-delete-enabled'],
  'azure/secure-storage-connector.json': ['soft-delete-enabled'],
};

function filesOf(cloud: string): string[] {
  const folder = new URL(`${cloud}/`, FOLDER);
  if (!existsSync(folder)) console.warn(`SKIPPED: wire/wandb/${cloud} is not beside this checkout`);
  return existsSync(folder) ? readdirSync(folder).map((file) => `${cloud}/${file}`) : [];
}

function jsonOf<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as T;
}

/** All results of the one bucket of a fleet file. */
function judge(fleet: string, readings: Readings): Result[] {
  const targets = readFleet(fleet, 'byob.yaml', {}).entries.map(({ target }) => target);
  return evaluateBucket({ id: targets[0]?.bucketId ?? '', targets, readings }, RULES);
}

function findingsIn(results: readonly Result[]): string[] {
  return results.filter((one) => isFinding(one) && one.severity !== 'low').map(({ ruleId }) => ruleId);
}

function kindOf(results: readonly Result[], rule: string): string | undefined {
  return results.find(({ ruleId }) => ruleId === rule)?.kind;
}

interface Google {
  readonly bucket: string;
  readonly wandbServiceAccount: string;
  readonly 'buckets.get': object & { readonly projectNumber: string };
  readonly 'buckets.getIamPolicy': object;
}

const GOOGLE = filesOf('gcp');

describe.runIf(GOOGLE.length > 0)("W&B's own buckets on Google", () => {
  test.each(GOOGLE)('%s', async (file) => {
    const google = jsonOf<Google>(file);
    const { bucket, 'buckets.get': resource, 'buckets.getIamPolicy': policy } = google;
    const declared = `  - address: gs://${bucket}\n    level: team\n    team: acme\n`;
    const { first } = await readGoogle(
      {
        buckets: [{ name: bucket, resource, policy }],
        projects: { [resource.projectNumber]: { version: 1, etag: 'BwY=', bindings: [] } },
      },
      { facets: FACETS, buckets: declared },
    );
    const multiTenant = google.wandbServiceAccount.startsWith('wandb-integration@');
    const type = file.includes('self-managed') ? 'self-managed' : multiTenant ? 'multi-tenant' : 'dedicated';
    const results = judge(
      `deployment:\n  type: ${type}\n  origin: https://acme.wandb.io\nbuckets:\n${declared}`,
      first,
    );
    expect(findingsIn(results)).toEqual(EXPECTED[file] ?? []);
    expect(results.filter(({ kind }) => kind === 'open')).toEqual([]);
    expect(kindOf(results, 'storage-admin-granted')).toBe(type === 'self-managed' ? 'notApplicable' : 'pass');
  });

  test('the account of another deployment is one finding of one rule', async () => {
    const google = jsonOf<Google>('gcp/secure-storage-connector-multi-tenant.json');
    const { bucket, 'buckets.get': resource, 'buckets.getIamPolicy': policy } = google;
    const declared = `  - address: gs://${bucket}\n    level: instance\n`;
    const { first } = await readGoogle(
      { buckets: [{ name: bucket, resource, policy }] },
      { facets: FACETS, buckets: declared },
    );
    const results = judge(
      `deployment:\n  type: dedicated\n  origin: https://acme.wandb.io\nbuckets:\n${declared}`,
      first,
    );
    expect(findingsIn(results)).toEqual(['principal-fits-deployment']);
  });
});

interface Azure {
  readonly storageAccount: string;
  readonly container: string;
  readonly StorageAccounts_GetProperties: ArmResource;
  readonly BlobServices_GetServiceProperties: ArmResource;
  readonly BlobContainers_Get: ArmResource;
  readonly UserAssignedIdentities_Get?: ArmResource & {
    readonly properties: { readonly clientId: string; readonly tenantId: string };
  };
  readonly FederatedIdentityCredentials_List?: { readonly value: readonly ArmResource[] };
  readonly RoleAssignments_ListForScope?: { readonly value: readonly ArmResource[] };
  readonly RoleDefinitions_GetById?: readonly ArmResource[];
}

async function judgeAzure(azure: Azure): Promise<Result[]> {
  // The account's own identity, which byob-cmk has for its key, is not given to W&B: it has no federated credentials.
  const identity = azure.FederatedIdentityCredentials_List && azure.UserAssignedIdentities_Get;
  const keys =
    identity === undefined
      ? '    level: instance\n'
      : `    level: team\n    team: acme\n    tenantId: ${identity.properties.tenantId}\n    clientId: ${identity.properties.clientId}\n`;
  const declared = `  - address: az://${azure.storageAccount}/${azure.container}\n${keys}`;
  const { first } = await readAzure(
    {
      accounts: [
        {
          account: azure.StorageAccounts_GetProperties,
          blobService: azure.BlobServices_GetServiceProperties,
          containers: [azure.BlobContainers_Get],
        },
      ],
      identities:
        identity === undefined
          ? []
          : [{ identity, federatedCredentials: azure.FederatedIdentityCredentials_List?.value ?? [] }],
      roleAssignments: azure.RoleAssignments_ListForScope?.value ?? [],
      roleDefinitions: azure.RoleDefinitions_GetById ?? [],
    },
    { facets: FACETS, buckets: declared },
  );
  return judge(
    `deployment:\n  type: dedicated\n  origin: https://acme.wandb.io\n  oidcIssuer: ${ISSUER}\nbuckets:\n${declared}`,
    first,
  );
}

const AZURE = filesOf('azure');

describe.runIf(AZURE.length > 0)("W&B's own accounts on Azure", () => {
  test.each(AZURE)('%s', async (file) => {
    const results = await judgeAzure(jsonOf<Azure>(file));
    expect(findingsIn(results)).toEqual(EXPECTED[file] ?? []);
    expect(results.filter(({ kind }) => kind === 'open')).toEqual([]);
    const byIdentity = file.includes('connector');
    for (const rule of ['azure-roles-granted', 'azure-federation-complete'])
      expect(kindOf(results, rule), rule).toBe(byIdentity ? 'pass' : 'notApplicable');
    expect(kindOf(results, 'azure-shared-key-allowed')).toBe(byIdentity ? 'notApplicable' : 'pass');
  });

  test('without Storage Blob Data Owner there is one finding more', async () => {
    const azure = jsonOf<Azure>('azure/secure-storage-connector.json');
    const value = azure.RoleAssignments_ListForScope?.value.filter(
      (one) => !JSON.stringify(one).includes('b7e6dc6d'),
    );
    const results = await judgeAzure({ ...azure, RoleAssignments_ListForScope: { value: value ?? [] } });
    expect(findingsIn(results)).toEqual(['soft-delete-enabled', 'azure-roles-granted']);
  });
});
