import accessKeyWorks from '../../../rules/access/access-key-works.ts';
import { testRule } from '../test-rule.ts';

testRule(accessKeyWorks, {
  pass: (['aws', 'coreweave', 's3-compatible'] as const).map((provider) => ({
    name: 'listed',
    provider,
    facets: { addressKey: { works: true } },
  })),
  fail: [
    {
      name: 'unknown key',
      provider: 'aws',
      facets: { addressKey: { works: false, error: 'InvalidAccessKeyId' } },
      violations: ['refused'],
    },
    {
      name: 'wrong secret',
      provider: 'coreweave',
      facets: { addressKey: { works: false, error: 'SignatureDoesNotMatch' } },
      violations: ['refused'],
    },
    {
      name: 'no ListBucket',
      provider: 's3-compatible',
      facets: { addressKey: { works: false, error: 'AccessDenied' } },
      violations: ['cannotList'],
    },
  ],
  open: [
    {
      name: 'the clock of this host',
      provider: 'aws',
      facets: { addressKey: { works: false, error: 'RequestTimeTooSkewed' } },
      message: /clock/,
    },
  ],
});
