// Old versions are removed some day.

import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { lifecycleRemediation, verifyLifecycle } from '../views/lifecycle-documents.ts';
import { perProvider } from '../views/per-provider.ts';
import { LIFECYCLE_REFERENCES, actionOf, placeInWords, reachingRules } from './wandb-keys.ts';

/** W&B's own Terraform proposal: https://github.com/wandb/terraform-google-wandb/pull/93 */
const DAYS = 30;

const PROVIDERS = ['aws', 'gcp', 'azure', 'coreweave'] as const;

export default defineRule({
  id: 'lifecycle-expires-noncurrent',
  severity: 'low',
  providers: PROVIDERS,
  reads: ['versioning', 'lifecycle'],
  messages: {
    never:
      'Versioning is on and no lifecycle rule removes old versions in {{place}}: what W&B deletes is kept for ever.',
  },
  docs: {
    title: 'Old versions are removed in time',
    why: "On a versioned bucket a deletion only hides an object. Without a rule for noncurrent versions everything that W&B's garbage collection or a user deletes stays stored, paid for, and there for whoever asks for erasure.",
    references: [...LIFECYCLE_REFERENCES, 'https://docs.wandb.ai/platform/hosting/managing-bucket-storage'],
    verify: perProvider(PROVIDERS, verifyLifecycle),
    remediation: perProvider(PROVIDERS, remediation),
  },
  check({ versioning, lifecycle }, target) {
    if (versioning.status !== 'Enabled') return notApplicable('versioning is not on: see versioning-enabled');
    const removed = reachingRules(lifecycle, target).some(
      ({ rule }) => actionOf(rule, 'expireNoncurrent') !== undefined,
    );
    if (removed) return [];
    return [
      { messageId: 'never', data: { place: placeInWords(target) }, facet: 'lifecycle', path: '/rules' },
    ];
  },
});

function remediation(context: RemediationContext): Remediation {
  // Azure counts a version's age from the day it was written.
  const since = context.target.provider === 'azure' ? 'they were written' : 'they were replaced or deleted';
  return lifecycleRemediation(
    context,
    `Add a rule that removes versions ${DAYS} days after ${since}; the others stay.`,
    { add: { id: 'expire-noncurrent-versions', action: { type: 'expireNoncurrent', days: DAYS } } },
  );
}
