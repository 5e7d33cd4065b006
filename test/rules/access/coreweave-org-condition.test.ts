import coreweaveOrgCondition from '../../../rules/access/coreweave-org-condition.ts';
import { testRule } from '../test-rule.ts';
import { coreweaveGrant, policy } from './policies.ts';

testRule(coreweaveOrgCondition, {
  pass: [
    {
      name: 'the namespace',
      provider: 'coreweave',
      deployment: { customerNamespace: 'acme' },
      facets: policy(coreweaveGrant()),
    },
    {
      name: 'some single organization, none declared',
      provider: 'coreweave',
      facets: policy(coreweaveGrant()),
    },
  ],
  fail: [
    {
      name: 'all but one',
      provider: 'coreweave',
      deployment: { customerNamespace: 'acme' },
      facets: policy(coreweaveGrant({ Condition: { StringNotLike: { 'wandb:OrgID': 'acme' } } })),
      violations: ['missing'],
    },
    {
      name: 'nothing',
      provider: 'coreweave',
      facets: policy(coreweaveGrant({ Condition: { StringLike: { 'wandb:OrgID': '' } } })),
      violations: ['open'],
    },
    {
      name: 'no condition',
      provider: 'coreweave',
      facets: policy(coreweaveGrant({ Condition: {} })),
      violations: ['missing'],
    },
    {
      name: 'every organization',
      provider: 'coreweave',
      facets: policy(coreweaveGrant({ Condition: { StringLike: { 'wandb:OrgID': '*' } } })),
      violations: ['open'],
    },
    {
      name: 'another',
      provider: 'coreweave',
      deployment: { customerNamespace: 'omega' },
      facets: policy(coreweaveGrant()),
      violations: ['other'],
    },
  ],
  notApplicable: [
    {
      name: 'a placeholder is one fault, of placeholders-replaced',
      provider: 'coreweave',
      facets: policy(coreweaveGrant({ Condition: { StringLike: { 'wandb:OrgID': ['<wb-org-id>'] } } })),
      message: /placeholders-replaced/,
    },
  ],
});
