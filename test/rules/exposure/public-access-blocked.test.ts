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
    {
      name: 'enforced',
      provider: 'gcp',
      facets: { publicAccessPrevention: { enforced: true, setting: 'enforced' } },
    },
    {
      name: 'forbidden',
      provider: 'azure',
      facets: { publicAccessPrevention: { enforced: true, setting: 'allowBlobPublicAccess: false' } },
    },
    { name: 'by the account', provider: 'aws', facets: { publicAccess: OPEN, accountPublicAccess: BLOCKED } },
  ],
  fail: [
    {
      name: 'inherited',
      provider: 'gcp',
      facets: { publicAccessPrevention: { enforced: false, setting: 'inherited' } },
      violations: [
        { messageId: 'notEnforced', severity: 'low', data: { setting: 'inherited' }, path: '/setting' },
      ],
    },
    {
      name: 'allowed',
      provider: 'azure',
      facets: { publicAccessPrevention: { enforced: false, setting: 'allowBlobPublicAccess: true' } },
      violations: [{ messageId: 'allowed', severity: 'low' }],
    },
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
      name: 'the bucket unread',
      provider: 'aws',
      facets: { publicAccess: unreadable(), accountPublicAccess: OPEN },
      message: /needs test:Permission/,
    },
    {
      name: 'the setting unread',
      provider: 'gcp',
      facets: { publicAccessPrevention: unreadable() },
      message: /needs test:Permission/,
    },
    {
      name: 'the account unread',
      provider: 'aws',
      facets: { publicAccess: OPEN, accountPublicAccess: unreadable() },
      message: /account is not known/,
    },
    {
      name: "the account is another's",
      provider: 'aws',
      facets: {
        publicAccess: { ...BLOCKED, restrictPublicBuckets: false },
        accountPublicAccess: unsupported,
      },
      message: /^RestrictPublicBuckets: off/,
    },
  ],
});
