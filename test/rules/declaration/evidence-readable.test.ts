import evidenceReadable from '../../../rules/declaration/evidence-readable.ts';
import { testRule } from '../test-rule.ts';
import { everywhere } from './addresses.ts';

testRule(evidenceReadable, {
  pass: everywhere(() => ({ name: 'nothing is open' })),
  fail: [],
  impossible: {
    aws: 'the engine answers it, with pass or open',
    gcp: 'the engine answers it, with pass or open',
    azure: 'the engine answers it, with pass or open',
    coreweave: 'the engine answers it, with pass or open',
    's3-compatible': 'the engine answers it, with pass or open',
  },
});
