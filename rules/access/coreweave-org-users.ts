// The optional statement for all users of the CoreWeave organization is absent.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import { policyFix, POLICY_REFERENCES, showPolicy, withoutFaulty } from '../views/bucket-policy.ts';
import { granteesIn, nameOf } from '../views/wandb-request.ts';

/** Everybody of one organization; `wandb` is W&B's own. */
const ORGANIZATION = /^arn:aws:iam::(?!wandb:)[^:]+:\*$/;

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
    why: "The guide's AllowUsersInOrg statement is optional: it lets every user of your CoreWeave organization do everything in the bucket, run history included. W&B does not need it.",
    references: POLICY_REFERENCES,
    verify: showPolicy,
    remediation: policyFix('Remove the statement where nobody needs it.', withoutFaulty),
  },
  check({ policy }, target) {
    if (target.address.hasCredentials) {
      return notApplicable('W&B uses the key in the storage address, not the bucket policy');
    }
    if (policy.invalid !== undefined) return notApplicable('the policy is not JSON: see bucket-grants-wandb');
    const document = parsePolicy(policy.document);
    return granteesIn(document).flatMap(({ principal, index }) => {
      const statement = document.statements.find((one) => one.index === index);
      if (statement === undefined || !ORGANIZATION.test(principal)) return [];
      const data = { statement: nameOf(statement), principal };
      return [{ messageId: 'everybody', data, facet: 'policy' as const, path: `/document${statement.path}` }];
    });
  },
});
