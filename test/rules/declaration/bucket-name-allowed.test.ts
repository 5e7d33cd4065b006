import bucketNameAllowed from '../../../rules/declaration/bucket-name-allowed.ts';
import { testRule } from '../test-rule.ts';
import { everywhere } from './addresses.ts';

testRule(bucketNameAllowed, {
  pass: everywhere(() => ({ name: 'a plain name' })),
  fail: [
    ...everywhere(() => ({ name: 'upper case', target: { bucket: 'Acme_Bucket' }, violations: ['name'] })),
    {
      name: 'a directory bucket',
      provider: 'aws',
      target: { bucket: 'acme--euw1-az1--x-s3' },
      violations: ['directory'],
    },
    { name: 'reserved', provider: 'coreweave', target: { bucket: 'cw-acme' }, violations: ['name'] },
    {
      name: 'an account with a hyphen',
      provider: 'azure',
      target: { account: 'acme-storage' },
      violations: ['account'],
    },
  ],
});
