import bucketNotPublic from '../../../rules/exposure/bucket-not-public.ts';
import { testRule } from '../test-rule.ts';
import { deny, grant, policy } from '../access/policies.ts';
import { unreadable, unsupported } from '../test-rule.ts';
import { binding, DEPLOY, iam, INHERITED, PREVENTED, UNTIL } from '../access/bindings.ts';
import { BLOCKED, CLOSED_ACL, OPEN } from './blocks.ts';

const UNIFORM = { uniformAccess: { enabled: true }, acl: { grants: [] } };
const READERS = { grants: [{ grantee: 'allUsers', permission: 'READ' }] };
const EVERYBODY = iam(binding('storage.admin'), binding('storage.objectViewer', 'allUsers'));
const only = (expression: string) =>
  iam(binding('storage.objectViewer', 'allAuthenticatedUsers', { condition: { expression } }));

testRule(bucketNotPublic, {
  pass: [
    {
      name: 'nobody else',
      provider: 'gcp',
      facets: { ...iam(binding('storage.admin')), ...UNIFORM, ...INHERITED },
    },
    {
      name: 'everybody, taken back by public access prevention',
      provider: 'gcp',
      facets: { ...EVERYBODY, uniformAccess: { enabled: false }, acl: READERS, ...PREVENTED },
    },
    {
      name: 'nothing to see behind public access prevention',
      provider: 'gcp',
      facets: { iam: unreadable(), acl: unreadable(), uniformAccess: unreadable(), ...PREVENTED },
    },
    {
      name: 'nobody else, prevention unread',
      provider: 'gcp',
      facets: { ...iam(), ...UNIFORM, publicAccessPrevention: unreadable() },
    },
    {
      name: 'a public ACL that uniform access switches off',
      provider: 'gcp',
      facets: { ...iam(), uniformAccess: { enabled: true }, acl: READERS, ...INHERITED },
    },
    {
      name: 'a condition that never holds here',
      provider: 'gcp',
      facets: { ...only("resource.name.startsWith('projects/_/buckets/other/')"), ...UNIFORM, ...INHERITED },
    },
    {
      name: 'no access level',
      provider: 'azure',
      facets: {
        containerAccess: { level: 'none' },
        publicAccessPrevention: { enforced: false, setting: 'allowBlobPublicAccess: true' },
      },
    },
    {
      name: 'a level that the account forbids',
      provider: 'azure',
      facets: {
        containerAccess: { level: 'container' },
        publicAccessPrevention: { enforced: true, setting: 'allowBlobPublicAccess: false' },
      },
    },
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
      name: 'everybody may read',
      provider: 'gcp',
      facets: { ...EVERYBODY, ...UNIFORM, ...INHERITED },
      violations: [
        {
          messageId: 'binding',
          severity: 'critical',
          data: { role: 'roles/storage.objectViewer', members: ['allUsers'] },
          path: '/bindings/3',
        },
      ],
    },
    {
      name: 'everybody signed in, and everybody',
      provider: 'gcp',
      facets: {
        ...iam(binding('storage.objectAdmin', [DEPLOY, 'allUsers', 'allAuthenticatedUsers'])),
        ...UNIFORM,
        ...INHERITED,
      },
      violations: [{ messageId: 'binding', data: { members: ['allUsers', 'allAuthenticatedUsers'] } }],
    },
    {
      name: 'a prefix for everybody signed in',
      provider: 'gcp',
      facets: {
        ...only("resource.name.startsWith('projects/_/buckets/acme-wandb/objects/public/')"),
        ...UNIFORM,
        ...INHERITED,
      },
      violations: ['binding'],
    },
    {
      name: 'a role that is not known here',
      provider: 'gcp',
      facets: { ...iam({ role: 'projects/acme/roles/x', members: ['allUsers'] }), ...UNIFORM, ...INHERITED },
      violations: ['binding'],
    },
    {
      name: 'ACLs of the bucket and of new objects',
      provider: 'gcp',
      facets: {
        ...iam(),
        uniformAccess: { enabled: false },
        acl: { ...READERS, defaultObjectGrants: [{ grantee: 'authenticatedUsers', permission: 'READ' }] },
        ...INHERITED,
      },
      violations: [
        { messageId: 'acl', path: '/grants/0' },
        { messageId: 'defaultAcl', path: '/defaultObjectGrants/0' },
      ],
    },
    {
      name: 'an ACL shows as a binding, too: one cause',
      provider: 'gcp',
      facets: {
        ...iam(binding('storage.legacyBucketReader', 'allUsers')),
        uniformAccess: { enabled: false },
        acl: READERS,
        ...INHERITED,
      },
      violations: ['binding'],
    },
    {
      name: 'blobs',
      provider: 'azure',
      facets: {
        containerAccess: { level: 'blob' },
        publicAccessPrevention: { enforced: false, setting: 'allowBlobPublicAccess: true' },
      },
      violations: [{ messageId: 'container', data: { level: 'blob', what: 'its blobs' }, path: '/level' }],
    },
    {
      name: 'blobs and their list',
      provider: 'azure',
      facets: {
        containerAccess: { level: 'container' },
        publicAccessPrevention: { enforced: false, setting: 'allowBlobPublicAccess: not set' },
      },
      violations: ['container'],
    },
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
      name: 'everybody, prevention unread',
      provider: 'gcp',
      facets: { ...EVERYBODY, ...UNIFORM, publicAccessPrevention: unreadable() },
      message: /public access prevention could not be read/,
    },
    {
      name: 'everybody for a time',
      provider: 'gcp',
      facets: { ...only(UNTIL), ...UNIFORM, ...INHERITED },
      message: /condition/,
    },
    {
      name: 'the bindings unread',
      provider: 'gcp',
      facets: { iam: unreadable(), ...UNIFORM, ...INHERITED },
      message: /^could not verify: test:Call denied \(needs test:Permission\)$/,
    },
    {
      name: 'the ACL unread, where it counts',
      provider: 'gcp',
      facets: { ...iam(), uniformAccess: { enabled: false }, acl: unreadable(), ...INHERITED },
      message: /^could not verify: test:Call denied \(needs test:Permission\)$/,
    },
    {
      name: 'a public ACL, and whether it counts is not known',
      provider: 'gcp',
      facets: { ...iam(), uniformAccess: unreadable(), acl: READERS, ...INHERITED },
      message: /uniform bucket-level access could not be read/,
    },
    {
      name: 'a public container, the account unread',
      provider: 'azure',
      facets: { containerAccess: { level: 'blob' }, publicAccessPrevention: unreadable() },
      message: /allowBlobPublicAccess/,
    },
    {
      name: 'the container unread',
      provider: 'azure',
      facets: {
        containerAccess: unreadable(),
        publicAccessPrevention: { enforced: false, setting: 'allowBlobPublicAccess: true' },
      },
      message: /needs test:Permission/,
    },
    {
      name: "the account's block unread",
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
      name: "the account is another's",
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
      message: /^could not verify: test:Call denied/,
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
      message: /policy is not JSON/,
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
      message: /^could not verify: test:Call denied/,
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
