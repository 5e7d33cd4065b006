// Fleets made for a proof: healthy buckets of every provider, as many as wanted, and what goes wrong with them.

import { DEMO_AZURE } from '../../src/sandbox/demo-azure.ts';
import { DEMO_WORLD } from '../../src/sandbox/demo-fleet.ts';
import { DEMO_GOOGLE } from '../../src/sandbox/demo-google.ts';
import { AZURE_CLIENT } from '../../src/sandbox/azure-world.ts';
import type { AzureFault, SandboxAzure } from '../../src/sandbox/azure-world.ts';
import type { GoogleFault } from '../../src/sandbox/gcs-world.ts';
import type { Fault, SandboxWorld } from '../../src/sandbox/sandbox.ts';
import type { Provider } from '../../src/model/provider.ts';

/** One bucket of an estate. Names are lower-case letters and digits: Azure's accounts have no others. */
export interface Member {
  readonly name: string;
  readonly provider: Provider;
  /**
   * `address`: a storage address with an access key; Azure: `declared`: with the resource id of its account, `customRole`: W&B
   * has a role of the organisation's own instead of a built-in one.
   */
  readonly shape?: 'address' | 'declared' | 'customRole';
}

export interface Faults {
  readonly s3?: readonly Fault[];
  readonly google?: readonly GoogleFault[];
  readonly azure?: readonly AzureFault[];
}

/** All that the auditor may do at each cloud; without a list, everything. The keys of addresses are W&B's own. */
export interface Granted {
  readonly aws?: readonly string[];
  readonly gcp?: readonly string[];
  readonly azure?: readonly string[];
}

export interface Estate {
  readonly world: SandboxWorld;
  /** The fleet file; `${URL}` is the sandbox's address. */
  readonly fleet: string;
}

const WITHIN = 'evals';
const ACCESS_KEY = Buffer.from('an access key of the sandbox').toString('base64');

/** A world with the members and its fleet file, which has `discover` instead of them where that is given. */
export function estateOf(
  members: readonly Member[],
  faults: Faults = {},
  granted: Granted = {},
  discover?: string,
): Estate {
  const of = (wanted: (provider: Provider) => boolean): Member[] =>
    members.filter(({ provider }) => wanted(provider));
  const azure = of((provider) => provider === 'azure');
  const world: SandboxWorld = {
    ...DEMO_WORLD,
    buckets: of((provider) => provider !== 'gcp' && provider !== 'azure').map(s3Bucket),
    faults: faults.s3 ?? [],
    ...(granted.aws !== undefined && { accessKeys: keysOf(granted.aws) }),
    google: {
      ...DEMO_GOOGLE,
      buckets: of((provider) => provider === 'gcp').map(({ name }) =>
        copyOf(GOOGLE_BUCKET, 'acme-gcs-evals', name),
      ),
      faults: faults.google ?? [],
      ...(granted.gcp !== undefined && { granted: granted.gcp }),
    },
    ...(azure.length > 0 && { azure: azureOf(azure, faults.azure ?? [], granted) }),
  };
  const declared = `buckets:\n${members.map(entryOf).join('')}`;
  return { world, fleet: `${DEPLOYMENT}${discover ?? declared}` };
}

/** What the fleet file's variables stand for, beside the sandbox's own. */
export const ESTATE_ENV = {
  KEY_ID: 'AKIAESTATE',
  KEY_SECRET: 'sandbox',
  ACCOUNT_KEY: encodeURIComponent(ACCESS_KEY),
};

/** The auditor's key, and that of the addresses. */
function keysOf(granted: readonly string[]): NonNullable<SandboxWorld['accessKeys']> {
  const secret = ESTATE_ENV.KEY_SECRET;
  return [
    { id: 'AKIASANDBOX', secret, granted },
    { id: ESTATE_ENV.KEY_ID, secret },
  ];
}

/** Where faults of one Azure container strike: its account, or itself. */
export function azurePlace(name: string, ofContainer: boolean): string {
  return ofContainer ? `${name}/${WITHIN}` : name;
}

const DEPLOYMENT = `deployment:
  type: dedicated
  origin: https://acme.wandb.io
  customerNamespace: acme
  oidcIssuer: https://westeurope.oic.prod-aks.azure.com/0a1b2c3d-1111-4111-8111-111111111111/0a1b2c3d-2222-4222-8222-222222222222/
`;

const SUBSCRIPTION_OF_DEMO = /\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/.exec(
  JSON.stringify(DEMO_AZURE.accounts[0]),
)?.[0];
const CLIENT_ID = '0a1b2c3d-cccc-4ccc-8ccc-111111111111';

function entryOf({ name, provider, shape }: Member): string {
  const team = `    level: team\n    team: ${name}\n`;
  switch (provider) {
    case 'aws':
      return shape === 'address'
        ? `  - address: s3://\${KEY_ID}:\${KEY_SECRET}@s3.eu-west-1.amazonaws.com/${name}?region=eu-west-1&tls=true\n${team}`
        : `  - address: s3://${name}\n${team}`;
    case 'coreweave':
      return `  - address: cw://${name}\n${team}`;
    case 's3-compatible':
      return `  - address: s3://${name}\n    endpoint: \${URL}\n    region: us-east-1\n    credentials: { accessKeyId: "\${KEY_ID}", secretAccessKey: "\${KEY_SECRET}" }\n${team}`;
    case 'gcp':
      return `  - address: gs://${name}\n${team}`;
    case 'azure': {
      const who = `    tenantId: ${AZURE_CLIENT.tenantId}\n    clientId: ${CLIENT_ID}\n`;
      const at = `${SUBSCRIPTION_OF_DEMO}/providers/Microsoft.Storage/storageAccounts/${name}`;
      const place = shape === 'declared' ? `    accountResourceId: ${at}\n` : '';
      const key = shape === 'address' ? ':${ACCOUNT_KEY}@' : '';
      return `  - address: az://${key}${name}/${WITHIN}\n${team}${who}${place}`;
    }
  }
}

/** A copy under another name. */
function copyOf<T>(value: T, name: string, other: string): T {
  return JSON.parse(JSON.stringify(value).replaceAll(name, other)) as T;
}

function demoBucket(name: string): SandboxWorld['buckets'][number] {
  const found = DEMO_WORLD.buckets.find((bucket) => bucket.name === name);
  if (found === undefined) throw new Error(`the demo has no bucket ${name}`);
  return found;
}

const GOOGLE_BUCKET = DEMO_GOOGLE.buckets.find(({ name }) => name === 'acme-gcs-evals') as NonNullable<
  SandboxWorld['google']
>['buckets'][number];

/** What is read as "nothing configured" by mistake must show: everything that matters is configured. */
const CONFIGURED = {
  versioning: { Status: 'Enabled' },
  lifecycle: {
    Rules: [
      {
        ID: 'tidy',
        Status: 'Enabled',
        Filter: { Prefix: '' },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      },
    ],
  },
  logging: { LoggingEnabled: { TargetBucket: 'acme-logs', TargetPrefix: 'wandb/' } },
  tags: { app: 'wandb' },
};

function s3Bucket({ name, provider }: Member): SandboxWorld['buckets'][number] {
  const from = { aws: 'acme-wandb', coreweave: 'acme-cw-training', 's3-compatible': 'acme-wandb' }[
    provider as 'aws' | 'coreweave' | 's3-compatible'
  ];
  const { encryption, ...bucket } = copyOf(demoBucket(from), from, name);
  // A key is Amazon's own.
  const own = provider === 'aws' && encryption !== undefined ? { encryption } : { region: 'us-east-1' };
  return { ...bucket, ...CONFIGURED, ...own };
}

/** Storage Blob Data Owner, and a role that allows the same. */
const DATA_OWNER = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b';
const CUSTOM_ROLE = '5a6b7c8d-0000-4000-8000-0f276bb0955b';

function azureOf(members: readonly Member[], faults: readonly AzureFault[], granted: Granted): SandboxAzure {
  const [template] = DEMO_AZURE.accounts;
  if (template === undefined) throw new Error('the demo has no storage account');
  const { name: from } = template.account;
  const assignments = (DEMO_AZURE.roleAssignments ?? []).filter(({ id }) => id.includes(`/${from}/`));
  const definitions = DEMO_AZURE.roleDefinitions ?? [];
  const accounts = members.map(({ name }) => ({ ...copyOf(template, from, name), keys: [ACCESS_KEY] }));
  for (const { account } of accounts) {
    // Keys are read in one of the proofs.
    (account.properties as { allowSharedKeyAccess: boolean }).allowSharedKeyAccess = true;
  }
  return {
    ...DEMO_AZURE,
    accounts,
    roleAssignments: members.flatMap(({ name, shape }) => {
      const own = copyOf(assignments, from, name);
      return shape === 'customRole' ? copyOf(own, DATA_OWNER, CUSTOM_ROLE) : own;
    }),
    roleDefinitions: definitions.flatMap((role) => [role, copyOf(role, DATA_OWNER, CUSTOM_ROLE)]),
    audiences: [NO_SUCH_HOST],
    ...(granted.azure !== undefined && { granted: granted.azure }),
    faults,
  };
}

/** An endpoint whose name does not resolve: https://www.rfc-editor.org/rfc/rfc6761#section-6.4 */
export const NO_SUCH_HOST = 'https://no-such-host.invalid';
