import addressWellformed from '../../../rules/declaration/address-wellformed.ts';
import type { AddressFault } from '../../../src/model/target.ts';
import { testRule } from '../test-rule.ts';
import { everywhere, full } from './addresses.ts';

/** A full address with one fault. */
function faulty(kind: AddressFault['kind']) {
  return full({ faults: [{ kind, detail: 'the part' }] });
}

const KINDS = [
  'missingCredentials',
  'missingHost',
  'secondQuestionMark',
  'userNotAllowed',
  'userMissing',
  'unknownParameter',
] as const;

testRule(addressWellformed, {
  pass: everywhere(() => ({ name: 'no fault', target: full() })),
  fail: [
    ...everywhere(() => ({
      name: 'a raw secret',
      target: faulty('credentialsNotEncoded'),
      violations: ['credentialsNotEncoded'],
    })),
    ...KINDS.map((kind) => ({
      name: kind,
      provider: 'aws' as const,
      target: faulty(kind),
      violations: [kind],
    })),
    {
      name: 'no URL at all',
      provider: 'aws' as const,
      target: faulty('notAnUrl'),
      violations: ['malformed'],
    },
  ],
});
