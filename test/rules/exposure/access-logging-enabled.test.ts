import accessLoggingEnabled from '../../../rules/exposure/access-logging-enabled.ts';
import { testRule } from '../test-rule.ts';

testRule(accessLoggingEnabled, {
  pass: [{ name: 'on', provider: 'aws', facets: { logging: { enabled: true, targetBucket: 'acme-logs' } } }],
  fail: [{ name: 'off', provider: 'aws', facets: { logging: { enabled: false } }, violations: ['off'] }],
});
