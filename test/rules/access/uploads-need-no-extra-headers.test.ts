import uploadsNeedNoExtraHeaders from '../../../rules/access/uploads-need-no-extra-headers.ts';
import { testRule } from '../test-rule.ts';
import { deny, grant, policy } from './policies.ts';

testRule(uploadsNeedNoExtraHeaders, {
  pass: [{ name: 'no Deny', provider: 'aws', facets: policy(grant()) }],
  fail: [
    {
      name: 'the encryption header',
      provider: 'aws',
      facets: policy(
        grant(),
        deny(
          { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
          { Action: 's3:PutObject' },
        ),
      ),
      violations: ['denied'],
    },
  ],
});
