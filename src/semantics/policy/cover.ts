// Whether a pattern of a policy covers what is asked, where that may hold wildcards as well.

import { globContains, globMatches, globsOverlap } from '../glob.ts';

/** `all`: an Allow must contain everything that is asked. `part`: a Deny bites where it overlaps. */
export type Cover = 'all' | 'part';

/**
 * One pattern against all that is asked. Patterns that cover it only together (`b/?*` and `b/`) are not added up: such an
 * Allow is reported as missing, never a missing one as there.
 */
export function covers(pattern: string, asked: string, cover: Cover): boolean {
  if (!/[*?]/.test(asked)) return globMatches(pattern, asked);
  return cover === 'all' ? globContains(pattern, asked) : globsOverlap(pattern, asked);
}

/** A complement contains what no listed pattern overlaps, and overlaps what no listed pattern contains. */
export function otherCover(cover: Cover): Cover {
  return cover === 'all' ? 'part' : 'all';
}
