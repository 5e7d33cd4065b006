// Readings made from other readings: an answer that gives several facets is asked for once.

import type { Reading } from '../../model/evidence.ts';

const NOT_THE_DOCUMENT = 'the answer is not the document of this API';

/** What `read` makes of a known value; undefined where the value is none that this version knows. */
export function derive<T, V>(reading: Reading<T>, read: (value: T) => V | undefined): Reading<V> {
  if (reading.status !== 'known') return reading;
  const { call } = reading;
  let value: V | undefined;
  try {
    value = read(reading.value);
  } catch {
    // The SDKs hand on whatever the service said: a text where a list should be.
    return { status: 'unreadable', cause: 'malformed', call, detail: NOT_THE_DOCUMENT };
  }
  return value === undefined
    ? { status: 'unsupported', call, detail: 'the answer holds a value that this version does not know' }
    : { status: 'known', value, call };
}

/** A resource of the resource manager has an id: what has none is another document. */
export function checked<T extends { id?: string }>(resource: T, call: string): Reading<T> {
  return resource.id === undefined
    ? { status: 'unreadable', cause: 'malformed', call, detail: NOT_THE_DOCUMENT }
    : { status: 'known', value: resource, call };
}
