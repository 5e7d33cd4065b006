// Full storage addresses for the cases of the declaration rules, and cases for every provider at once.

import { PROVIDERS } from '../../../src/model/provider.ts';
import type { Provider } from '../../../src/model/provider.ts';
import type { Address } from '../../../src/model/target.ts';
import type { Case } from '../test-rule.ts';

/** A full address with a key, with what a case changes. */
export function full(over: Partial<Address> = {}): { address: Address } {
  return {
    address: {
      form: 'full',
      text: 's3://[redacted]:[redacted]@host/acme',
      scheme: 's3',
      hasCredentials: true,
      faults: [],
      ...over,
    },
  };
}

/** The same case for all providers (or some), with a target of its own each. */
export function everywhere<C extends Omit<Case, 'provider'>>(
  make: (provider: Provider) => C,
  providers: readonly Provider[] = PROVIDERS,
) {
  return providers.map((provider) => ({ provider, ...make(provider) }));
}
