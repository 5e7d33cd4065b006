import principalIsCurrent from '../../../rules/access/principal-is-current.ts';
import { testRule } from '../test-rule.ts';
import { coreweaveGrant, policy } from './policies.ts';

testRule(principalIsCurrent, {
  pass: [
    {
      name: "today's",
      provider: 'coreweave',
      deployment: { type: 'multi-tenant', organizationId: 'acme' },
      facets: policy(
        coreweaveGrant({ Principal: { CW: 'arn:aws:iam::wandb:static/wandb-integration-public' } }),
      ),
    },
  ],
  fail: [
    {
      name: "the guide's of 2025",
      provider: 'coreweave',
      deployment: { type: 'multi-tenant', organizationId: 'acme' },
      facets: policy(coreweaveGrant()),
      violations: ['former'],
    },
  ],
});
