// A reading that a rule of several clouds asks for itself: judged where it is known, else the verdict the engine would give.

import type { Facet, Facets, Reading } from '../../src/model/evidence.ts';
import { couldNotVerify, notApplicable, open } from '../../src/model/rule.ts';
import type { Verdict } from '../../src/model/rule.ts';

/**
 * Facets in `reads` must be known for every provider of a rule; one that only some providers have is in `considers` and
 * goes through here: `open` where it is unreadable, `notApplicable` where this store has no such thing.
 */
export function judged<F extends Facet>(
  facet: F,
  reading: Reading<Facets[F]>,
  check: (value: Facets[F]) => Verdict,
): Verdict {
  if (reading.status === 'known') return check(reading.value);
  if (reading.status === 'unsupported') return notApplicable(`${facet}: not offered by this store`);
  return open(couldNotVerify([reading]));
}
