// What the two rules about waivers share: how to see what is declared.

import { PROVIDERS } from '../../src/model/provider.ts';
import type { PerProvider } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';

/** Prints the waivers of the fleet file, with their line numbers. */
export const SHOW_WAIVERS: PerProvider<(target: Target) => string> = Object.fromEntries(
  PROVIDERS.map((provider) => [provider, showWaivers]),
);

function showWaivers({ location: { file } }: Target): string {
  return `grep -n -A 100 '^waivers:' ${file === '--bucket' ? 'byob.yaml' : file}`;
}
