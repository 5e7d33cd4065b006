import bucketNotPublic from '../../../rules/exposure/bucket-not-public.ts';
import { testRule } from '../test-rule.ts';
import { grant, policy } from '../access/policies.ts';
import { unsupported } from '../test-rule.ts';
import { BLOCKED, CLOSED_ACL, OPEN } from './blocks.ts';

testRule(bucketNotPublic, {
  pass: [
    {
      name: 'closed',
      provider: 'aws',
      facets: { ...policy(grant()), acl: CLOSED_ACL, publicAccess: OPEN, accountPublicAccess: OPEN },
    },
    {
      name: 'neutralised by the bucket',
      provider: 'aws',
      facets: {
        ...policy(grant({ Sid: 'Everyone', Principal: '*', Action: 's3:GetObject' })),
        acl: CLOSED_ACL,
        publicAccess: BLOCKED,
        accountPublicAccess: OPEN,
      },
    },
    {
      name: 'neutralised by the account',
      provider: 'aws',
      facets: {
        ...policy(grant()),
        acl: { grants: [{ grantee: 'allUsers', permission: 'READ' }] },
        publicAccess: OPEN,
        accountPublicAccess: BLOCKED,
      },
    },
    {
      name: 'closed on CoreWeave',
      provider: 'coreweave',
      facets: {
        ...policy(grant()),
        acl: CLOSED_ACL,
        publicAccess: unsupported,
        accountPublicAccess: unsupported,
      },
    },
    {
      name: 'closed store',
      provider: 's3-compatible',
      facets: {
        policy: { document: null },
        acl: unsupported,
        publicAccess: unsupported,
        accountPublicAccess: unsupported,
      },
    },
  ],
  fail: [
    {
      name: 'by policy',
      provider: 'aws',
      facets: {
        ...policy(grant(), grant({ Sid: 'Everyone', Principal: '*', Action: 's3:GetObject' })),
        acl: CLOSED_ACL,
        publicAccess: OPEN,
        accountPublicAccess: OPEN,
      },
      violations: [{ messageId: 'policy', path: '/document/Statement/1' }],
    },
    {
      name: 'by ACL',
      provider: 'aws',
      facets: {
        ...policy(grant()),
        acl: { grants: [{ grantee: 'authenticatedUsers', permission: 'WRITE' }] },
        publicAccess: OPEN,
        accountPublicAccess: OPEN,
      },
      violations: ['acl'],
    },
    {
      name: 'by policy on CoreWeave',
      provider: 'coreweave',
      facets: {
        ...policy(grant({ Sid: 'Everyone', Principal: '*', Action: 's3:GetObject' })),
        acl: unsupported,
        publicAccess: unsupported,
        accountPublicAccess: unsupported,
      },
      violations: ['policy'],
    },
    {
      name: 'by policy of a store',
      provider: 's3-compatible',
      facets: {
        ...policy(grant({ Sid: 'Everyone', Principal: '*', Action: 's3:GetObject' })),
        acl: CLOSED_ACL,
        publicAccess: unsupported,
        accountPublicAccess: unsupported,
      },
      violations: ['policy'],
    },
  ],
});
