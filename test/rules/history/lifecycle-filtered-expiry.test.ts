import rule from '../../../rules/history/lifecycle-filtered-expiry.ts';
import { testRule } from '../test-rule.ts';
import { EVERY_STORE, EXPIRE, TEAM1, aRule, lifecycle, onStores } from './cases.ts';

testRule(rule, {
  pass: [
    ...onStores(EVERY_STORE, { name: 'nothing configured', facets: lifecycle() }),
    { name: 'not limited: lifecycle-keeps-run-history', provider: 'aws', facets: lifecycle(aRule([EXPIRE])) },
    {
      name: 'disabled',
      provider: 'aws',
      facets: lifecycle(aRule([EXPIRE], { enabled: false, tags: { a: 'b' } })),
    },
    {
      name: 'another path',
      provider: 'aws',
      ...TEAM1,
      facets: lifecycle(aRule([EXPIRE], { prefixes: ['logs/'], tags: { a: 'b' } })),
    },
    {
      name: 'old versions',
      provider: 'aws',
      facets: lifecycle(aRule([{ type: 'expireNoncurrent', days: 1 }], { tags: { a: 'b' } })),
    },
  ],
  fail: [
    ...onStores(EVERY_STORE, {
      name: 'by tag',
      facets: lifecycle(aRule([EXPIRE], { tags: { tmp: 'yes' } })),
      violations: [{ messageId: 'mayExpire', path: '/rules/0', data: { limits: ['tag tmp=yes'] } }],
    }),
    {
      name: 'by size',
      provider: 'aws',
      facets: lifecycle(aRule([EXPIRE], { sizeLessThan: 10 })),
      violations: ['mayExpire'],
    },
    {
      name: 'by suffix',
      provider: 'aws',
      facets: lifecycle(aRule([EXPIRE], { suffixes: ['.log'] })),
      violations: ['mayExpire'],
    },
  ],
});
