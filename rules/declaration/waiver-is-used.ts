// Every waiver of the fleet file still waives a finding; the engine answers it.

import { PROVIDERS } from '../../src/model/provider.ts';
import { defineRule, WAIVER_IS_USED } from '../../src/model/rule.ts';
import { perProvider } from '../views/per-provider.ts';
import { SHOW_WAIVERS } from './waiver-lines.ts';

export default defineRule({
  id: WAIVER_IS_USED,
  severity: 'low',
  providers: PROVIDERS,
  messages: { unused: 'The waiver {{waiver}} waives nothing: {{rule}} has no such finding there.' },
  docs: {
    title: 'Every waiver still waives a finding',
    why: 'A waiver that outlives its finding would hide the same fault when it comes back. It is told only where all that it could waive was verified.',
    references: [],
    verify: SHOW_WAIVERS,
    remediation: perProvider(PROVIDERS, () => ({ text: 'Take the waiver out of the fleet file.' })),
  },
  // Derived by the engine from the fleet's waivers and the results of all other rules; never run.
  check: () => [],
});
