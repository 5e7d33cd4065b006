// `--bucket`: a fleet of addresses alone, and a selection from a fleet file.

import { describe, expect, test } from 'vitest';
import { FleetError, fleetOfBuckets, readFleet, selectBuckets } from '../../src/fleet/fleet.ts';
import type { Fleet } from '../../src/fleet/fleet.ts';

const ids = (fleet: Fleet): string[] => fleet.entries.map(({ target }) => target.id);

describe('without a fleet file', () => {
  test('level and origin come from --deployment and --origin', () => {
    const of = (options: Parameters<typeof fleetOfBuckets>[1]) =>
      fleetOfBuckets(['s3://acme/p'], options).entries[0]?.target;
    expect(of({})).toMatchObject({ id: 's3://acme/p', level: 'instance' });
    expect(of({})?.deployment).toEqual({ teamBuckets: [], instanceBuckets: ['s3://acme'] });
    expect(of({ deployment: 'multi-tenant' })).toMatchObject({
      level: 'team',
      deployment: { origin: 'https://wandb.ai' },
    });
    expect(of({ deployment: 'dedicated', origin: 'https://acme.wandb.io' })?.deployment).toMatchObject({
      type: 'dedicated',
      origin: 'https://acme.wandb.io',
    });
  });

  test('the place is the how-manieth --bucket; the same one twice is one', () => {
    const { file, entries } = fleetOfBuckets(['s3://a', 's3://a/', 'cw://b'], {});
    expect(file).toBe('--bucket');
    expect(entries.map(({ target }) => [target.id, target.location])).toEqual([
      ['s3://a', { file: '--bucket', line: 1, column: 1 }],
      ['cw://b', { file: '--bucket', line: 3, column: 1 }],
    ]);
  });

  test('every bad address is told, without a secret', () => {
    const bad = (): Fleet => fleetOfBuckets(['acme', 's3://a', 's3://AK:CANARY@nowhere'], {});
    expect(bad).toThrow(FleetError);
    expect(bad).toThrow(/^--bucket 1: no storage address.*\n--bucket 3: no bucket behind the host/);
    expect(bad).not.toThrow(/CANARY/);
  });
});

describe('from a fleet file', () => {
  const fleet = readFleet(
    `deployment: {type: dedicated, origin: "https://acme.wandb.io"}
buckets:
  - {address: s3://acme, level: instance}
  - {address: s3://acme, team: omega, path: teams/omega}
  - {address: s3://store, team: kappa, endpoint: "https://minio.acme.example:9000"}
  - {address: "cw://AK:\${SK}@cwobject.com/box", team: sigma}
`,
    'byob.yaml',
    { SK: 'x' },
  );
  const STORE = 's3://minio.acme.example:9000/store#team=kappa';

  test.each([
    ['s3://acme', ['s3://acme', 's3://acme/teams/omega#team=omega']],
    ['s3://acme/', ['s3://acme', 's3://acme/teams/omega#team=omega']],
    ['s3://acme/teams/omega', ['s3://acme/teams/omega#team=omega']],
    ['s3://acme/teams/omega#team=omega', ['s3://acme/teams/omega#team=omega']],
    ['s3://store', [STORE]],
    ['s3://minio.acme.example:9000/store', [STORE]],
    ['cw://box', ['cw://box#team=sigma']],
    ['cw://AK:other@cwobject.com/box', ['cw://box#team=sigma']],
  ])('%s', (address, expected) => {
    const selected = selectBuckets(fleet, [address], {});
    expect(ids(selected)).toEqual(expected);
    expect(selected.file).toBe('byob.yaml');
  });

  test('a selected target is the same as in the whole fleet', () => {
    expect(selectBuckets(fleet, ['s3://store'], {}).entries[0]).toEqual(fleet.entries[2]);
  });

  test('a file that only discovers has a deployment, too', () => {
    const text = `deployment: {type: dedicated, origin: "https://acme.wandb.io"}\ndiscover: [{provider: aws}]\n`;
    const [entry] = selectBuckets(readFleet(text, 'byob.yaml', {}), ['s3://new'], {}).entries;
    expect(entry?.target.deployment).toMatchObject({ type: 'dedicated', origin: 'https://acme.wandb.io' });
  });

  test('what the file does not declare is added to its deployment', () => {
    const { entries } = selectBuckets(fleet, ['cw://box', 's3://new', 's3://acme/x'], {});
    expect(entries.map(({ target }) => target.id)).toEqual([
      'cw://box#team=sigma',
      's3://new',
      's3://acme/x',
    ]);
    expect(entries[1]?.target).toMatchObject({ level: 'instance', location: { file: '--bucket', line: 2 } });
    expect(entries[1]?.target.deployment).toMatchObject({
      type: 'dedicated',
      origin: 'https://acme.wandb.io',
    });
    expect(entries[2]?.target.peers.map(({ id }) => id)).toEqual([
      's3://acme',
      's3://acme/teams/omega#team=omega',
    ]);
  });
});
