// The optional statement for all users of the CoreWeave organization is absent.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import { policyFix, POLICY_REFERENCES, showPolicy, withoutFaulty } from '../views/bucket-policy.ts';
import { nameOf, principalsIn } from '../views/wandb-request.ts';

export default defineRule({
  id: 'coreweave-org-users',
  severity: 'low',
  providers: ['coreweave'],
  reads: ['policy'],
  messages: {
    everybody:
      '{{statement}} of the bucket policy allows every user of the CoreWeave organization ({{principal}}).',
  },
  docs: {
    title: 'Not every CoreWeave user is let in',
    why: 'The guide’s AllowUsersInOrg statement is optional: it lets every user of your CoreWeave organization do everything in the bucket, run history included. W&B does not need it.',
    references: POLICY_REFERENCES,
    verify: showPolicy,
    remediation: policyFix('Remove the statement where nobody needs it.', withoutFaulty),
  },
  check({ policy }) {
    if (policy.invalid !== undefined) return notApplicable('the policy is not JSON');
    const allows = new Map(
      parsePolicy(policy.document).statements.map((statement) => [statement.index, statement]),
    );
    return principalsIn(policy.document).flatMap(({ principal, index }) => {
      const statement = allows.get(index);
      if (statement?.effect !== 'Allow' || !/^arn:aws:iam::[^:]+:\*$/.test(principal)) return [];
      const data = { statement: nameOf(statement), principal };
      return [{ messageId: 'everybody', data, facet: 'policy' as const, path: `/document${statement.path}` }];
    });
  },
});
