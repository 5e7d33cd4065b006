import bucketNameTlsSafe from '../../../rules/declaration/bucket-name-tls-safe.ts';
import { testRule } from '../test-rule.ts';
import { full } from './addresses.ts';

testRule(bucketNameTlsSafe, {
  pass: [
    { name: 'no dots', provider: 'aws' },
    { name: 'dots on a path-style store', provider: 's3-compatible', target: { bucket: 'acme.wandb' } },
  ],
  fail: [
    { name: 'dots', provider: 'aws', target: { bucket: 'acme.wandb' }, violations: ['dots'] },
    {
      name: 'dots on a virtual-host store',
      provider: 's3-compatible',
      target: { bucket: 'acme.wandb', ...full({ forcePathStyle: false }) },
      violations: ['dots'],
    },
  ],
});
