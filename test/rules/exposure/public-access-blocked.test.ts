import publicAccessBlocked from '../../../rules/exposure/public-access-blocked.ts';
import { testRule, unreadable, unsupported } from '../test-rule.ts';
import { BLOCKED, OPEN } from './blocks.ts';

testRule(publicAccessBlocked, {
  pass: [
    { name: 'by the bucket', provider: 'aws', facets: { publicAccess: BLOCKED, accountPublicAccess: OPEN } },
    {
      name: 'by the bucket, the account unread',
      provider: 'aws',
      facets: { publicAccess: BLOCKED, accountPublicAccess: unreadable() },
    },
    {
      name: 'together',
      provider: 'aws',
      facets: {
        publicAccess: { ...BLOCKED, blockPublicAcls: false },
        accountPublicAccess: { ...OPEN, blockPublicAcls: true },
      },
    },
    { name: 'by the account', provider: 'aws', facets: { publicAccess: OPEN, accountPublicAccess: BLOCKED } },
  ],
  fail: [
    {
      name: 'nothing',
      provider: 'aws',
      facets: { publicAccess: OPEN, accountPublicAccess: OPEN },
      violations: ['off'],
    },
    {
      name: 'one flag',
      provider: 'aws',
      facets: { publicAccess: { ...BLOCKED, restrictPublicBuckets: false }, accountPublicAccess: OPEN },
      violations: [{ messageId: 'off', data: { flags: ['RestrictPublicBuckets'] } }],
    },
  ],
  open: [
    {
      name: 'the account unread',
      provider: 'aws',
      facets: { publicAccess: OPEN, accountPublicAccess: unreadable() },
      message: /account is not known/,
    },
    {
      name: 'the account is another’s',
      provider: 'aws',
      facets: {
        publicAccess: { ...BLOCKED, restrictPublicBuckets: false },
        accountPublicAccess: unsupported,
      },
      message: /^RestrictPublicBuckets: off/,
    },
  ],
});
