// Old versions are removed some day.

import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { forS3, lifecycleRemediation, lifecycleRulesOf } from '../views/s3-documents.ts';
import {
  LIFECYCLE_REFERENCES,
  actionOf,
  placeInWords,
  reachingRules,
  verifyLifecycle,
  withRule,
} from './wandb-keys.ts';

/** W&B's own Terraform proposal: https://github.com/wandb/terraform-google-wandb/pull/93 */
const DAYS = 30;

const PROVIDERS = ['aws', 'coreweave'] as const;

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
    verify: forS3(verifyLifecycle, PROVIDERS),
    remediation: forS3(remediation, PROVIDERS),
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
  const { readings, target } = context;
  const rules = withRule(lifecycleRulesOf(readings), target, 'expire-noncurrent-versions', {
    type: 'expireNoncurrent',
    days: DAYS,
  });
  return lifecycleRemediation(
    context,
    `Add a rule that removes versions ${DAYS} days after they were replaced or deleted; the others stay.`,
    rules,
  );
}
