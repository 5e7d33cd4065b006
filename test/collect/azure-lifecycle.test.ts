// Azure's lifecycle policy over the wire: which rules reach a container, and what they do there.

import { describe, expect, test } from 'vitest';
import type { Facets } from '../../src/model/evidence.ts';
import { valueOf } from './azure-at.ts';
import { policy } from './azure-world.ts';

describe('lifecycle', () => {
  const rule = (definition: object, more: object = {}): object => ({
    name: 'tidy',
    type: 'Lifecycle',
    definition: { filters: { blobTypes: ['blockBlob'] }, actions: {}, ...definition },
    ...more,
  });
  const read = async (...rules: object[]): Promise<Facets['lifecycle']['rules']> =>
    (await valueOf('lifecycle', { managementPolicy: policy(...rules) }))?.rules ?? [];
  const prefixed = (...prefixMatch: string[]): object =>
    rule({ filters: { blobTypes: ['blockBlob'], prefixMatch } });

  test('an account without a policy has none, known', async () => {
    expect(await valueOf('lifecycle', {})).toEqual({ rules: [], stored: { rules: [] } });
  });

  test('a rule that does not say so is enabled', async () => {
    expect((await read(rule({})))[0]?.enabled).toBe(true);
    expect((await read(rule({}, { enabled: false })))[0]?.enabled).toBe(false);
  });

  test.each([
    ['the container and a slash', ['wandb/'], []],
    ['a folder of the container', ['wandb/teams/a'], ['teams/a']],
    ["the container's name without a slash", ['wandb'], []],
    ['the beginning of its name', ['wa'], []],
    ['one of several', ['other/', 'wandb/x'], ['x']],
    ['all of it and a part', ['wandb/x', 'wandb/'], []],
    ['no prefix at all', [], []],
  ])('%s reaches it', async (_, prefixMatch, prefixes) => {
    expect((await read(prefixed(...prefixMatch)))[0]?.prefixes).toEqual(prefixes);
  });

  test.each([['other/'], ['wandb-other/x'], ['wandbx'], ['Wandb/']])('%s does not', async (prefix) => {
    expect(await read(prefixed(prefix))).toEqual([]);
  });

  test('what is stored is kept whole, whatever reaches the container', async () => {
    const other = prefixed('other/');
    expect((await valueOf('lifecycle', { managementPolicy: policy(other) }))?.stored).toEqual({
      rules: [other],
    });
  });

  test('every action, and from when it counts', async () => {
    const after = (days: number): object => ({ daysAfterModificationGreaterThan: days });
    const created = (days: number): object => ({ daysAfterCreationGreaterThan: days });
    const actions = {
      baseBlob: {
        delete: after(1000),
        tierToHot: after(1),
        tierToCool: { daysAfterLastAccessTimeGreaterThan: 30 },
        tierToCold: created(60),
        tierToArchive: { ...after(90), daysAfterLastTierChangeGreaterThan: 120 },
      },
      snapshot: { delete: created(5) },
      version: { delete: created(40), tierToArchive: created(20) },
    };
    const [first] = await read(rule({ actions }));
    expect(first?.actions).toEqual([
      { type: 'expire', days: 1000 },
      { type: 'transition', storageClass: 'Hot', days: 1 },
      { type: 'transition', storageClass: 'Cool', days: 30 },
      { type: 'transition', storageClass: 'Cold', days: 60 },
      { type: 'transition', storageClass: 'Archive', days: 90 },
      { type: 'expireNoncurrent', days: 40 },
      { type: 'transitionNoncurrent', storageClass: 'Archive', days: 20 },
    ]);
  });

  test("append blobs are never W&B's; tags are conditions", async () => {
    expect((await read(rule({ filters: { blobTypes: ['appendBlob'] } })))[0]?.neverReachesWandb).toBe(true);
    const both = await read(rule({ filters: { blobTypes: ['appendBlob', 'blockBlob'] } }));
    expect(both[0]).not.toHaveProperty('neverReachesWandb');
    const blobIndexMatch = [{ name: 'keep', op: '==', value: 'no' }];
    const tagged = await read(rule({ filters: { blobTypes: ['blockBlob'], blobIndexMatch } }));
    expect(tagged[0]?.tags).toEqual({ keep: 'no' });
  });
});
