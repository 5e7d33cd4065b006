// Globs: matching, containment and overlap, held against brute force; hostile patterns stay fast.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { globContains, globMatches, globsContain, globsOverlap } from '../../src/semantics/glob.ts';

/** The definition, slow and plain. */
function matches(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first === '*') return matches(rest, text) || (text !== '' && matches(pattern, text.slice(1)));
  return text !== '' && (first === '?' || first === text[0]) && matches(rest, text.slice(1));
}

/** All texts of up to seven letters; `z` is named by no pattern, as in the world outside there is always such a letter. */
const TEXTS: readonly string[] = [0, 1, 2, 3, 4, 5, 6, 7].reduce<string[]>(
  (texts, length) => [
    ...texts,
    ...(length === 0
      ? ['']
      : texts.filter((t) => t.length === length - 1).flatMap((t) => ['a', 'b', 'z'].map((c) => t + c))),
  ],
  [],
);
const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 4 });
const pair = fc.tuple(pattern, pattern);

describe('against brute force', () => {
  test('matching', () => {
    fc.assert(
      fc.property(pattern, fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 9 }), (p, t) => {
        expect(globMatches(p, t)).toBe(matches(p, t));
      }),
      { numRuns: 2000 },
    );
  });

  // Four symbols each: whatever tells two patterns apart, or both match, shows among texts of seven letters.
  test('containment', () => {
    fc.assert(
      fc.property(pair, ([outer, inner]) => {
        const truth = TEXTS.every((text) => !matches(inner, text) || matches(outer, text));
        expect(globContains(outer, inner)).toBe(truth);
      }),
      { numRuns: 1500 },
    );
  });

  const few = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 3 });
  test('containment by several', () => {
    let onlyTogether = 0;
    fc.assert(
      fc.property(fc.array(few, { minLength: 1, maxLength: 4 }), few, (outers, inner) => {
        const truth = TEXTS.every(
          (text) => !matches(inner, text) || outers.some((outer) => matches(outer, text)),
        );
        expect(globsContain(outers, inner)).toBe(truth);
        if (truth && !outers.some((outer) => globContains(outer, inner))) onlyTogether++;
      }),
      {
        numRuns: 3000,
        examples: [
          [['a', 'a?*'], 'a*'],
          [['*b', '?', ''], '*b'],
        ],
      },
    );
    expect(onlyTogether).toBeGreaterThan(0);
  });

  test('several without ? contain together what one of them contains alone', () => {
    const stars = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(stars, { maxLength: 4 }), pattern, (outers, inner) => {
        const alone = outers.some((outer) => globContains(outer, inner));
        const together = TEXTS.every(
          (text) => !matches(inner, text) || outers.some((outer) => matches(outer, text)),
        );
        expect(together).toBe(alone);
      }),
      { numRuns: 1500 },
    );
  });

  test('overlap', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect(globsOverlap(a, b)).toBe(TEXTS.some((text) => matches(a, text) && matches(b, text)));
      }),
      { numRuns: 1500 },
    );
  });
});

test.each([
  ['arn:aws:s3:::b/*', 'arn:aws:s3:::b/teams/x/*', true],
  ['arn:aws:s3:::b/teams/x/*', 'arn:aws:s3:::b/*', false],
  ['arn:aws:s3:::b*', 'arn:aws:s3:::b/*', true],
  ['arn:aws:s3:::b', 'arn:aws:s3:::b/*', false],
  ['?*', '*', false],
  ['*?', '?*', true],
  ['?*', '*a', true],
  ['*a*b*', '*ab*', true],
  ['*ab*', '*a*b*', false],
  ['a?*b', 'a*bb', true],
])('%s contains %s: %s', (outer, inner, truth) => {
  expect(globContains(outer, inner)).toBe(truth);
});

test.each<[string[], string, boolean]>([
  [['arn:aws:s3:::b/', 'arn:aws:s3:::b/?*'], 'arn:aws:s3:::b/*', true],
  [['arn:aws:s3:::b', 'arn:aws:s3:::b/?*'], 'arn:aws:s3:::b/*', false],
  [['b/?', 'b/??*', 'b/'], 'b/*', true],
  [['b/a*', 'b/?', 'b/'], 'b/*', false],
  [['a*', '?*a*'], '*a*', true],
  [[], '*', false],
])('%j together contain %s: %s', (outers, inner, truth) => {
  expect(globsContain(outers, inner)).toBe(truth);
});

test.each([
  ['s3:Get*', 's3:*Tagging', true],
  ['s3:Put*', 's3:Get*', false],
  ['b/*/private/*', 'b/teams/*', true],
  ['b/??', 'b/*a?c', false],
])('%s overlaps %s: %s', (a, b, truth) => {
  expect([globsOverlap(a, b), globsOverlap(b, a)]).toEqual([truth, truth]);
});

test('letter case counts only where it is told to', () => {
  expect(globMatches('S3:Get*', 's3:getobject')).toBe(false);
  expect(globMatches('S3:Get*', 's3:getobject', { ignoreCase: true })).toBe(true);
});

describe('20 KB patterns made to be slow', () => {
  const half = 10_000;
  const long = 'a'.repeat(2 * half);
  const letters = Array.from({ length: half }, (_, i) => String.fromCharCode(0x100 + i)).join('');
  const request = 'arn:aws:s3:::bucket/teams/x/*';
  test.each<[string, () => boolean | undefined, boolean | undefined]>([
    ['many stars', () => globMatches(`${'*a'.repeat(half)}b`, long), false],
    ['one long tail', () => globMatches(`*${'a'.repeat(half)}b`, long), false],
    ['one long tail with ?', () => globMatches(`*${'a?'.repeat(half / 2)}b`, long), false],
    ['containing a request, one run of ?', () => globContains(`${'?'.repeat(4 * half)}a`, request), false],
    ['containing a request', () => globContains('*a'.repeat(half), request), false],
    ['containing another', () => globContains(`${'*a'.repeat(half)}b`, `${'*a?'.repeat(6000)}c`), false],
    ['containing itself, nearly', () => globContains('*a'.repeat(half), '*a'.repeat(half + 1)), true],
    ['several, containing a request', () => globsContain(['*a?'.repeat(half / 2), '?*b'], request), false],
    [
      'several, containing another',
      () => globsContain(['?*b', '*a'.repeat(half)], '*a?'.repeat(6000)),
      undefined,
    ],
    ['too many states', () => globsContain(['a*c', '?*a*c', `*a${'?'.repeat(60)}c`], '*a*c'), undefined],
    [
      'too many long states',
      () => globsContain(['a*c', '?*a*c', `*a${'?'.repeat(half)}c`], '*a*c'),
      undefined,
    ],
    ['too many letters', () => globsContain(['?*b', letters], '*b*'), undefined],
    ['overlapping a request', () => globsOverlap(`${'*a'.repeat(half)}b`, request), true],
    ['overlapping another', () => globsOverlap(`${'*a'.repeat(half)}b`, `${'*a'.repeat(half)}c`), false],
  ])('%s', (_, run, truth) => {
    const start = performance.now();
    const answer = run();
    // Milliseconds when alone; room for a busy machine. The exponential and quadratic ways take minutes.
    expect(performance.now() - start).toBeLessThan(1500);
    expect(answer).toBe(truth);
  });
});
