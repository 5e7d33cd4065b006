// Incomplete uploads are aborted some day.

import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import { lifecycleRemediation, verifyLifecycle } from '../views/lifecycle-documents.ts';
import { perProvider } from '../views/per-provider.ts';
import { ABORT_DAYS, LIFECYCLE_REFERENCES, actionOf, placeInWords, reachingRules } from './wandb-keys.ts';

/** Azure's uncommitted blocks go by themselves after a week: https://learn.microsoft.com/en-us/rest/api/storageservices/put-block */
const PROVIDERS = ['aws', 'gcp', 'coreweave', 's3-compatible'] as const;

export default defineRule({
  id: 'lifecycle-aborts-stale-uploads',
  severity: 'low',
  providers: PROVIDERS,
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
      'https://cloud.google.com/storage/docs/multipart-uploads',
    ],
    verify: perProvider(PROVIDERS, verifyLifecycle),
    remediation: perProvider(PROVIDERS, remediation),
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
  return lifecycleRemediation(
    context,
    `Add a rule that aborts incomplete uploads after ${ABORT_DAYS} days; the others stay.`,
    { add: { id: 'abort-stale-uploads', action: { type: 'abortUploads', days: ABORT_DAYS } } },
  );
}
