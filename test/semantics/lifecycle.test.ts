import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LifecycleRule } from '../../src/model/evidence.ts';
import { prefixReaches, reachOf } from '../../src/semantics/lifecycle.ts';

function aRule(over: Partial<LifecycleRule> = {}): LifecycleRule {
  return { enabled: true, prefixes: [], suffixes: [], tags: {}, actions: [], ...over };
}

const WHOLE = { subpath: '', others: [] };

describe('prefixes', () => {
  test.each([
    ['', 'team1', [], true],
    ['team1/', 'team1', [], true],
    ['team1/artifacts/', 'team1', [], true],
    ['team', 'team1', [], true],
    ['team1', 'team10', [], true],
    ['team1/', 'team10', [], false],
    ['team10/', 'team1', [], false],
    ['team1x', 'team1', [], false],
    ['/team1/', 'team1', [], false],
    ['logs/', 'team1', [], false],
    ['logs/', '', [], true],
    ['team1/', '', ['team1'], false],
    ['team1/runs/', '', ['team1'], false],
    ['team1', '', ['team1'], true],
    ['team1/', 'team1', ['team1/inner', ''], true],
    ['team1/inner/', 'team1', ['team1/inner'], false],
    ['team1/', 'team1', ['team1'], true],
  ])('"%s" under "%s" beside %j: %s', (prefix, subpath, others, reaches) => {
    expect(prefixReaches(prefix, { subpath, others })).toBe(reaches);
  });

  test('reach exactly where some key of ours starts with them', () => {
    const path = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 5 });
    const part = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(path, part, fc.boolean(), (prefix, subpath, whole) => {
        const base = whole ? '' : `${subpath}/`;
        const keys = [
          base + prefix,
          prefix,
          `${base}x`,
          ...[1, 2, 3, 4, 5].map((n) => base + prefix.slice(n)),
        ];
        const some = keys.some((key) => key.startsWith(base) && key.startsWith(prefix));
        const reaches = prefixReaches(prefix, { subpath: whole ? '' : subpath, others: [] });
        expect(reaches).toBe(some);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('reach', () => {
  test('none: disabled, elsewhere, or conditions W&B never meets', () => {
    expect(reachOf(aRule({ enabled: false }), WHOLE)).toBeUndefined();
    expect(reachOf(aRule({ neverReachesWandb: true }), WHOLE)).toBeUndefined();
    expect(reachOf(aRule({ prefixes: ['logs/'] }), { subpath: 'team1', others: [] })).toBeUndefined();
    expect(reachOf(aRule({ prefixes: ['logs/', 'team1/'] }), { subpath: 'team1', others: [] })).toBeDefined();
  });

  test.each<[Partial<LifecycleRule>, string[]]>([
    [{}, []],
    [{ sizeGreaterThan: 0 }, []],
    [{ suffixes: ['.parquet'] }, []],
    [{ suffixes: ['.tmp', 'parquet'] }, []],
    [{ suffixes: ['.tmp', '.log'] }, ['suffix .tmp', 'suffix .log']],
    [{ tags: { tier: 'cold' } }, ['tag tier=cold']],
    [{ pattern: '.*[.]log' }, ['names like .*[.]log']],
    [{ sizeGreaterThan: 20, sizeLessThan: 30 }, ['objects over 20 bytes', 'objects under 30 bytes']],
  ])('%j is limited to %j', (over, limits) => {
    expect(reachOf(aRule(over), WHOLE)).toEqual({ limits });
  });
});
