import coreweaveServerVersion from '../../../rules/declaration/coreweave-server-version.ts';
import { testRule } from '../test-rule.ts';

testRule(coreweaveServerVersion, {
  pass: [
    { name: 'new enough', provider: 'coreweave', deployment: { serverVersion: '0.73.0' } },
    { name: 'compared as numbers', provider: 'coreweave', deployment: { serverVersion: 'v0.100.0' } },
    { name: 'a later major', provider: 'coreweave', deployment: { serverVersion: '1.0' } },
    {
      name: 'the chart is not of Dedicated',
      provider: 'coreweave',
      deployment: { serverVersion: '0.74.1-hotfix', chartVersion: '0.1.0' },
    },
  ],
  fail: [
    {
      name: 'too old',
      provider: 'coreweave',
      deployment: { serverVersion: '0.69.1' },
      violations: ['tooOld'],
    },
    {
      name: "before the guide's",
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
  open: [{ name: 'no version', provider: 'coreweave', deployment: { serverVersion: 'latest' } }],
  notApplicable: [
    { name: 'not declared', provider: 'coreweave' },
    {
      name: 'Multi-tenant',
      provider: 'coreweave',
      deployment: { type: 'multi-tenant', serverVersion: '0.1.0' },
    },
  ],
});
