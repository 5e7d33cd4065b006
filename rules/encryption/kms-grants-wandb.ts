// The key's policy or a grant lets W&B's principal decrypt and make data keys.

import type { KeyGrant, Reading } from '../../src/model/evidence.ts';
import { defineRule, open } from '../../src/model/rule.ts';
import type { Violation } from '../../src/model/rule.ts';
import type { Decider } from '../../src/semantics/policy/evaluate.ts';
import { KMS_ESSENTIAL_ACTIONS } from '../../src/wandb/actions.ts';
import { askedKey, decideKey, grantAllows, isVerdict, KMS_REFERENCES } from '../views/kms-request.ts';
import type { AskedKey } from '../views/kms-request.ts';
import { nameOf } from '../views/wandb-request.ts';
import { keyPolicyFix, showKeyPolicy } from './key-policy-fix.ts';
import { withWandb } from './merged-key-policy.ts';

export default defineRule({
  id: 'kms-grants-wandb',
  severity: 'high',
  providers: ['aws'],
  reads: ['key', 'keyPolicy'],
  considers: ['keyGrants', 'encryption'],
  messages: {
    missing: 'The policy of {{key}} does not allow {{principal}} {{actions}}, and no grant does.',
    denied: '{{statement}} of the policy of {{key}} denies {{principal}} {{actions}}.',
  },
  docs: {
    title: 'The KMS key lets W&B decrypt and encrypt',
    why: "The bucket policy alone is not enough: S3 asks KMS with W&B's identity for every object. Without Decrypt nothing can be read, without GenerateDataKey nothing written; both look like a denied bucket.",
    references: KMS_REFERENCES,
    verify: { aws: showKeyPolicy },
    remediation: {
      aws: keyPolicyFix(
        "Add W&B's statement to the key policy and exempt W&B from a Deny; all else that stands there stays.",
        withWandb,
      ),
    },
  },
  check({ keyGrants, ...facets }, target) {
    const asked = askedKey(facets, target);
    if (isVerdict(asked)) return asked;
    const denied = deniesOf(asked, true);
    const missing = KMS_ESSENTIAL_ACTIONS.filter(
      (action) => decideKey(asked, action).allows.length === 0 && !granted(keyGrants, asked, action),
    );
    const known = keyGrants.status === 'known';
    const violations = [...denied.map((deny) => denial(deny, asked)), ...(known ? lack(missing, asked) : [])];
    if (violations.length > 0) return violations;
    if (missing.length > 0)
      return open("the key policy does not allow W&B, and the key's grants could not be read");
    const [maybe] = deniesOf(asked, false);
    if (maybe === undefined) return [];
    const { clauses, reasons } = maybe.deny;
    const on = [...clauses.map(({ operator, key }) => `${operator} ${key}`), ...reasons].join(', ');
    return open(`${nameOf(maybe.deny)} of the key policy may deny W&B: it depends on ${on}`);
  },
});

interface Denied {
  readonly deny: Decider;
  readonly actions: readonly string[];
}

/** Deny statements that reach W&B for certain, or may, each with the actions it takes. */
function deniesOf(asked: AskedKey, certain: boolean): Denied[] {
  const found = new Map<number, Denied>();
  for (const action of KMS_ESSENTIAL_ACTIONS) {
    for (const deny of decideKey(asked, action).denies.filter((one) => one.certain === certain)) {
      found.set(deny.index, { deny, actions: [...(found.get(deny.index)?.actions ?? []), action] });
    }
  }
  return [...found.values()];
}

function granted(grants: Reading<readonly KeyGrant[] | null>, asked: AskedKey, action: string): boolean {
  return grants.status === 'known' && grantAllows(grants.value ?? [], asked, action);
}

function denial({ deny, actions }: Denied, { key, principal }: AskedKey): Violation {
  const data = { statement: nameOf(deny), key: key.arn, principal, actions };
  return { messageId: 'denied', data, facet: 'keyPolicy', path: `/document${deny.path}` };
}

function lack(actions: readonly string[], { key, principal }: AskedKey): Violation[] {
  if (actions.length === 0) return [];
  const data = { key: key.arn, principal, actions };
  return [{ messageId: 'missing', data, facet: 'keyPolicy', path: '/document' }];
}
