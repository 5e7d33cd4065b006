// The grant names an identity that still exists.

import type { Facets, Reading } from '../../src/model/evidence.ts';
import { defineRule } from '../../src/model/rule.ts';
import type { Verdict } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { policyFix, showPolicy } from '../views/bucket-policy.ts';
import { googleAsked, googleStrays } from '../views/google-access.ts';
import { regrantFix, showBindings } from '../views/google-bindings.ts';
import { strayGrants } from '../views/grantees.ts';
import { withWandb } from '../views/merged-policy.ts';
import { judged } from '../views/reading.ts';
import { askedOf, isVerdict } from '../views/wandb-request.ts';

export default defineRule({
  id: 'principal-is-alive',
  severity: 'high',
  providers: ['aws', 'gcp'],
  considers: ['policy', 'iam', 'projectIam'],
  messages: {
    dead: 'The bucket policy grants {{principal}}: the id of a role or user that was deleted.',
    deletedAccount:
      "The bucket's own policy grants {{role}} to {{member}}: a service account that was deleted.",
  },
  docs: {
    title: 'The grant names a living principal',
    why: 'When a role is deleted AWS shows its unique id in the policy. A role made again under the same name is another one: the grant stays dead until the ARN is written anew. Google marks the members of deleted service accounts likewise.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
      'https://cloud.google.com/iam/docs/principal-identifiers',
    ],
    verify: { ...showPolicy, gcp: showBindings },
    remediation: {
      ...policyFix('Write the ARN of the principal again.', (context) => withWandb(context)),
      ...regrantFix('Bind roles/storage.admin to the living service account, and take the deleted one out.'),
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
    return strayGrants(asked, target)
      .filter(({ rule }) => rule === 'principal-is-alive')
      .map(({ principal, path }) => ({
        messageId: 'dead',
        data: { principal },
        facet: 'policy' as const,
        path: `/document${path}`,
      }));
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
    return googleStrays(asked, target)
      .filter(({ rule }) => rule === 'principal-is-alive')
      .map(({ member, role, path }) => ({
        messageId: 'deletedAccount',
        data: { member, role },
        facet: 'iam' as const,
        path,
      }));
  });
}
