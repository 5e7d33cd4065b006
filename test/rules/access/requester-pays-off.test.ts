import requesterPaysOff from '../../../rules/access/requester-pays-off.ts';
import { testRule } from '../test-rule.ts';

testRule(requesterPaysOff, {
  pass: [
    { name: 'the owner', provider: 'aws', facets: { requestPayment: { payer: 'BucketOwner' } } },
    { name: 'the project', provider: 'gcp', facets: { requestPayment: { payer: 'BucketOwner' } } },
  ],
  fail: [
    {
      name: 'the requester',
      provider: 'aws',
      facets: { requestPayment: { payer: 'Requester' } },
      violations: ['requester'],
    },
    {
      name: 'the requester',
      provider: 'gcp',
      facets: { requestPayment: { payer: 'Requester' } },
      violations: [{ messageId: 'requester', path: '/payer' }],
    },
  ],
});
