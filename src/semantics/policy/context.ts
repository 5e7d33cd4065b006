// What is known of a request beyond principal, action and resource.

/** Values of a condition key; `absent`: the request does not carry it; `unknown`: it may. */
export type ContextValue = readonly string[] | 'absent' | 'unknown';

/** Keys are compared without regard to case; a key that is not listed is unknown. */
export type Context = Readonly<Record<string, ContextValue>>;

export type ContextReader = (key: string) => ContextValue;

/** Reads a context. It is indexed when the first condition asks: most statements have none. */
export function readerOf(context: Context): ContextReader {
  let values: ReadonlyMap<string, ContextValue> | undefined;
  return (key) => (values ??= indexed(context)).get(key.toLowerCase()) ?? 'unknown';
}

function indexed(context: Context): ReadonlyMap<string, ContextValue> {
  return new Map(
    Object.entries(context).map(([key, value]): [string, ContextValue] => [
      key.toLowerCase(),
      // No value at all is as good as no key.
      value.length === 0 ? 'absent' : value,
    ]),
  );
}
