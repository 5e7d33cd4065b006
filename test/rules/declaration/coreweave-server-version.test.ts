import coreweaveServerVersion from '../../../rules/declaration/coreweave-server-version.ts';
import { testRule } from '../test-rule.ts';

testRule(coreweaveServerVersion, {
  pass: [{ name: 'new enough', provider: 'coreweave', deployment: { serverVersion: '0.73.0' } }],
  fail: [
    {
      name: 'too old',
      provider: 'coreweave',
      deployment: { serverVersion: '0.69.1' },
      violations: ['tooOld'],
    },
    {
      name: 'before the guide’s',
      provider: 'coreweave',
      deployment: { serverVersion: '0.71.0' },
      violations: [{ messageId: 'undocumented', severity: 'medium' }],
    },
    {
      name: 'an old chart',
      provider: 'coreweave',
      deployment: { type: 'self-managed', chartVersion: '0.33.2' },
      violations: [{ messageId: 'chart', severity: 'medium' }],
    },
  ],
  notApplicable: [{ name: 'not declared', provider: 'coreweave' }],
});
