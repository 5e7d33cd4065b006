// W&B's grant rests on nothing that cannot be seen from here.

import type { Facets, IamPolicy, Policy, Reading } from '../../src/model/evidence.ts';
import { defineRule } from '../../src/model/rule.ts';
import type { Verdict, Violation } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import type { Decider } from '../../src/semantics/policy/evaluate.ts';
import { accountOf } from '../../src/semantics/policy/principal.ts';
import type { WantedAction } from '../../src/wandb/actions.ts';
import { GOOGLE_PERMISSIONS } from '../../src/wandb/google-access.ts';
import { policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { googleAsked, googleGrants } from '../views/google-access.ts';
import { GOOGLE_REFERENCES, grantFix, showBindings } from '../views/google-bindings.ts';
import { withWandb } from '../views/merged-policy.ts';
import { judged } from '../views/reading.ts';
import {
  allowsFor,
  askedOf,
  ESSENTIAL_REQUESTS,
  granteesIn,
  isVerdict,
  nameOf,
} from '../views/wandb-request.ts';
import type { Asked } from '../views/wandb-request.ts';

export default defineRule({
  id: 'grant-is-unconditional',
  severity: 'medium',
  providers: ['aws', 'gcp', 'coreweave'],
  considers: ['policy', 'iam', 'projectIam'],
  messages: {
    conditional:
      "W&B's grant in {{statement}} depends on {{conditions}}, which cannot be verified from here.",
    oneIdentity: {
      severity: 'low',
      text: "W&B's grant in {{statement}} is for {{identities}} only. Whether your deployment runs under it cannot be seen from here: declare it under principals.",
    },
    binding:
      'The binding of {{role}} to {{member}} depends on the condition {{condition}}, which cannot be verified from here.',
  },
  docs: {
    title: "W&B's grant holds without unknown conditions",
    why: "A grant under a condition works only for requests that meet it. Whether W&B's do cannot be seen from the bucket: it may work today and stop when W&B changes a client, a network or a role, or when the time of the condition is over.",
    references: [...POLICY_REFERENCES, ...GOOGLE_REFERENCES.slice(1)],
    verify: { ...showPolicy, gcp: showBindings },
    remediation: {
      ...policyFix('Grant W&B without the condition; the statements that stand there stay.', (context) =>
        withWandb(context, true),
      ),
      ...grantFix('Bind roles/storage.admin without a condition; the binding that stands there stays.'),
    },
  },
  check({ policy, iam, projectIam }, target) {
    return target.provider === 'gcp'
      ? judged('iam', iam, (value) => ofBindings(value, projectIam, target))
      : judged('policy', policy, (value) => ofStatements(value, target));
  },
});

/** What leaves a statement's grant open, asked with one of the actions that rest on it alone. */
interface Resting {
  readonly wanted: WantedAction;
  readonly allow: Decider;
}

function ofStatements(policy: Policy, target: Target): Verdict {
  const asked = askedOf(policy, target);
  if (isVerdict(asked)) return asked;
  const resting = ESSENTIAL_REQUESTS.flatMap((wanted): Resting[] => {
    const allows = allowsFor(asked, target, wanted);
    const [allow] = allows;
    const open = allows.every((one) => unknownsOf(one).length > 0);
    return allow !== undefined && open ? [{ wanted, allow }] : [];
  });
  const byStatement = new Map(resting.map((one) => [one.allow.index, one]));
  return [...byStatement.values()].map((one): Violation => {
    const { allow } = one;
    const statement = nameOf(allow);
    const at = { facet: 'policy', path: `/document${allow.path}` } as const;
    const identities = identitiesOf(one, asked, target);
    return identities.length > 0
      ? { messageId: 'oneIdentity', data: { statement, identities }, ...at }
      : { messageId: 'conditional', data: { statement, conditions: unknownsOf(allow) }, ...at };
  });
}

/**
 * Roles and users of W&B's account where nothing but their choice leaves the grant open: W&B's own Terraform grants the
 * role of a deployment's nodes where it is told. A session of a role is no such identity: it ends.
 */
function identitiesOf({ allow, wanted }: Resting, asked: Asked, target: Target): readonly string[] {
  const account = accountOf(asked.principal);
  const named = granteesIn(asked.policy)
    .filter(({ index, principal }) => index === allow.index && accountOf(principal) === account)
    .map(({ principal }) => principal);
  const decided = named.every(
    (principal) =>
      /:iam::\d{12}:(role|user)\//.test(principal) &&
      allowsFor({ ...asked, principal }, target, wanted).some(
        ({ index, certain }) => index === allow.index && certain,
      ),
  );
  return decided ? named : [];
}

/** What leaves a grant open. The organization id is coreweave-org-condition's. */
function unknownsOf({ certain, clauses, reasons }: Decider): string[] {
  if (certain) return [];
  return [
    ...clauses.filter(({ key }) => key.toLowerCase() !== 'wandb:orgid').map(({ key }) => key),
    ...reasons,
  ];
}

function ofBindings(iam: IamPolicy, projectIam: Reading<Facets['projectIam']>, target: Target): Verdict {
  const asked = googleAsked(iam, projectIam, target);
  if (isVerdict(asked)) return asked;
  const resting = GOOGLE_PERMISSIONS.map((permission) =>
    googleGrants(asked, target, permission).filter(({ doubts }) => doubts.length === 0),
  )
    .filter((grants) => grants.every(({ condition }) => condition !== undefined))
    .flatMap((grants) => grants.slice(0, 1));
  const unique = new Map(resting.map((grant) => [`${grant.facet} ${grant.index}`, grant]));
  return [...unique.values()].map(({ facet, index, role, member, condition = '' }) => ({
    messageId: 'binding',
    data: { role, member, condition },
    facet,
    path: `/bindings/${index}`,
  }));
}
