// The same words for several providers.

import type { Provider } from '../../src/model/provider.ts';
import type { PerProvider } from '../../src/model/rule.ts';

/** The same value for each of the providers. */
export function perProvider<T>(providers: readonly Provider[], value: T): PerProvider<T> {
  return Object.fromEntries(providers.map((provider) => [provider, value]));
}
