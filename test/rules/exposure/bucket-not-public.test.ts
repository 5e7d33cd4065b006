import bucketNotPublic from '../../../rules/exposure/bucket-not-public.ts';
import { testRule } from '../test-rule.ts';
import { deny, grant, policy } from '../access/policies.ts';
import { unreadable, unsupported } from '../test-rule.ts';
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
      name: 'everyone of one organization',
      provider: 'aws',
      facets: {
        ...policy(grant({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-acme' } } })),
        acl: CLOSED_ACL,
        publicAccess: OPEN,
        accountPublicAccess: OPEN,
      },
    },
    {
      name: 'a Deny takes it all back',
      provider: 'aws',
      facets: {
        ...policy(
          grant({ Sid: 'Everyone', Principal: '*', Action: 's3:GetObject' }),
          deny({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-acme' } }),
        ),
        acl: CLOSED_ACL,
        publicAccess: OPEN,
        accountPublicAccess: OPEN,
      },
    },
    {
      name: 'nothing to see behind block public access',
      provider: 'aws',
      facets: {
        policy: unreadable(),
        acl: unreadable(),
        publicAccess: BLOCKED,
        accountPublicAccess: unreadable(),
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
      name: 'a Deny takes part of it back',
      provider: 'aws',
      facets: {
        ...policy(
          grant({ Sid: 'Everyone', Principal: '*', Action: 's3:GetObject' }),
          deny(
            { StringNotEquals: { 'aws:PrincipalOrgID': 'o-acme' } },
            { Resource: 'arn:aws:s3:::acme-wandb/private/*' },
          ),
        ),
        acl: CLOSED_ACL,
        publicAccess: OPEN,
        accountPublicAccess: OPEN,
      },
      violations: ['policy'],
    },
    {
      name: 'a Deny of http takes nothing back',
      provider: 'aws',
      facets: {
        ...policy(
          grant({ Sid: 'Everyone', Principal: '*', Action: 's3:GetObject' }),
          deny({ Bool: { 'aws:SecureTransport': 'false' } }),
        ),
        acl: CLOSED_ACL,
        publicAccess: OPEN,
        accountPublicAccess: OPEN,
      },
      violations: ['policy'],
    },
    {
      name: 'a Deny that spares who has no account',
      provider: 'aws',
      facets: {
        ...policy(
          grant({ Sid: 'Everyone', Principal: '*', Action: 's3:GetObject' }),
          deny({
            Null: { 'aws:PrincipalArn': 'false' },
            StringNotEquals: { 'aws:PrincipalOrgID': 'o-acme' },
          }),
        ),
        acl: CLOSED_ACL,
        publicAccess: OPEN,
        accountPublicAccess: OPEN,
      },
      violations: ['policy'],
    },
    {
      name: 'by ACL, the policy unread',
      provider: 'aws',
      facets: {
        policy: unreadable(),
        acl: { grants: [{ grantee: 'allUsers', permission: 'READ' }] },
        publicAccess: OPEN,
        accountPublicAccess: OPEN,
      },
      violations: ['acl'],
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
  open: [
    {
      name: 'the account’s block unread',
      provider: 'aws',
      facets: {
        ...policy(grant({ Principal: '*' })),
        acl: CLOSED_ACL,
        publicAccess: OPEN,
        accountPublicAccess: unreadable(),
      },
      message: /block public access/,
    },
    {
      name: 'the account is another’s',
      provider: 'aws',
      facets: {
        ...policy(grant()),
        acl: { grants: [{ grantee: 'allUsers', permission: 'READ' }] },
        publicAccess: OPEN,
        accountPublicAccess: unsupported,
      },
      message: /block public access/,
    },
    {
      name: 'the policy unread',
      provider: 'coreweave',
      facets: {
        policy: unreadable(),
        acl: CLOSED_ACL,
        publicAccess: unsupported,
        accountPublicAccess: unsupported,
      },
      message: /policy is not known/,
    },
    {
      name: 'the policy no JSON',
      provider: 's3-compatible',
      facets: {
        policy: { document: null, invalid: 'Unexpected token' },
        acl: CLOSED_ACL,
        publicAccess: unsupported,
        accountPublicAccess: unsupported,
      },
      message: /policy is not known/,
    },
    {
      name: 'the ACL unread',
      provider: 'aws',
      facets: {
        ...policy(grant()),
        acl: unreadable(),
        publicAccess: OPEN,
        accountPublicAccess: OPEN,
      },
      message: /ACL/,
    },
  ],
  notApplicable: [
    {
      name: 'neither policies nor ACLs',
      provider: 's3-compatible',
      facets: {
        policy: unsupported,
        acl: unsupported,
        publicAccess: unsupported,
        accountPublicAccess: unsupported,
      },
    },
  ],
});
