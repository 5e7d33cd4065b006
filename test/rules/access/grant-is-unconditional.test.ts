import grantIsUnconditional from '../../../rules/access/grant-is-unconditional.ts';
import { testRule, unreadable } from '../test-rule.ts';
import { binding, DEPLOY, iam, project, UNTIL } from './bindings.ts';
import { coreweaveGrant, grant, policy } from './policies.ts';

testRule(grantIsUnconditional, {
  pass: [
    {
      name: 'another statement grants the same without',
      provider: 'aws',
      facets: policy(
        grant({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'ml' } } }),
        grant({ Sid: 'Plain' }),
      ),
    },

    { name: 'no condition', provider: 'aws', facets: policy(grant()) },
    {
      name: 'https is known',
      provider: 'aws',
      facets: policy(grant({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })),
    },
    {
      name: 'no condition on a binding',
      provider: 'gcp',
      facets: { ...iam(binding('storage.admin')), ...project() },
    },
    {
      name: 'a condition that always holds',
      provider: 'gcp',
      facets: {
        ...iam(
          binding('storage.admin', DEPLOY, {
            condition: { expression: "resource.name.startsWith('projects/_/buckets/acme-wandb')" },
          }),
        ),
        projectIam: unreadable(),
      },
    },
    {
      name: 'the project grants the same without',
      provider: 'gcp',
      facets: {
        ...iam(binding('storage.admin', DEPLOY, { condition: { expression: UNTIL } })),
        ...project(binding('storage.admin')),
      },
    },
    {
      name: 'a group is not granted for certain anyway',
      provider: 'gcp',
      facets: {
        ...iam(binding('storage.admin', 'group:ml@acme.example', { condition: { expression: UNTIL } })),
        ...project(),
      },
    },
    { name: "the organization is another rule's", provider: 'coreweave', facets: policy(coreweaveGrant()) },
  ],
  fail: [
    {
      name: 'a tag of the principal',
      provider: 'aws',
      facets: policy(grant({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'ml' } } })),
      violations: ['conditional'],
    },
    {
      name: "one role of the account, as W&B's Terraform grants it",
      provider: 'aws',
      facets: policy(grant({ Principal: { AWS: 'arn:aws:iam::830241207209:role/node' } })),
      violations: [
        {
          messageId: 'oneIdentity',
          severity: 'low',
          data: { statement: 'WandbAccountAccess', identities: ['arn:aws:iam::830241207209:role/node'] },
        },
      ],
    },
    {
      name: 'one role of the account, with a tag',
      provider: 'aws',
      facets: policy(
        grant({
          Principal: { AWS: 'arn:aws:iam::830241207209:role/node' },
          Condition: { StringEquals: { 'aws:PrincipalTag/team': 'ml' } },
        }),
      ),
      violations: ['conditional'],
    },
    {
      name: 'one session of a role',
      provider: 'aws',
      facets: policy(grant({ Principal: { AWS: 'arn:aws:sts::830241207209:assumed-role/node/i-0abc' } })),
      violations: ['conditional'],
    },
    {
      name: 'a time on a binding',
      provider: 'gcp',
      facets: {
        ...iam(binding('storage.admin', DEPLOY, { condition: { title: 'until', expression: UNTIL } })),
        ...project(),
      },
      violations: [
        {
          messageId: 'binding',
          data: { role: 'roles/storage.admin', member: DEPLOY, condition: UNTIL },
          path: '/bindings/2',
        },
      ],
    },
    {
      name: 'a time on a binding of the project',
      provider: 'gcp',
      facets: {
        ...iam(binding('storage.objectAdmin')),
        ...project(binding('storage.bucketViewer', DEPLOY, { condition: { expression: UNTIL } })),
      },
      violations: [{ messageId: 'binding', facet: 'projectIam', path: '/bindings/0' }],
    },
    {
      name: 'a user agent',
      provider: 'coreweave',
      facets: policy(coreweaveGrant({ Condition: { StringLike: { 'aws:UserAgent': 'wandb*' } } })),
      violations: ['conditional'],
    },
  ],
  open: [
    {
      name: 'the policy could not be read',
      provider: 'aws',
      facets: { policy: unreadable() },
      message: /needs/,
    },
    {
      name: 'the bindings could not be read',
      provider: 'gcp',
      facets: { iam: unreadable(), ...project() },
      message: /needs test:Permission/,
    },
  ],
});
