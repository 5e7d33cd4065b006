// byob.yaml as targets: what each key becomes, places, peers, secrets.

import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { readFleet } from '../../src/fleet/fleet.ts';
import { FLEET_TEMPLATE } from '../../src/fleet/template.ts';
import { cpuTime } from './cpu-time.ts';

const FLEET = `deployment:
  type: self-managed
  origin: https://ACME.wandb.example/
  organizationId: org-1
  customerNamespace: acme
  principals: { aws: ['arn:aws:iam::111122223333:role/wandb'], gcp: [w@acme.iam.gserviceaccount.com] }
  serverVersion: "0.73.0"
  chartVersion: "0.33.14"
  fileStores: [cw://, 's3://acme-omega']
  oidcIssuer: https://oidc.acme.example/
  namespace: wandb
buckets:
  - address: s3://acme-wandb
    level: instance
    kmsKey: arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555
    region: eu-west-1
    roleArn: arn:aws:iam::111122223333:role/reader
    externalId: x1
    profile: audit
  - address: s3://acme-shared
    path: /teams/omega/
    team: omega
    endpoint: https://minio.acme.example:9000/
    addressing: virtual-host
    caFile: ca.pem
    credentials:
      accessKeyId: \${MINIO_ID}
      secretAccessKey: \${MINIO_SECRET}
      sessionToken: \${MINIO_TOKEN}
  - { address: "s3://minio.acme.example:9000/acme-shared", level: team, team: kappa, path: teams/kappa }
  - address: \${CW_ADDRESS}
    level: team
    tenantId: t
    clientId: c
    accountResourceId: /subscriptions/x
`;
const ENV = {
  MINIO_ID: 'CANARY-id',
  MINIO_SECRET: 'CANARY-secret',
  MINIO_TOKEN: 'CANARY-token',
  CW_ADDRESS: 'cw://AK:CANARY%2Fcw@cwobject.com/acme-cw/p?tls=true',
};

describe('a fleet file', () => {
  const { file, entries } = readFleet(FLEET, 'fleets/byob.yaml', ENV);
  const targets = entries.map(({ target }) => target);

  test('targets', () => {
    expect(file).toBe('fleets/byob.yaml');
    expect(targets.map(({ id }) => id)).toEqual([
      's3://acme-wandb',
      's3://minio.acme.example:9000/acme-shared/teams/omega#team=omega',
      's3://minio.acme.example:9000/acme-shared/teams/kappa#team=kappa',
      'cw://acme-cw/p#team=',
    ]);
    expect(targets[0]).toMatchObject({
      provider: 'aws',
      level: 'instance',
      subpath: '',
      region: 'eu-west-1',
      kmsKey: 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555',
    });
    expect(targets[1]).toMatchObject({
      provider: 's3-compatible',
      endpoint: 'https://minio.acme.example:9000',
      bucketId: 's3://minio.acme.example:9000/acme-shared',
      level: 'team',
      subpath: 'teams/omega',
      declaredSubpath: '/teams/omega/',
    });
  });

  test('the deployment, with the teams and instance buckets of the whole fleet', () => {
    const shared = 's3://minio.acme.example:9000/acme-shared';
    for (const { deployment } of targets) {
      expect(deployment).toEqual({
        type: 'self-managed',
        origin: 'https://acme.wandb.example',
        organizationId: 'org-1',
        customerNamespace: 'acme',
        principals: {
          aws: ['arn:aws:iam::111122223333:role/wandb'],
          gcp: ['w@acme.iam.gserviceaccount.com'],
        },
        serverVersion: '0.73.0',
        chartVersion: '0.33.14',
        fileStores: [
          { text: 'cw://', provider: 'coreweave' },
          {
            text: 's3://acme-omega',
            provider: 'aws',
            bucket: 'acme-omega',
            bucketId: 's3://acme-omega',
            subpath: '',
          },
        ],
        oidcIssuer: 'https://oidc.acme.example/',
        namespace: 'wandb',
        teamBuckets: [
          { team: 'omega', bucketId: shared, subpath: 'teams/omega' },
          { team: 'kappa', bucketId: shared, subpath: 'teams/kappa' },
          { bucketId: 'cw://acme-cw', subpath: 'p' },
        ],
        instanceBuckets: ['s3://acme-wandb'],
      });
    }
  });

  test('peers are the other targets of the same bucket', () => {
    expect(targets.map(({ peers }) => peers)).toEqual([
      [],
      [{ id: targets[2]?.id, level: 'team', team: 'kappa', subpath: 'teams/kappa' }],
      [{ id: targets[1]?.id, level: 'team', team: 'omega', subpath: 'teams/omega' }],
      [],
    ]);
  });

  test('the place of every key', () => {
    expect(targets[0]?.location).toEqual({
      file: 'fleets/byob.yaml',
      line: 13,
      column: 5,
      keys: {
        address: { line: 13, column: 14 },
        level: { line: 14, column: 12 },
        kmsKey: { line: 15, column: 13 },
        region: { line: 16, column: 13 },
        roleArn: { line: 17, column: 14 },
        externalId: { line: 18, column: 17 },
        profile: { line: 19, column: 14 },
      },
    });
    expect(targets[2]?.location).toMatchObject({
      line: 30,
      column: 5,
      keys: { path: { line: 30, column: 92 } },
    });
  });

  test('the way to a bucket; its secrets only as Secret', () => {
    expect(entries[0]?.access).toEqual({
      profile: 'audit',
      roleArn: 'arn:aws:iam::111122223333:role/reader',
      externalId: 'x1',
    });
    const store = entries[1]?.access;
    expect(store).toMatchObject({ addressing: 'virtual-host', caFile: 'ca.pem' });
    expect(store?.credentials?.accessKeyId.reveal()).toBe('CANARY-id');
    expect(store?.credentials?.secretAccessKey.reveal()).toBe('CANARY-secret');
    expect(store?.credentials?.sessionToken?.reveal()).toBe('CANARY-token');
    expect(entries[3]?.access.addressCredentials?.secretAccessKey.reveal()).toBe('CANARY/cw');
    expect(JSON.stringify(entries)).not.toContain('CANARY');
    expect(inspect(entries, { depth: 99, showHidden: true })).not.toContain('CANARY');
  });
});

describe('what is not declared', () => {
  const one = (text: string, env = {}) => readFleet(text, 'byob.yaml', env).entries[0]?.target;

  test('level is team on Multi-tenant and where a team is named, else instance', () => {
    expect(one('buckets: [{address: s3://a}]')?.level).toBe('instance');
    expect(one('buckets: [{address: s3://a, team: x}]')?.level).toBe('team');
    const multiTenant = one('deployment: {type: multi-tenant}\nbuckets: [{address: s3://a}]');
    expect(multiTenant).toMatchObject({ level: 'team', deployment: { origin: 'https://wandb.ai' } });
  });

  test('a path of the address is the sub-path', () => {
    expect(one('buckets: [{address: s3://a/b/c}]')).toMatchObject({ subpath: 'b/c', declaredSubpath: 'b/c' });
    expect(one('buckets: [{address: s3://a/b/c, path: d}]')).toMatchObject({
      subpath: 'd',
      declaredSubpath: 'd',
    });
  });

  test('one bucket may be used at several sub-paths, levels and by several teams', () => {
    const use = [
      '{address: s3://a}',
      '{address: s3://a, path: p}',
      '{address: s3://a, team: x}',
      '{address: s3://a, team: y}',
    ];
    expect(readFleet(`buckets: [${use.join(', ')}]`, 'f', {}).entries).toHaveLength(4);
  });

  test('an access key id may stand in the file, its secret by ${ENV}', () => {
    const target = one('buckets: [{address: "s3://AKIA1:${SK}@minio:9000/a?region=r&tls=true"}]', {
      SK: 'x',
    });
    expect(target?.address).toMatchObject({
      hasCredentials: true,
      text: 's3://[redacted]:[redacted]@minio:9000/a?region=r&tls=true',
    });
  });

  test('anchors share settings', () => {
    const text =
      'buckets:\n  - &a {address: s3://a, credentials: &c {accessKeyId: "${A}", secretAccessKey: "${A}"}}\n  - {address: s3://b, credentials: *c}\n';
    const { entries } = readFleet(text, 'f', { A: 'k' });
    expect(entries[1]?.access.credentials?.secretAccessKey.reveal()).toBe('k');
    expect(entries[1]?.target.location.keys?.['credentials']).toEqual({ line: 3, column: 36 });
  });

  test('fileStores as one text out of the environment', () => {
    const target = one('deployment: {fileStores: "${F}"}\nbuckets: [{address: s3://a}]', {
      F: 'cw://,gs://SA:CANARY@b',
    });
    expect(target?.deployment.fileStores?.map(({ text }) => text)).toEqual([
      'cw://',
      'gs://[redacted]:[redacted]@b',
    ]);
  });

  test('a variable cannot change the structure of the file', () => {
    const target = one('buckets: [{address: s3://a, team: "${T}"}]', {
      T: 'x, level: instance}]\nwaivers: 1',
    });
    expect(target).toMatchObject({ level: 'team', team: 'x, level: instance}]\nwaivers: 1' });
  });
});

test('the template is a fleet', () => {
  const { entries } = readFleet(FLEET_TEMPLATE, 'byob.yaml', {});
  expect(entries.map(({ target }) => target.id)).toEqual(['s3://acme-wandb']);
  const all = FLEET_TEMPLATE.replaceAll(/^( *)# (?=[- ]|\w+:)/gm, '$1').replace(
    'organizationId: ...',
    'organizationId: org',
  );
  const env = {
    CW_ACCESS_KEY_ID: 'a',
    CW_SECRET_ACCESS_KEY: 'b',
    MINIO_ACCESS_KEY: 'c',
    MINIO_SECRET_KEY: 'd',
  };
  const uncommented = readFleet(all.replace(/^yaml-language.*$/m, ''), 'byob.yaml', {
    ...env,
    GORILLA_SUPPORTED_FILE_STORES: 'cw://',
  });
  expect(uncommented.entries.map(({ target }) => target.provider)).toEqual([
    'aws',
    'coreweave',
    's3-compatible',
  ]);
});

test('10,000 buckets fit and are read in a second or two', () => {
  const buckets = Array.from(
    { length: 10_000 },
    (_, i) => `  - {address: s3://acme-${i}, team: team-${i}, kmsKey: arn}`,
  );
  const text = `buckets:\n${buckets.join('\n')}\n`;
  const time = cpuTime(() => expect(readFleet(text, 'f', {}).entries).toHaveLength(10_000));
  expect(time).toBeLessThan(8000);
}, 60_000);

test.each(['fleet', 'evidence', 'report', 'difference'])('the %s schema is one of its draft', (name) => {
  const file = new URL(`../../schema/${name}.schema.json`, import.meta.url);
  const ajv = new Ajv2020();
  expect(ajv.validateSchema(JSON.parse(readFileSync(file, 'utf8')) as object)).toBe(true);
});
