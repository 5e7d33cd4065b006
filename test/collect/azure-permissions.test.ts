// The Azure role of `byob permissions`: a scan makes no call that needs more, and none that needs less.

import { expect, test } from 'vitest';
import { FACET_CALLS } from '../../src/collect/azure/calls.ts';
import { azurePermissions } from '../../src/collect/permissions.ts';
import type { Facet } from '../../src/model/evidence.ts';
import { azureActionOf } from '../../src/sandbox/azure-arm.ts';
import { readAzure } from './azure-at.ts';
import { ACCOUNT_ID, container, resource, WITH_IDENTITY, world } from './azure-world.ts';

const FACETS = Object.keys(FACET_CALLS) as Facet[];

/** A world where every call has something to read: an encryption scope, too. */
const WHOLE = world({
  containers: [container({ defaultEncryptionScope: 'own' })],
  encryptionScopes: [resource(`${ACCOUNT_ID}/encryptionScopes/own`, { source: 'Microsoft.Storage' })],
});

async function actionsUsed(facets: readonly Facet[]): Promise<string[]> {
  const { sandbox } = await readAzure(WHOLE, { facets, buckets: WITH_IDENTITY });
  const used = sandbox.calls
    .map(({ operation }) => operation)
    .filter((operation) => operation !== 'Token' && operation !== 'OpenIdConfiguration')
    // An operation that the sandbox does not know, `POST listKeys`, stands for itself and is in no role.
    .map((operation) => azureActionOf(operation) ?? operation);
  return [...new Set(used)].toSorted();
}

test('a whole scan uses exactly the role for all facets', async () => {
  expect(await actionsUsed(FACETS)).toEqual(azurePermissions(FACETS).Actions);
});

test.each(FACETS)('%s alone uses exactly its role', async (facet) => {
  expect(await actionsUsed([facet])).toEqual(azurePermissions([facet]).Actions);
});

test('the role only reads, nothing of the data, and no keys', () => {
  const role = azurePermissions(FACETS);
  expect(role.Actions.filter((action) => !/^Microsoft\.[A-Za-z/]+\/read$/.test(action))).toEqual([]);
  expect(role.DataActions).toEqual([]);
  expect(JSON.stringify(role)).not.toMatch(/listkeys|\*/i);
});

test('facets of other clouds add nothing', () => {
  expect(azurePermissions(['policy', 'iam', 'keyGrants'])).toEqual(azurePermissions([]));
});
