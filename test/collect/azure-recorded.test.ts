// Recorded answers and the vendor's examples, served by the sandbox and read with the real SDKs.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readingOf } from '../../src/collect/azure/errors.ts';
import type { Facet, Readings } from '../../src/model/evidence.ts';
import type { ArmResource, SandboxAzure, SandboxAzureAccount } from '../../src/sandbox/azure-world.ts';
import { readAzure } from './azure-at.ts';
import {
  ACCOUNT_ID,
  assignment,
  CLIENT_ID,
  container,
  IDENTITY,
  IDENTITY_ID,
  PRINCIPAL_ID,
  ROLE,
  WITH_IDENTITY,
  world,
} from './azure-world.ts';

const AZURE = new URL('../../../shared/data/wire/azure/', import.meta.url);
const present = existsSync(AZURE);
if (!present) console.warn('SKIPPED: shared/data/wire/azure is not beside this checkout');

interface Body extends ArmResource {
  readonly value?: readonly ArmResource[];
}
interface Sample {
  readonly name: string;
  readonly body: Body;
}

/** The 200s of a folder: `x-ms-examples`, or recorded exchanges whose address matches. */
function samplesOf(folders: readonly string[], recorded: RegExp): Sample[] {
  if (!present) return [];
  const examples = folders.flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, AZURE)).map((file) => {
      const { responses } = JSON.parse(readFileSync(new URL(`${folder}/${file}`, AZURE), 'utf8'));
      return { name: `${folder}/${file}`, body: responses['200'].body as Body };
    }),
  );
  const exchanges = readdirSync(new URL('recorded/', AZURE)).flatMap((file) => {
    const all = JSON.parse(readFileSync(new URL(`recorded/${file}`, AZURE), 'utf8')) as {
      request: { uri: string };
      response: { status: number; body: Body };
    }[];
    return all
      .filter(
        ({ request, response }) => response.status === 200 && recorded.test(request.uri.split('?')[0] ?? ''),
      )
      .map(({ response }, n) => ({ name: `recorded/${file} ${n}`, body: response.body }));
  });
  // A list is as many samples as it has members.
  return [...examples, ...exchanges].flatMap(({ name, body }) =>
    body.value === undefined
      ? [{ name, body }]
      : body.value.map((each) => ({ name: `${name} ${each.name}`, body: each })),
  );
}

/** At the place where the tests' fleet looks for it, all else as it came. */
function placed(resource: ArmResource, id: string): ArmResource {
  return { ...resource, id, name: id.split('/').at(-1) ?? '' };
}

async function read(
  facets: readonly Facet[],
  over: Partial<SandboxAzureAccount>,
  more: Partial<SandboxAzure> = {},
): Promise<Readings> {
  const { first } = await readAzure(world(over, more), { facets, buckets: WITH_IDENTITY });
  return first;
}

const notKnown = (readings: Readings): unknown[] =>
  Object.entries(readings).filter(([, reading]) => reading?.status !== 'known');

describe('accounts', () => {
  const samples = samplesOf(
    [
      'StorageAccounts_GetProperties',
      'StorageAccounts_List',
      'StorageAccounts_ListByResourceGroup',
      'StorageAccounts_Create',
      'StorageAccounts_Update',
    ],
    /\/storageAccounts(\/[^/]+)?$/,
  );
  test.runIf(present)('there are some', () => expect(samples.length).toBeGreaterThan(15));

  test.each(samples)('$name', async ({ body }) => {
    const facets = [
      'location',
      'network',
      'publicAccessPrevention',
      'sasPolicy',
      'sharedKey',
      'transport',
      'encryption',
      'retention',
    ] as const;
    const readings = await read(facets, { account: placed(body, ACCOUNT_ID), containers: [container()] });
    expect(notKnown(readings)).toEqual([]);
    const raw = body.properties as Record<string, unknown>;
    const keySource = (raw['encryption'] as { keySource?: string } | undefined)?.keySource;
    const ips =
      (raw['networkAcls'] as { ipRules?: { value: string }[]; defaultAction?: string } | undefined) ?? {};
    expect(readings).toMatchObject({
      location: { value: { region: body['location'] } },
      publicAccessPrevention: { value: { enforced: raw['allowBlobPublicAccess'] === false } },
      sharedKey: { value: { allowed: raw['allowSharedKeyAccess'] !== false } },
      transport: { value: { httpsOnly: raw['supportsHttpsTrafficOnly'] ?? true } },
      encryption: {
        value: { algorithm: keySource === 'Microsoft.Keyvault' ? 'customer-managed' : 'microsoft-managed' },
      },
      network: {
        value: {
          ipRanges: ips.defaultAction === 'Deny' ? (ips.ipRules ?? []).map(({ value }) => value) : [],
        },
      },
    });
  });
});

describe('blob services', () => {
  const samples = samplesOf(
    ['BlobServices_GetServiceProperties', 'BlobServices_SetServiceProperties', 'BlobServices_List'],
    /\/blobServices\/default$/,
  );
  test.runIf(present)('there are some', () => expect(samples.length).toBeGreaterThan(4));

  test.each(samples)('$name', async ({ body }) => {
    const blobService = placed(body, `${ACCOUNT_ID}/blobServices/default`);
    const readings = await read(['cors', 'softDelete', 'versioning'], { blobService });
    expect(notKnown(readings)).toEqual([]);
    const raw = body.properties as {
      cors?: { corsRules?: { allowedOrigins: string[]; maxAgeInSeconds: number }[] };
      deleteRetentionPolicy?: { enabled: boolean };
      isVersioningEnabled?: boolean;
    };
    expect(readings).toMatchObject({
      cors: {
        value: {
          rules: (raw.cors?.corsRules ?? []).map(({ allowedOrigins, maxAgeInSeconds }) => ({
            origins: allowedOrigins,
            maxAgeSeconds: maxAgeInSeconds,
          })),
        },
      },
      softDelete: { value: { enabled: raw.deleteRetentionPolicy?.enabled ?? false } },
      versioning: { value: { status: raw.isVersioningEnabled === true ? 'Enabled' : 'Off' } },
    });
  });
});

describe('containers', () => {
  const samples = samplesOf(['BlobContainers_Get', 'BlobContainers_List'], /\/containers(\/[^/]+)?$/);
  test.runIf(present)('there are some', () => expect(samples.length).toBeGreaterThan(4));

  test.each(samples)('$name', async ({ body }) => {
    const containers = [placed(body, `${ACCOUNT_ID}/blobServices/default/containers/wandb`)];
    const readings = await read(['containerAccess', 'retention', 'encryption'], { containers });
    expect(notKnown(readings)).toEqual([]);
    const raw = body.properties as Record<string, unknown>;
    const kinds = [
      ...(raw['hasImmutabilityPolicy'] === true ? ['immutabilityPolicy'] : []),
      ...(raw['hasLegalHold'] === true ? ['legalHold'] : []),
    ];
    expect(readings).toMatchObject({
      containerAccess: { value: { level: String(raw['publicAccess']).toLowerCase() } },
      retention: { value: { policies: kinds.map((kind) => ({ kind })) } },
    });
  });
});

describe('management policies', () => {
  const samples = samplesOf(
    ['ManagementPolicies_Get', 'ManagementPolicies_CreateOrUpdate'],
    /\/managementPolicies\/default$/,
  );
  test.runIf(present)('there are some', () => expect(samples.length).toBeGreaterThan(8));

  test.each(samples)('$name', async ({ body }) => {
    const managementPolicy = placed(body, `${ACCOUNT_ID}/managementPolicies/default`);
    const { lifecycle } = await read(['lifecycle'], { managementPolicy });
    const { policy } = body.properties as {
      policy: { rules: { name: string; definition: { filters?: { prefixMatch?: string[] } } }[] };
    };
    // The examples are about other containers; what is stored comes back whole.
    const reached = policy.rules.filter(({ definition }) => definition.filters?.prefixMatch === undefined);
    expect(lifecycle).toMatchObject({
      value: { rules: reached.map(({ name }) => ({ id: name })), stored: { rules: policy.rules } },
    });
  });
});

describe('roles', () => {
  const lists = ['ForScope', 'ForResource', 'ForResourceGroup', 'ForSubscription'].map(
    (at) => `RoleAssignments_List${at}`,
  );
  const samples = samplesOf(
    ['RoleAssignments_Get', 'RoleAssignments_GetById', ...lists],
    /\/roleAssignments$/,
  );
  test.runIf(present)('there are some', () => expect(samples.length).toBeGreaterThan(9));

  test.each(samples)('assignment: $name', async ({ body }) => {
    const raw = body.properties as { roleDefinitionId: string };
    const given = { ...body, properties: { ...raw, principalId: PRINCIPAL_ID, scope: ACCOUNT_ID } };
    const { roleAssignments } = await read(['roleAssignments'], {}, { roleAssignments: [given] });
    const id = raw.roleDefinitionId.split('/').at(-1)?.toLowerCase();
    expect(roleAssignments).toMatchObject({ value: [{ id: body.id, scope: ACCOUNT_ID, role: { id } }] });
  });

  const definitions = samplesOf(
    ['RoleDefinitions_GetById', 'RoleDefinitions_List'],
    /\/roleDefinitions\/[^/]+$/,
  );
  test.each(definitions)('definition: $name', async ({ body }) => {
    const { roleName: name, permissions } = body.properties as { roleName: string; permissions: object[] };
    const roleDefinitions = [{ ...body, name: ROLE.name }];
    const roleAssignments = [assignment(ACCOUNT_ID)];
    const readings = await read(['roleAssignments'], {}, { roleAssignments, roleDefinitions });
    expect(readings.roleAssignments).toMatchObject({
      value: [{ role: { id: ROLE.name, name, permissions } }],
    });
  });
});

describe('identities', () => {
  const samples = samplesOf(
    ['UserAssignedIdentities_Get', 'UserAssignedIdentities_ListByResourceGroup'],
    /^$/,
  );
  test.each(samples)('$name', async ({ body }) => {
    const { principalId } = body.properties as { principalId: string };
    const own = { ...body, id: IDENTITY_ID, properties: { ...body.properties, clientId: CLIENT_ID } };
    const readings = await read(['identity'], {}, { identities: [{ identity: own }] });
    expect(readings.identity).toMatchObject({ value: { principalId, clientId: CLIENT_ID } });
  });

  const credentials = samplesOf(
    ['FederatedIdentityCredentials_Get', 'FederatedIdentityCredentials_List'],
    /^$/,
  );
  test.each(credentials)('$name', async ({ body }) => {
    const identities = [{ ...IDENTITY, federatedCredentials: [body] }];
    const { identity } = await read(['identity'], {}, { identities });
    expect(identity).toMatchObject({
      value: { federatedCredentials: [{ name: body.name, ...body.properties }] },
    });
  });
});

describe('errors', () => {
  const CAUSES: Readonly<Record<string, string>> = {
    '400-InvalidApiVersionParameter': 'unreachable',
    '401-ExpiredAuthenticationToken': 'credentials',
    '401-InvalidAuthenticationTokenTenant': 'credentials',
    '403-AuthorizationFailed-blobServices-read': 'denied',
    '403-AuthorizationFailed-managementPolicies-read': 'denied',
    '403-AuthorizationFailed-roleAssignments-read': 'denied',
    '403-AuthorizationFailed-storageAccounts-read': 'denied',
    '404-ContainerNotFound': 'absent',
    '404-ManagementPolicyNotFound': 'absent',
    '404-ResourceGroupNotFound': 'absent',
    '404-ResourceNotFound': 'absent',
    '404-SubscriptionNotFound': 'absent',
    '429-SubscriptionRequestsThrottled': 'throttled',
    '429-TooManyRequests-storage-provider': 'throttled',
  };
  const files = present ? readdirSync(new URL('errors/', AZURE)) : [];
  test.each(files)('%s', (file) => {
    const { response } = JSON.parse(readFileSync(new URL(`errors/${file}`, AZURE), 'utf8'));
    const error = { name: 'RestError', statusCode: response.status, code: response.body.error.code };
    expect(readingOf(error, { call: 'c', permission: 'p' }).cause).toBe(CAUSES[file.replace('.json', '')]);
  });
});
