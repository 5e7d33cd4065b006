// Every reader over the wire: configured, not configured, denied, not implemented, and another document.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { callOf, S3_READERS } from '../../src/collect/s3/readers.ts';
import type { Facet, Facets, Readings } from '../../src/model/evidence.ts';
import type { SandboxBucket } from '../../src/sandbox/world.ts';
import { readFrom } from './over-the-wire.ts';

interface Case<F extends Facet> {
  readonly bucket: Omit<SandboxBucket, 'name'>;
  readonly known: Facets[F];
  /** What a bucket without any configuration has. */
  readonly none: unknown;
}

const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*' }] };
const BLOCK = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: true,
};
const OFF = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};

const CASES: { readonly [F in Facet]?: Case<F> } = {
  cors: {
    bucket: {
      cors: {
        CORSRules: [
          {
            ID: 'one',
            AllowedOrigins: ['https://acme.wandb.io'],
            AllowedMethods: ['GET', 'PUT'],
            AllowedHeaders: ['*'],
            ExposeHeaders: ['ETag'],
            MaxAgeSeconds: 3000,
          },
        ],
      },
    },
    known: {
      scope: 'bucket',
      rules: [
        {
          id: 'one',
          origins: ['https://acme.wandb.io'],
          methods: ['GET', 'PUT'],
          allowedHeaders: ['*'],
          exposedHeaders: ['ETag'],
          maxAgeSeconds: 3000,
        },
      ],
    },
    none: { scope: 'bucket', rules: [] },
  },
  lifecycle: {
    bucket: { lifecycle: { Rules: [{ ID: 'x', Status: 'Enabled', Expiration: { Days: 3 }, Filter: {} }] } },
    known: {
      rules: [
        {
          id: 'x',
          enabled: true,
          prefixes: [],
          suffixes: [],
          tags: {},
          actions: [{ type: 'expire', days: 3 }],
        },
      ],
    },
    none: { rules: [] },
  },
  tiering: {
    bucket: {
      tiering: [{ Id: 't', Status: 'Enabled', Tierings: [{ AccessTier: 'ARCHIVE_ACCESS', Days: 90 }] }],
    },
    known: {
      configurations: [{ id: 't', enabled: true, tags: {}, tiers: [{ tier: 'ARCHIVE_ACCESS', days: 90 }] }],
    },
    none: { configurations: [] },
  },
  encryption: {
    bucket: {
      encryption: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/wandb' },
            BucketKeyEnabled: true,
          },
        ],
      },
    },
    known: { algorithm: 'aws:kms', keyId: 'alias/wandb', bucketKeyEnabled: true },
    none: { algorithm: 'AES256', bucketKeyEnabled: false },
  },
  policy: { bucket: { policy: POLICY }, known: { document: POLICY }, none: { document: null } },
  acl: {
    bucket: {
      acl: {
        Owner: { ID: 'abc' },
        Grants: [
          {
            Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
            Permission: 'READ',
          },
        ],
      },
    },
    known: { owner: 'abc', grants: [{ grantee: 'allUsers', permission: 'READ' }] },
    none: {
      owner: expect.any(String),
      grants: [{ grantee: expect.any(String), permission: 'FULL_CONTROL' }],
    },
  },
  publicAccess: {
    bucket: { publicAccessBlock: BLOCK },
    known: { ...OFF, blockPublicAcls: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    none: OFF,
  },
  ownership: {
    bucket: { ownership: 'BucketOwnerEnforced' },
    known: { mode: 'BucketOwnerEnforced' },
    none: { mode: 'ObjectWriter' },
  },
  versioning: {
    bucket: { versioning: { Status: 'Enabled', MFADelete: 'Enabled' } },
    known: { status: 'Enabled', mfaDelete: true },
    none: { status: 'Off', mfaDelete: false },
  },
  objectLock: {
    bucket: {
      objectLock: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 30 } },
      },
    },
    known: { enabled: true, defaultRetention: { mode: 'COMPLIANCE', days: 30 } },
    none: { enabled: false },
  },
  requestPayment: {
    bucket: { requestPayment: 'Requester' },
    known: { payer: 'Requester' },
    none: { payer: 'BucketOwner' },
  },
  logging: {
    bucket: { logging: { LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: 'wandb/' } } },
    known: { enabled: true, targetBucket: 'logs', targetPrefix: 'wandb/' },
    none: { enabled: false },
  },
};

describe.each(S3_READERS.map(({ facet, command, permission }) => ({ facet, command, permission })))(
  '$facet',
  ({ facet, command, permission }) => {
    const { bucket, known, none } = CASES[facet] as Case<Facet>;
    const operation = command.replace(/Command$/, '');
    const read = async (
      of: Omit<SandboxBucket, 'name'>,
      kind?: 'denied' | 'notImplemented' | 'wrongDocument' | 'html',
    ) => {
      const faults = kind === undefined ? [] : [{ operation, kind }];
      const { first, calls } = await readFrom(
        { buckets: [{ name: 'acme', ...of }], faults },
        { facets: [facet] },
      );
      expect(calls).toEqual(['GetBucketLocation acme', `${operation} acme`]);
      expect(Object.keys(first)).toEqual([facet]);
      return first[facet];
    };

    test('configured', async () => {
      expect(await read(bucket)).toEqual({ status: 'known', value: known, call: `s3:${operation}` });
    });
    test('not configured is a known value', async () => {
      expect(await read({})).toEqual({ status: 'known', value: none, call: `s3:${operation}` });
    });
    test('denied names the permission', async () => {
      expect(await read(bucket, 'denied')).toMatchObject({
        status: 'unreadable',
        cause: 'denied',
        permission,
        call: `s3:${operation}`,
      });
    });
    test('not implemented is unsupported', async () => {
      expect(await read(bucket, 'notImplemented')).toMatchObject({ status: 'unsupported' });
    });
    test('a listing in its place is unsupported, never "none"', async () => {
      expect(await read(bucket, 'wrongDocument')).toMatchObject({ status: 'unsupported' });
    });
    test('an HTML page is malformed', async () => {
      expect(await read(bucket, 'html')).toMatchObject({ status: 'unreadable', cause: 'malformed' });
    });
  },
);

describe('the ACL beside who owns objects', () => {
  const PUBLIC = {
    Grants: [
      {
        Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
        Permission: 'READ',
      },
    ],
  };
  const FACETS: readonly Facet[] = ['acl', 'ownership'];
  const asked = (calls: readonly string[]): boolean => calls.includes('GetBucketAcl acme');
  const granted = { value: { grants: [{ grantee: 'allUsers', permission: 'READ' }] } };

  test('an owner who is enforced switches it off: there is nothing to ask', async () => {
    const bucket = { name: 'acme', ownership: 'BucketOwnerEnforced', acl: PUBLIC } as const;
    const { first, calls } = await readFrom({ buckets: [bucket] }, { facets: FACETS });
    const call = 's3:GetBucketOwnershipControls';
    expect(first.acl).toEqual({ status: 'known', value: { grants: [] }, call });
    expect(asked(calls)).toBe(false);
  });

  test.each(['BucketOwnerPreferred', 'ObjectWriter'] as const)('%s leaves it on', async (ownership) => {
    const { first } = await readFrom(
      { buckets: [{ name: 'acme', ownership, acl: PUBLIC }] },
      { facets: FACETS },
    );
    expect(first.acl).toMatchObject(granted);
  });

  test('an owner that is not known leaves it to the ACL', async () => {
    const faults = [{ operation: 'GetBucketOwnershipControls', kind: 'denied' }] as const;
    const bucket = { name: 'acme', ownership: 'BucketOwnerEnforced', acl: PUBLIC } as const;
    const { first, calls } = await readFrom({ buckets: [bucket], faults }, { facets: FACETS });
    expect([first.ownership?.status, asked(calls)]).toEqual(['unreadable', true]);
  });

  test('other stores may mean something else by it', async () => {
    const bucket = { name: 'acme', ownership: 'BucketOwnerEnforced', acl: PUBLIC } as const;
    const over = { facets: FACETS, buckets: '  - {address: s3://acme, endpoint: URL}\n', env: {} };
    expect((await readFrom({ buckets: [bucket] }, over)).first.acl).toMatchObject(granted);
  });
});

test('a store without default encryption has none', async () => {
  const { first } = await readFrom(
    { buckets: [{ name: 'acme', encryption: 'none' }] },
    { facets: ['encryption'] },
  );
  expect(first.encryption).toMatchObject({ status: 'known', value: { algorithm: 'none' } });
});

test('a policy that is no JSON is kept as the reason', async () => {
  const { first } = await readFrom({ buckets: [{ name: 'acme', policy: '{"Ver' }] }, { facets: ['policy'] });
  expect(first.policy).toMatchObject({ value: { document: null, invalid: expect.stringMatching(/JSON/) } });
});

test('all pages are read', async () => {
  const tiering = Array.from({ length: 250 }, (_, i) => ({ Id: `t${i}`, Status: 'Enabled', Tierings: [] }));
  const { first, calls } = await readFrom({ buckets: [{ name: 'acme', tiering }] }, { facets: ['tiering'] });
  const ids =
    first.tiering?.status === 'known' ? first.tiering.value.configurations.map(({ id }) => id) : undefined;
  expect(ids).toEqual(tiering.map(({ Id }) => Id));
  expect(calls).toHaveLength(4);
});

test('every facet has a call and a permission', () => {
  const facets = [...Object.keys(CASES), 'location', 'owner', 'key', 'keyPolicy', 'addressKey'] as Facet[];
  for (const facet of facets) {
    expect(callOf(facet)?.call).toMatch(/^(s3|s3-control|kms):[A-Z]\w+$/);
    expect(callOf(facet)?.permission).toMatch(/^(s3|kms):[A-Z]\w+$/);
  }
});

/** The facets as read from a store that answers every call with the same body. */
async function readAlways(body: string, facets: readonly Facet[]): Promise<Readings> {
  const server = createServer((_, response) => response.end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const env = { AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  return (await readFrom({ buckets: [] }, { facets, env })).first;
}

test.each([
  ['nothing', ''],
  ['another document', '<?xml version="1.0"?><Buckets><Name>acme</Name></Buckets>'],
])('a store that answers everything with %s has nothing known', async (_, body) => {
  const readings = await readAlways(body, ['location', ...S3_READERS.map(({ facet }) => facet)]);
  expect(Object.entries(readings).filter(([, reading]) => reading?.status === 'known')).toEqual([]);
});

test("a document named after its operation, as moto's, is the document", async () => {
  const body = '<GetBucketVersioningResponse><Status>Enabled</Status></GetBucketVersioningResponse>';
  const { versioning } = await readAlways(body, ['versioning']);
  expect(versioning).toMatchObject({ status: 'known', value: { status: 'Enabled' } });
});
