// W&B's own Azure accounts, as its Terraform modules make them, read over the wire.

import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FACET_CALLS } from '../../src/collect/azure/calls.ts';
import type { Facet, Readings } from '../../src/model/evidence.ts';
import type { ArmResource } from '../../src/sandbox/azure-world.ts';
import { readAzure } from './azure-at.ts';

const WANDB = new URL('../../../shared/data/wire/wandb/azure/', import.meta.url);
const present = existsSync(WANDB);
if (!present) console.warn('SKIPPED: shared/data/wire/wandb/azure is not beside this checkout');

interface Own {
  readonly storageAccount: string;
  readonly container: string;
  readonly StorageAccounts_GetProperties: ArmResource;
  readonly BlobServices_GetServiceProperties: ArmResource;
  readonly BlobContainers_Get: ArmResource;
  readonly UserAssignedIdentities_Get?: ArmResource & { properties: { clientId: string } };
  readonly FederatedIdentityCredentials_List?: { readonly value: readonly ArmResource[] };
  readonly RoleAssignments_ListForScope?: { readonly value: readonly ArmResource[] };
  readonly [more: string]: unknown;
}
const ownOf = (name: string): Own => JSON.parse(readFileSync(new URL(`${name}.json`, WANDB), 'utf8'));
const listIn = (own: Own, operation: string): readonly ArmResource[] => {
  const found = Object.entries(own).find(([key]) => key.startsWith(operation))?.[1] ?? [];
  return (Array.isArray(found) ? found : (found as { value: ArmResource[] }).value) as readonly ArmResource[];
};

async function readOwn(name: string): Promise<Readings> {
  const own = ownOf(name);
  const identity = own.UserAssignedIdentities_Get;
  const { first } = await readAzure(
    {
      accounts: [
        {
          account: own.StorageAccounts_GetProperties,
          blobService: own.BlobServices_GetServiceProperties,
          containers: [own.BlobContainers_Get],
        },
      ],
      identities:
        identity === undefined
          ? []
          : [{ identity, federatedCredentials: listIn(own, 'FederatedIdentityCredentials_List') }],
      roleAssignments: listIn(own, 'RoleAssignments'),
      roleDefinitions: listIn(own, 'RoleDefinitions'),
    },
    {
      facets: Object.keys(FACET_CALLS) as Facet[],
      buckets: `  - address: az://${own.storageAccount}/${own.container}\n${identity === undefined ? '' : `    clientId: ${identity.properties.clientId}\n`}`,
    },
  );
  expect(Object.values(first).filter(({ status }) => status !== 'known')).toEqual([]);
  return first;
}

const COMMON = {
  cors: {
    value: {
      scope: 'account',
      rules: [
        {
          origins: ['*'],
          methods: ['GET', 'HEAD', 'PUT'],
          allowedHeaders: ['*'],
          exposedHeaders: ['*'],
          maxAgeSeconds: 3600,
        },
      ],
    },
  },
  containerAccess: { value: { level: 'none' } },
  lifecycle: { value: { rules: [] } },
  network: { value: { access: 'open' } },
  sharedKey: { value: { allowed: true } },
  softDelete: { value: { enabled: false } },
  transport: { value: { httpsOnly: true, minimumTls: '1.2' } },
};

test.runIf(present)('byob-access-key', async () => {
  expect(await readOwn('byob-access-key')).toMatchObject({
    ...COMMON,
    encryption: { value: { algorithm: 'microsoft-managed' } },
    identity: { value: null },
    roleAssignments: { value: null },
  });
});

test.runIf(present)('byob-cmk', async () => {
  expect(await readOwn('byob-cmk')).toMatchObject({
    ...COMMON,
    encryption: {
      value: {
        algorithm: 'customer-managed',
        keyId:
          'https://acme-wandb-vault.vault.azure.net/keys/storage-key-acme-wandb/0682afdd9c104f4285df20107e956cad',
      },
    },
  });
});

test.runIf(present)('secure-storage-connector', async () => {
  const readings = await readOwn('secure-storage-connector');
  expect(readings).toMatchObject({
    ...COMMON,
    identity: { value: { federatedCredentials: { length: 13 } } },
  });
  const assignments = readings.roleAssignments?.status === 'known' ? readings.roleAssignments.value : [];
  expect(assignments?.map(({ role }) => role.name).toSorted()).toEqual([
    'Storage Account Contributor',
    'Storage Blob Data Owner',
  ]);
});
