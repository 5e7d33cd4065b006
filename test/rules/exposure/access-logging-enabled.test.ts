import accessLoggingEnabled from '../../../rules/exposure/access-logging-enabled.ts';
import { testRule } from '../test-rule.ts';

const ON = { logging: { enabled: true, targetBucket: 'acme-logs' } };
const OFF = { logging: { enabled: false } };

testRule(accessLoggingEnabled, {
  pass: [
    { name: 'on', provider: 'aws', facets: ON },
    { name: 'on', provider: 'gcp', facets: ON },
  ],
  fail: [
    { name: 'off', provider: 'aws', facets: OFF, violations: ['off'] },
    { name: 'off', provider: 'gcp', facets: OFF, violations: ['usageLogsOff'] },
  ],
});
