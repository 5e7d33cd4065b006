// Three-valued logic: what is not known stays not known.

export type Truth = true | false | 'unknown';

export function not(a: Truth): Truth {
  return a === 'unknown' ? 'unknown' : !a;
}

/** False where one is false, else unknown where one is unknown. */
export function all(values: Iterable<Truth>): Truth {
  let result: Truth = true;
  for (const value of values) {
    if (value === false) return false;
    if (value === 'unknown') result = 'unknown';
  }
  return result;
}

/** True where one is true, else unknown where one is unknown. */
export function any(values: Iterable<Truth>): Truth {
  let result: Truth = false;
  for (const value of values) {
    if (value === true) return true;
    if (value === 'unknown') result = 'unknown';
  }
  return result;
}
