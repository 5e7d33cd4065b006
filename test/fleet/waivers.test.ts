// Waivers of a fleet file: whom they name, and what is faulty without stopping the audit.

import { describe, expect, test } from 'vitest';
import { FleetError, readFleet, selectBuckets } from '../../src/fleet/fleet.ts';
import type { DeclaredWaiver } from '../../src/model/waiver.ts';

const BUCKETS = `buckets:
  - address: s3://acme-wandb
  - { address: s3://acme-teams, level: team, team: kappa, path: teams/kappa }
  - { address: s3://acme-teams, level: team, team: 'o@mega', path: teams/omega }
  - address: s3://acme-kappa
    endpoint: https://minio.acme.example:9000
  - address: az://acmestore/wandb
`;
const GOOD = `rule: https-only
    bucket: s3://acme-wandb
    reason: behind a proxy
    owner: platform@acme.example
    expires: 2027-03-31`;

function waivers(text: string, env: Record<string, string> = {}): readonly DeclaredWaiver[] {
  return readFleet(`${BUCKETS}${text}`, 'byob.yaml', env).waivers;
}

function named(bucket: string, env: Record<string, string> = {}): readonly string[] {
  const [waiver] = waivers(`waivers:\n  - ${GOOD.replace('s3://acme-wandb', bucket)}\n`, env);
  return waiver?.targetIds ?? ['no waiver'];
}

const KAPPA = 's3://acme-teams/teams/kappa#team=kappa';
const OMEGA = 's3://acme-teams/teams/omega#team=o@mega';
const MINIO = 's3://minio.acme.example:9000/acme-kappa';

describe('a waiver', () => {
  test('as it is declared, with its place', () => {
    expect(waivers(`waivers:\n  - ${GOOD}\n`)).toEqual([
      {
        rule: 'https-only',
        bucket: 's3://acme-wandb',
        reason: 'behind a proxy',
        owner: 'platform@acme.example',
        expires: '2027-03-31',
        targetIds: ['s3://acme-wandb'],
        faults: [],
        location: { file: 'byob.yaml', line: 9, column: 5 },
      },
    ]);
    expect(waivers('')).toEqual([]);
  });

  test.each([
    ['s3://acme-wandb/', ['s3://acme-wandb']],
    ['s3://acme-teams', [KAPPA, OMEGA]],
    ['s3://acme-teams/teams/kappa', [KAPPA]],
    [KAPPA, [KAPPA]],
    [OMEGA, [OMEGA]],
    ['"s3://acme-teams/teams/*"', [KAPPA, OMEGA]],
    ['"s3://acme-*"', ['s3://acme-wandb', KAPPA, OMEGA, MINIO]],
    ['"*#team=kappa"', [KAPPA]],
    ['"*a*a*a*a*a*a*a*a*b"', []],
    ['s3://acme-kappa', [MINIO]],
    [MINIO, [MINIO]],
    ['az://acmestore/wandb', ['az://acmestore/wandb']],
    ['"*"', ['s3://acme-wandb', KAPPA, OMEGA, MINIO, 'az://acmestore/wandb']],
    ['s3://acme', []],
    ['s3://acme-teams/teams', []],
    ['no address', []],
  ])('for %s names %j', (bucket, ids) => {
    expect(named(bucket)).toEqual(ids);
  });

  test('names a bucket that --bucket adds', () => {
    const waiver = GOOD.replace('s3://acme-wandb', '"s3://new-*"');
    const fleet = readFleet(`${BUCKETS}waivers:\n  - ${waiver}\n`, 'byob.yaml', {});
    expect(fleet.waivers[0]?.targetIds).toEqual([]);
    const selected = selectBuckets(fleet, ['s3://new-one'], {});
    expect(selected.waivers[0]?.targetIds).toEqual(['s3://new-one']);
    expect(selected.declaredIds).toHaveLength(6);
    expect(selected.entries).toHaveLength(1);
  });
});

describe('a faulty waiver stops nothing and says what is wrong', () => {
  test.each([
    [
      '- rule: https-only',
      ['bucket is missing', 'reason is missing', 'owner is missing', 'expires is missing'],
    ],
    ['- just a text', ['entry 1 of waivers must be a mapping']],
    [`- ${GOOD.replace('2027-03-31', 'soon')}`, ['expires must be a day, like 2027-03-31']],
    [`- ${GOOD.replace('2027-03-31', '2027-03-31T00:00:00Z')}`, ['expires must be a day, like 2027-03-31']],
    [`- ${GOOD.replace('2027-03-31', '2027')}`, ['expires must be a text (quote it)']],
    [
      `- ${GOOD.replace('expires', 'expiry')}`,
      ['expires is missing', 'unknown key `expiry`, did you mean `expires`?'],
    ],
    [`- ${GOOD.replace('behind a proxy', '" "')}`, ['reason is empty']],
    [`- ${GOOD.replace('behind a proxy', '""')}`, ['reason is empty']],
  ])('%s', (text, faults) => {
    expect(waivers(`waivers:\n  ${text}\n`)[0]?.faults).toEqual(faults);
  });

  test('but a list that is none is exit 2', () => {
    expect(() => waivers('waivers: {a: 1}')).toThrow('byob.yaml:8:10: waivers must be a list');
  });
});

describe('credentials in a waiver', () => {
  const ADDRESS = 'cw://AK:CANARY@cwobject.com/acme-cw';

  test('out of the environment are not shown', () => {
    const [waiver] = waivers(`waivers:\n  - ${GOOD.replace('s3://acme-wandb', '${STORE}')}\n`, {
      STORE: ADDRESS,
    });
    expect(JSON.stringify(waiver)).not.toContain('CANARY');
    expect(waiver?.bucket).toContain('[redacted]');
  });

  test('written out are refused', () => {
    const read = (): unknown => waivers(`waivers:\n  - ${GOOD.replace('s3://acme-wandb', ADDRESS)}\n`);
    expect(read).toThrow(FleetError);
    expect(read).toThrow('byob.yaml:10:13: a secret stands in this file');
  });
});
