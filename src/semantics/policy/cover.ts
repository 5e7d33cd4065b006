// Whether a pattern of a policy covers what is asked, where that may hold wildcards as well.

import { globContains, globMatches, globsContain, globsOverlap } from '../glob.ts';
import type { Truth } from './truth.ts';

/** `all`: an Allow must contain everything that is asked. `part`: a Deny bites where it overlaps. */
export type Cover = 'all' | 'part';

/** One pattern against all that is asked. */
export function covers(pattern: string, asked: string, cover: Cover): boolean {
  if (!/[*?]/.test(asked)) return globMatches(pattern, asked);
  return cover === 'all' ? globContains(pattern, asked) : globsOverlap(pattern, asked);
}

/** All patterns together; unknown where they would take too long to add up. */
export function coverTogether(patterns: readonly string[], asked: string, cover: Cover): Truth {
  if (patterns.some((pattern) => covers(pattern, asked, cover))) return true;
  if (cover === 'part' || patterns.length < 2 || !/[*?]/.test(asked)) return false;
  return globsContain(patterns, asked) ?? 'unknown';
}

/** A complement contains what no listed pattern overlaps, and overlaps what no listed pattern contains. */
export function otherCover(cover: Cover): Cover {
  return cover === 'all' ? 'part' : 'all';
}
