// Evidence and report files: what is accepted, and the one line that says why not.

import { describe, expect, test } from 'vitest';
import evidenceSchema from '../../schema/evidence.schema.json' with { type: 'json' };
import { readEvidence, readReport } from '../../src/deliver/read.ts';
import type { Evidence, Facet, Facets, Readings } from '../../src/model/evidence.ts';
import type { Report } from '../../src/model/report.ts';
import { REPORT } from '../golden/report.ts';
import { aTarget, known, unreadable, unsupported } from '../rules/test-rule.ts';

const FLAGS = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

/** One value of every facet: a new facet does not compile until it is here, and fails until it is in the schema. */
const VALUES: { readonly [F in Facet]: Facets[F] } = {
  location: { region: 'eu-west-1' },
  owner: { callerAccount: '111122223333', ownedByCaller: true },
  cors: {
    scope: 'bucket',
    rules: [
      { origins: ['*'], methods: ['GET'], allowedHeaders: [], exposedHeaders: ['ETag'], maxAgeSeconds: 3000 },
    ],
  },
  lifecycle: {
    rules: [
      {
        enabled: true,
        prefixes: [''],
        suffixes: [],
        tags: { a: 'b' },
        actions: [
          { type: 'expire', days: 30 },
          { type: 'transition', storageClass: 'GLACIER', date: '2027-01-01' },
          { type: 'abortUploads', days: 7 },
          { type: 'removeDeleteMarkers' },
        ],
      },
    ],
  },
  tiering: {
    configurations: [{ id: 'x', enabled: true, tags: {}, tiers: [{ tier: 'ARCHIVE_ACCESS', days: 90 }] }],
  },
  encryption: { algorithm: 'aws:kms', keyId: 'arn', bucketKeyEnabled: true, blockedTypes: ['SSE-C'] },
  key: {
    arn: 'arn',
    account: '111122223333',
    region: 'eu-west-1',
    usage: 'ENCRYPT_DECRYPT',
    spec: 'SYMMETRIC_DEFAULT',
    state: 'Enabled',
    manager: 'CUSTOMER',
    origin: 'AWS_KMS',
    multiRegion: false,
  },
  keyPolicy: { document: { Statement: [] } },
  keyGrants: [{ id: 'g', granteePrincipal: 'arn', operations: ['Decrypt'], constraints: {} }],
  keyRotation: { enabled: true, periodDays: 365 },
  policy: { document: null, invalid: 'not JSON' },
  acl: {
    owner: 'o',
    grants: [{ grantee: 'allUsers', permission: 'READ' }],
    defaultObjectGrants: [{ grantee: 'allUsers', permission: 'READ' }],
  },
  publicAccess: FLAGS,
  accountPublicAccess: FLAGS,
  ownership: { mode: 'BucketOwnerEnforced' },
  versioning: { status: 'Off', mfaDelete: false },
  objectLock: { enabled: true, defaultRetention: { mode: 'GOVERNANCE', days: 1 } },
  requestPayment: { payer: 'BucketOwner' },
  logging: { enabled: true, targetBucket: 'logs', targetPrefix: '' },
  iam: {
    version: 3,
    bindings: [
      {
        role: 'projects/acme/roles/reader',
        members: ['allUsers'],
        condition: { title: 't', expression: 'true' },
        permissions: ['storage.buckets.get'],
      },
    ],
  },
  projectIam: { version: 1, bindings: [] },
  uniformAccess: { enabled: true },
  publicAccessPrevention: { enforced: false, setting: 'inherited' },
  containerAccess: { level: 'none' },
  softDelete: { enabled: true, days: 7 },
  retention: { policies: [{ kind: 'retentionPolicy', scope: 'bucket', seconds: 3600, locked: true }] },
  network: { access: 'restricted', ipRanges: ['192.0.2.0/24'], networks: ['subnet'] },
  transport: { httpsOnly: true, minimumTls: '1.2' },
  sharedKey: { allowed: true },
  sasPolicy: { seconds: 86_400, action: 'block' },
  roleAssignments: [
    {
      id: 'a',
      principalId: 'p',
      scope: '/subscriptions/s',
      role: {
        id: 'r',
        name: 'Storage Blob Data Owner',
        permissions: [{ actions: ['*'], notActions: [], dataActions: ['*'], notDataActions: [] }],
      },
      condition: 'c',
    },
  ],
  identity: {
    resourceId: 'r',
    clientId: 'c',
    principalId: 'p',
    tenantId: 't',
    federatedCredentials: [{ name: 'n', issuer: 'i', subject: 's', audiences: ['a'] }],
  },
  addressKey: { works: false, error: 'InvalidAccessKeyId' },
};

function evidenceOf(readings: Readings): Evidence {
  const target = aTarget('aws', { level: 'team', team: 'omega', subpath: 'omega', kmsKey: 'arn' });
  return {
    schemaVersion: 1,
    tool: { name: 'byob-audit', version: '0.1.0' },
    collectedAt: '2026-11-24T02:00:00Z',
    complete: true,
    buckets: [{ id: target.bucketId, targets: [target], readings }],
  };
}

const EVIDENCE = evidenceOf(
  Object.fromEntries(Object.entries(VALUES).map(([facet, value]) => [facet, known(value)])) as Readings,
);

describe('evidence', () => {
  test('of every facet comes back as it was', () => {
    expect(readEvidence(JSON.stringify(EVIDENCE))).toEqual(EVIDENCE);
    const { readings } = evidenceSchema.properties.buckets.items.properties;
    expect(Object.keys(readings.properties).toSorted()).toEqual(Object.keys(VALUES).toSorted());
  });

  test('of nulls, unreadable and unsupported sides, too', () => {
    const nothing = known(null);
    const bare = evidenceOf({
      key: nothing,
      keyPolicy: nothing,
      keyGrants: nothing,
      cors: unreadable(),
      acl: unsupported,
    });
    expect(readEvidence(JSON.stringify(bare))).toEqual(bare);
  });

  test.each(Object.keys(VALUES) as Facet[])('a wrong value of %s is found', (facet) => {
    const wrong = evidenceOf({ [facet]: known('wrong') });
    expect(() => readEvidence(JSON.stringify(wrong))).toThrow(
      `not the shape of evidence: /buckets/0/readings/${facet}`,
    );
  });

  test.each<[string, unknown]>([
    ['a known side without a value', { status: 'known', call: 'x' }],
    ['an unreadable side without a cause', { status: 'unreadable', call: 'x' }],
    ['an unknown status', { status: 'maybe', call: 'x' }],
  ])('%s is found', (_, reading) => {
    expect(() => readEvidence(JSON.stringify(evidenceOf({ cors: reading } as Readings)))).toThrow(
      '/buckets/0/readings/cors',
    );
  });
});

describe('reports', () => {
  test('come back as they were', () => {
    expect(readReport(JSON.stringify(REPORT))).toEqual(REPORT);
    expect(readReport(`\ufeff${JSON.stringify(REPORT)}`)).toEqual(REPORT);
  });

  test.each<[string, (report: Report) => unknown, string]>([
    [
      'an unknown kind',
      (r) => ({ ...r, results: [{ ...r.results[0], kind: 'ok' }] }),
      '/results/0/kind must be',
    ],
    [
      'a finding without fingerprint',
      (r) => ({ ...r, results: [{ ...r.results[0], kind: 'fail' }] }),
      '/results/0 must have',
    ],
    ['no summary', (r) => ({ ...r, summary: undefined }), "/ must have required property 'summary'"],
  ])('%s is found', (_, change, message) => {
    expect(() => readReport(JSON.stringify(change(REPORT)))).toThrow(message);
  });
});

describe('one clear line for', () => {
  const whole = JSON.stringify(REPORT, null, 2);
  test.each<[string, string, string]>([
    ['an empty file', ' \n', 'the file is empty'],
    [
      'another version',
      JSON.stringify({ ...REPORT, schemaVersion: 9 }),
      'its report version is 9, this byob reads version 1',
    ],
    ['evidence', JSON.stringify(EVIDENCE), 'this is evidence, not a report: `byob evaluate` reads it'],
    ['other JSON', '{"a": 1}', 'this is no report file: schemaVersion is missing'],
    ['no object', '[1]', 'this is no report file: it holds no JSON object'],
    ['no JSON', 'byob-audit 0.1.0: 3 buckets clean', 'not JSON: '],
    ['no JSON within', `${whole.slice(0, 60)}?${whole.slice(60)}`, 'not JSON: '],
  ])('%s', (_, text, message) => {
    expect(() => readReport(text)).toThrow(message);
  });

  test('a report where evidence is asked for', () => {
    expect(() => readEvidence(whole)).toThrow('this is a report, not evidence: `byob render` reads it');
  });

  test('a file cut short, wherever', () => {
    for (let length = 1; length < 600; length++) {
      expect(() => readReport(whole.slice(0, length)), String(length)).toThrow('cut short');
    }
  });

  test('it is one line, without control characters', () => {
    let message = '';
    try {
      readReport('{"schemaVersion": "\\u001b[2J\\n"}');
    } catch (error) {
      message = (error as Error).message;
    }
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(message).toMatch(/^its report version is [^\u0000-\u001f]+$/);
  });
});
