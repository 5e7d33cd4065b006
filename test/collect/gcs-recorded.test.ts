// Answers of the real Google services, and W&B's own buckets, served by the sandbox and read with the real SDK.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BUCKET_READERS } from '../../src/collect/gcs/readers.ts';
import type { Facet, Readings } from '../../src/model/evidence.ts';
import type { GoogleFault } from '../../src/sandbox/gcs-world.ts';
import { readGoogle } from './google-over-the-wire.ts';

const WIRE = new URL('../../../shared/data/wire/', import.meta.url);
const present = existsSync(WIRE);
if (!present) console.warn('skipped: recorded answers of Google (shared/data/wire is absent)');

const FACETS: readonly Facet[] = BUCKET_READERS.map(({ facet }) => facet);

/** A file as an answer: as composed, as an exchange, or as a recording with its status among the headers. */
interface Recorded {
  readonly response?: { readonly status: number; readonly body: object };
  readonly headers?: { readonly status: string };
  readonly body?: object;
}

function filesIn(folder: string): readonly string[] {
  return present
    ? readdirSync(new URL(folder, WIRE))
        .filter((name) => name.endsWith('.json'))
        .toSorted()
    : [];
}

function jsonOf<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, WIRE), 'utf8')) as T;
}

function answerOf({ response, headers, body }: Recorded): { readonly status: number; readonly body: object } {
  if (response !== undefined) return { status: response.status, body: response.body };
  return { status: Number(headers?.status ?? 200), body: body ?? {} };
}

/** Reads a bucket whose document is answered as recorded. */
async function readResource(resource: object): Promise<Readings> {
  const { first } = await readGoogle({ buckets: [{ name: 'acme', resource }] }, { facets: FACETS });
  return first;
}

function valuesOf(readings: Readings): Readonly<Record<string, unknown>> {
  const known = Object.entries(readings).filter(([, reading]) => reading?.status === 'known');
  return Object.fromEntries(
    known.map(([facet, reading]) => [facet, reading?.status === 'known' && reading.value]),
  );
}

function unknownOf(readings: Readings): Readonly<Record<string, unknown>> {
  const unknown = Object.entries(readings).filter(([, reading]) => reading?.status !== 'known');
  return Object.fromEntries(
    unknown.map(([facet, reading]) => [
      facet,
      reading?.status === 'unreadable' ? reading.cause : reading?.status,
    ]),
  );
}

/** What of a document is told by its recording, and which facets it does not tell. */
const BUCKETS: Readonly<Record<string, { readonly known: object; readonly unknown?: object }>> = {
  'composed-cmek-enforcement.json': {
    known: {
      encryption: {
        algorithm: 'customer-managed',
        keyId: 'projects/acme/locations/us-central1/keyRings/wandb/cryptoKeys/bucket',
        blockedTypes: ['customer-supplied'],
      },
    },
  },
  'composed-every-audited-field.json': {
    known: {
      location: { region: 'us-central1' },
      cors: { rules: [{ exposedHeaders: ['Content-Type', 'ETag'], methods: ['GET', 'HEAD', 'PUT'] }] },
      lifecycle: {
        rules: [
          { actions: [{ type: 'abortUploads', days: 7 }] },
          { actions: [{ type: 'expireNoncurrent', days: 30, keep: 3 }] },
          { prefixes: ['other/'], actions: [{ type: 'transition', storageClass: 'NEARLINE', days: 90 }] },
        ],
      },
      retention: { policies: [{ kind: 'retentionPolicy', seconds: 86_400, locked: false }] },
      versioning: { status: 'Enabled' },
      logging: { enabled: true, targetBucket: 'acme-logs', targetPrefix: 'acme-wandb' },
      network: {
        access: 'restricted',
        ipRanges: ['203.0.113.0/24'],
        networks: ['projects/acme/global/networks/vpc'],
      },
    },
  },
  'composed-fine-grained-acl.json': {
    known: { uniformAccess: { enabled: false } },
    unknown: { acl: 'denied' },
  },
  'composed-lifecycle-delete-live.json': {
    known: {
      lifecycle: {
        rules: [
          { actions: [{ type: 'expire', days: 30 }] },
          { suffixes: ['.parquet'], actions: [{ type: 'expire', days: 365 }] },
          { actions: [{ type: 'expire', date: '2025-01-01' }] },
          { actions: [{ type: 'transition', storageClass: 'ARCHIVE', days: 60 }] },
        ],
      },
    },
  },
  'composed-requester-pays.json': { known: { requestPayment: { payer: 'Requester' } } },
  'composed-retention-locked.json': {
    known: {
      retention: {
        policies: [
          { kind: 'retentionPolicy', scope: 'bucket', seconds: 31_536_000, locked: true },
          { kind: 'eventBasedHold', scope: 'bucket' },
        ],
      },
    },
  },
  'composed-soft-delete-off.json': { known: { softDelete: { enabled: false } } },
  // From before some of the fields were there: they are not told, and not taken for anything.
  'lifecycle-2019.json': {
    known: {
      location: { region: 'eu' },
      lifecycle: { rules: [{ actions: [{ type: 'expire', days: 15 }] }] },
    },
    unknown: {
      softDelete: 'unsupported',
      publicAccessPrevention: 'unsupported',
      uniformAccess: 'unsupported',
      acl: 'denied',
    },
  },
  'public-access-prevention-inherited-2023.json': {
    known: { publicAccessPrevention: { enforced: false, setting: 'inherited' } },
    unknown: { softDelete: 'unsupported' },
  },
  'soft-delete-and-labels-2024.json': {
    known: { softDelete: { enabled: true, days: 7 } },
    unknown: { acl: 'denied' },
  },
  'uniform-access-2020.json': {
    known: { uniformAccess: { enabled: true }, acl: { grants: [] } },
    unknown: { softDelete: 'unsupported', publicAccessPrevention: 'unsupported' },
  },
};

describe.runIf(present)('recorded buckets', () => {
  test('each has its expectation', () => {
    expect(Object.keys(BUCKETS).toSorted()).toEqual(filesIn('gcp/buckets.get/'));
  });

  test.each(filesIn('gcp/buckets.get/'))('%s', async (file) => {
    const first = await readResource(answerOf(jsonOf(`gcp/buckets.get/${file}`)).body);
    expect(valuesOf(first)).toMatchObject(BUCKETS[file]?.known ?? {});
    expect(unknownOf(first)).toEqual(BUCKETS[file]?.unknown ?? {});
  });

  test.each(filesIn('gcp/recorded/'))('%s, as the exchanges went', async (file) => {
    for (const { response } of jsonOf<readonly { response: { status: number; body: object } }[]>(
      `gcp/recorded/${file}`,
    )) {
      const { first } = await readGoogle(
        { faults: [{ operation: 'storage.buckets.get', kind: response }] },
        { facets: FACETS },
      );
      if (response.status === 404) expect(first.cors).toMatchObject({ cause: 'absent' });
      // No ACL was asked for in these exchanges.
      else expect({ acl: 'denied', ...unknownOf(first) }).toEqual({ acl: 'denied' });
      if (response.status === 200 && file === 'storagebucketipfilter.json') {
        expect(first.network).toMatchObject({
          value: { access: 'restricted', ipRanges: expect.arrayContaining(['8.8.8.8/32']) },
        });
        expect(JSON.stringify(first.network)).toMatch(/"projects\//);
      }
    }
  });

  const listed = filesIn('gcp/buckets.list/').flatMap((file) =>
    jsonOf<{ body: { items: readonly { name: string }[] } }>(`gcp/buckets.list/${file}`).body.items.map(
      (item) => [file, item.name, item] as const,
    ),
  );
  test.each(listed)('%s: %s', async (_, __, item) => {
    const first = await readResource(item);
    const resource = item as { acl?: readonly object[]; cors?: object[]; retentionPolicy?: object };
    const uniform = first.uniformAccess?.status === 'known' && first.uniformAccess.value.enabled;
    if (resource.acl !== undefined && !uniform) {
      expect(first.acl).toMatchObject({ value: { grants: { length: resource.acl.length } } });
      expect(JSON.stringify(first.acl)).toMatch(/"project-owners-\d+","permission":"FULL_CONTROL"/);
    }
    expect(first.cors).toMatchObject({ value: { rules: { length: resource.cors?.length ?? 0 } } });
    expect(first.retention).toMatchObject({
      value: { policies: { length: resource.retentionPolicy === undefined ? 0 : 1 } },
    });
  });
});

interface Policy {
  readonly version: number;
  readonly bindings: readonly { readonly role: string; readonly members: readonly string[] }[];
}

describe.runIf(present)('recorded allow policies', () => {
  test.each(filesIn('gcp/buckets.getIamPolicy/'))('%s', async (file) => {
    const recorded = answerOf(jsonOf(`gcp/buckets.getIamPolicy/${file}`)).body as Policy;
    const { first } = await readGoogle(
      { buckets: [{ name: 'acme', policy: recorded }] },
      { facets: ['iam'] },
    );
    const { version, bindings } = recorded;
    const shown = bindings.map((binding) => {
      const { condition } = binding as { condition?: { title: string; expression: string } };
      if (condition === undefined) return binding;
      const { title, expression } = condition;
      return { ...binding, condition: { title, expression } };
    });
    expect(first.iam).toEqual({
      status: 'known',
      call: 'storage.buckets.getIamPolicy',
      value: { version, bindings: shown },
    });
  });

  test('the sandbox hides conditions from callers of version 1 as Google does', async () => {
    const [shown, hidden] = ['composed-version-3-conditional', 'composed-conditional-read-as-version-1'].map(
      (file) => answerOf(jsonOf(`gcp/buckets.getIamPolicy/${file}.json`)).body as Policy,
    );
    const { sandbox } = await readGoogle(
      { buckets: [{ name: 'acme', ...(shown !== undefined && { policy: shown }) }] },
      { facets: [] },
    );
    const answer = (await (await fetch(`${sandbox.url}/storage/v1/b/acme/iam`)).json()) as Policy;
    const withoutHash = (policy: Policy | undefined): unknown =>
      policy?.bindings.map(({ role, ...rest }) => ({
        role: role.replace(/_withcond_[0-9a-f]{20}$/, '_withcond'),
        ...rest,
      }));
    expect(answer.version).toBe(hidden?.version);
    expect(withoutHash(answer)).toEqual(withoutHash(hidden));
  });
});

const ERRORS: Readonly<Record<string, object>> = {
  '400-required-userProject.json': { cause: 'denied', detail: expect.stringContaining('requesters pay') },
  '401-authError.json': { cause: 'credentials', detail: expect.stringContaining('expired') },
  '401-required.json': { cause: 'credentials', detail: expect.stringContaining('no credentials') },
  '403-accountDisabled.json': { cause: 'denied', detail: expect.stringContaining('billing') },
  '403-api-disabled-recorded.json': { cause: 'denied', detail: expect.stringContaining('not enabled') },
  '403-storage.buckets.get.json': {
    cause: 'denied',
    permission: 'storage.buckets.get',
    detail: 'access denied',
  },
  '403-storage.buckets.getIamPolicy.json': { cause: 'denied' },
  '403-vpcServiceControls.json': { cause: 'denied', detail: expect.stringContaining('VPC Service Controls') },
  '404-notFound-compute-recorded.json': { cause: 'absent' },
  '404-notFound.json': { cause: 'absent', detail: 'the bucket does not exist' },
  '412-orgPolicy-conditionNotMet.json': { cause: 'unreachable', detail: expect.stringContaining('412') },
  '429-rateLimitExceeded.json': { cause: 'throttled' },
  '429-userRateLimitExceeded.json': { cause: 'throttled' },
  '500-backendError.json': { cause: 'unreachable', detail: expect.stringContaining('500') },
  '503-backendError.json': { cause: 'throttled' },
};

describe.runIf(present)('recorded errors', () => {
  test('each has its expectation', () => {
    expect(Object.keys(ERRORS).toSorted()).toEqual(filesIn('gcp/errors/'));
  });

  test.each(filesIn('gcp/errors/'))('%s', async (file) => {
    const answer = answerOf(jsonOf(`gcp/errors/${file}`));
    // Longer than is waited for: the first refusal is the last.
    const headers: Record<string, string> = [429, 503].includes(answer.status)
      ? { 'retry-after': '301' }
      : {};
    const kind: GoogleFault['kind'] = { ...answer, headers };
    const { first } = await readGoogle({ faults: [{ kind }] }, { facets: ['cors'] });
    expect(first.cors).toMatchObject({ status: 'unreadable', call: 'storage.buckets.get', ...ERRORS[file] });
  });
});

interface Configuration {
  readonly bucket: string;
  readonly wandbServiceAccount: string;
  readonly 'buckets.get': { readonly cors: readonly { readonly responseHeader: readonly string[] }[] };
  readonly 'buckets.getIamPolicy': Policy;
}

describe.runIf(present)("buckets as W&B's Terraform and guide make them", () => {
  test.each(filesIn('wandb/gcp/'))('%s', async (file) => {
    const {
      bucket,
      'buckets.get': resource,
      'buckets.getIamPolicy': policy,
      wandbServiceAccount,
    } = jsonOf<Configuration>(`wandb/gcp/${file}`);
    const { first } = await readGoogle(
      { buckets: [{ name: bucket, resource, policy }] },
      { facets: [...FACETS, 'iam'], buckets: `  - address: gs://${bucket}\n` },
    );
    expect(unknownOf(first)).toEqual({});
    const headers = resource.cors[0]?.responseHeader;
    expect(valuesOf(first)).toMatchObject({
      cors: { rules: [{ origins: ['*'], methods: ['GET', 'HEAD', 'PUT'], exposedHeaders: headers }] },
      uniformAccess: { enabled: true },
      softDelete: { enabled: true, days: 7 },
      encryption: { algorithm: file.includes('cmek') ? 'customer-managed' : 'google-managed' },
      iam: { bindings: policy.bindings },
    });
    expect(JSON.stringify(first.iam)).toContain(`serviceAccount:${wandbServiceAccount}`);
  });
});
