import rule from '../../../rules/history/versioning-enabled.ts';
import type { Facets } from '../../../src/model/evidence.ts';
import { testRule } from '../test-rule.ts';
import { WITH_UPLOADS, onStores } from './cases.ts';

const versioning = (status: Facets['versioning']['status']) => ({ versioning: { status, mfaDelete: false } });

testRule(rule, {
  pass: onStores(WITH_UPLOADS, { name: 'on', facets: versioning('Enabled') }),
  fail: [
    ...onStores(WITH_UPLOADS, {
      name: 'never on',
      facets: versioning('Off'),
      violations: [{ messageId: 'off', path: '/status' }],
    }),
    { name: 'suspended', provider: 'aws', facets: versioning('Suspended'), violations: ['suspended'] },
  ],
});
