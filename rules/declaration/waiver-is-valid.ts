// Every waiver of the fleet file is whole, names a rule and a bucket, and has not ended; the engine answers it.

import { PROVIDERS } from '../../src/model/provider.ts';
import { defineRule, WAIVER_IS_VALID } from '../../src/model/rule.ts';
import { perProvider } from '../views/per-provider.ts';
import { SHOW_WAIVERS } from './waiver-lines.ts';

const WAYS_OUT: Readonly<Record<string, string>> = {
  malformed:
    'Give the waiver all of rule, bucket, reason, owner and expires (a day like 2027-03-31), or take it out.',
  expired: 'Mend what was waived and take the waiver out; or have its owner decide again, with a new day.',
  unknownRule: 'Write the rule as reports show it: `byob rules` lists them.',
  cannotBeWaived: 'Take the waiver out: give the audit what it needs to read, or mend the other waiver.',
  unknownBucket: 'Write the bucket as the fleet file does, or the id that a report shows; or take it out.',
};

export default defineRule({
  id: WAIVER_IS_VALID,
  severity: 'medium',
  providers: PROVIDERS,
  messages: {
    malformed: 'The waiver {{waiver}} waives nothing: {{faults}}.',
    expired: 'The waiver {{waiver}} ended on {{expires}}: what it waived counts again.',
    unknownRule: 'The waiver {{waiver}} names a rule that does not exist.',
    cannotBeWaived:
      'The waiver {{waiver}} names a rule that cannot be waived: what could not be verified, and the state of waivers, stay in sight.',
    unknownBucket: 'The waiver {{waiver}} names no bucket of this fleet.',
  },
  docs: {
    title: 'Every waiver is whole, names what exists and has not ended',
    why: 'A waiver is somebody accepting a finding for a reason until a day. One without owner or end, or for a rule or bucket that does not exist, waives nothing: the finding counts, and whoever wrote the waiver thinks it does not.',
    references: [],
    verify: SHOW_WAIVERS,
    remediation: perProvider(PROVIDERS, ({ violations }) => ({
      text:
        WAYS_OUT[violations[0]?.messageId ?? 'malformed'] ??
        'Correct the waiver in the fleet file, or take it out.',
    })),
  },
  // Derived by the engine from the fleet's waivers; never run.
  check: () => [],
});
