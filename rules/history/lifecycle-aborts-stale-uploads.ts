// Incomplete uploads are aborted some day.

import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import { S3_PROVIDERS, forS3, lifecycleRemediation, lifecycleRulesOf } from '../views/s3-documents.ts';
import {
  ABORT_DAYS,
  LIFECYCLE_REFERENCES,
  actionOf,
  placeInWords,
  reachingRules,
  verifyLifecycle,
  withRule,
} from './wandb-keys.ts';

export default defineRule({
  id: 'lifecycle-aborts-stale-uploads',
  severity: 'low',
  providers: S3_PROVIDERS,
  reads: ['lifecycle'],
  messages: {
    never:
      'No lifecycle rule aborts incomplete uploads to {{place}}: their parts are stored and paid for ever.',
  },
  docs: {
    title: 'Stale incomplete uploads are aborted',
    why: 'The parts of an upload that was never completed are stored and paid for, and no listing of objects shows them. Large artifacts are uploaded in parts, and each crashed job leaves some behind.',
    references: [
      ...LIFECYCLE_REFERENCES,
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html',
    ],
    verify: forS3(verifyLifecycle),
    remediation: forS3(remediation),
  },
  check({ lifecycle }, target) {
    if (reachingRules(lifecycle, target).some(({ rule }) => actionOf(rule, 'abortUploads') !== undefined))
      return [];
    return [
      { messageId: 'never', data: { place: placeInWords(target) }, facet: 'lifecycle', path: '/rules' },
    ];
  },
});

function remediation(context: RemediationContext): Remediation {
  const { readings, target } = context;
  const rules = withRule(lifecycleRulesOf(readings), target, 'abort-stale-uploads', {
    type: 'abortUploads',
    days: ABORT_DAYS,
  });
  return lifecycleRemediation(
    context,
    `Add a rule that aborts incomplete uploads after ${ABORT_DAYS} days; the others stay.`,
    rules,
  );
}
