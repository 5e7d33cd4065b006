// The grant names the principal of this deployment type, not of another.

import type { Facets, Reading } from '../../src/model/evidence.ts';
import { defineRule } from '../../src/model/rule.ts';
import type { Verdict } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { googleAsked, googleStrays } from '../views/google-access.ts';
import { GOOGLE_REFERENCES, regrantFix, showBindings } from '../views/google-bindings.ts';
import { strayGrants } from '../views/grantees.ts';
import { withWandb } from '../views/merged-policy.ts';
import { judged } from '../views/reading.ts';
import { askedOf, isVerdict } from '../views/wandb-request.ts';

export default defineRule({
  id: 'principal-fits-deployment',
  severity: 'high',
  providers: ['aws', 'gcp', 'coreweave'],
  considers: ['policy', 'iam', 'projectIam'],
  messages: {
    other:
      "The bucket policy names {{principal}}, W&B's principal of {{other}}; this deployment is {{deployment}}.",
    otherAccount:
      "The bucket's own policy names {{member}}, W&B's service account of {{other}}; this deployment uses {{account}}.",
  },
  docs: {
    title: "The grant names this deployment's principal",
    why: 'Dedicated, Multi-tenant and Self-Managed W&B use different identities. A policy copied for another deployment type lets somebody in who never comes, and keeps this W&B out.',
    references: [...POLICY_REFERENCES, ...GOOGLE_REFERENCES.slice(1)],
    verify: { ...showPolicy, gcp: showBindings },
    remediation: {
      ...policyFix('Grant the principal of this deployment.', (context) => withWandb(context)),
      ...regrantFix('Bind roles/storage.admin to the service account of this deployment instead.'),
    },
  },
  check({ policy, iam, projectIam }, target) {
    return target.provider === 'gcp' ? onGoogle(iam, projectIam, target) : byPolicy(policy, target);
  },
});

function byPolicy(reading: Reading<Facets['policy']>, target: Target): Verdict {
  return judged('policy', reading, (policy) => {
    const asked = askedOf(policy, target);
    if (isVerdict(asked)) return asked;
    return strayGrants(asked, target).flatMap(({ principal, path, deployment: other }) => {
      if (other === undefined) return [];
      const data = { principal, other, deployment: target.deployment.type ?? '' };
      return [{ messageId: 'other', data, facet: 'policy' as const, path: `/document${path}` }];
    });
  });
}

function onGoogle(
  reading: Reading<Facets['iam']>,
  projectIam: Reading<Facets['projectIam']>,
  target: Target,
): Verdict {
  return judged('iam', reading, (iam) => {
    const asked = googleAsked(iam, projectIam, target);
    if (isVerdict(asked)) return asked;
    return googleStrays(asked, target).flatMap(({ member, role, path, deployment: other }) => {
      if (other === undefined) return [];
      const data = { member, role, other, account: asked.account };
      return [{ messageId: 'otherAccount', data, facet: 'iam' as const, path }];
    });
  });
}
