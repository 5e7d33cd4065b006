// Incomplete uploads live as long as the URLs they are made with.

import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import { PRESIGNED_WRITE_SECONDS } from '../../src/wandb/browser.ts';
import { lifecycleRemediation, verifyLifecycle } from '../views/lifecycle-documents.ts';
import { perProvider } from '../views/per-provider.ts';
import {
  ABORT_DAYS,
  LIFECYCLE_REFERENCES,
  actionOf,
  nameOfRule,
  pathOfRule,
  placeInWords,
  reachingRules,
  timeInWords,
} from './wandb-keys.ts';

/** An upload may begin at the end of its URL's life of a day. */
const MINIMUM_DAYS = 1 + PRESIGNED_WRITE_SECONDS / 86_400;

/** Azure's uncommitted blocks go by themselves after a week: https://learn.microsoft.com/en-us/rest/api/storageservices/put-block */
const PROVIDERS = ['aws', 'gcp', 'coreweave', 's3-compatible'] as const;

export default defineRule({
  id: 'lifecycle-spares-active-uploads',
  severity: 'medium',
  providers: PROVIDERS,
  reads: ['lifecycle'],
  messages: {
    tooSoon:
      'Lifecycle rule {{rule}} aborts incomplete uploads to {{place}} {{time}}, under the {{minimum}} days that an upload by a pre-signed URL may take.',
  },
  docs: {
    title: 'Incomplete uploads are not aborted before two days',
    why: "W&B's URLs for writing live 24 hours, and the parts of a large artifact may be on their way that long. Where incomplete uploads are aborted sooner, such an upload fails at its end (NoSuchUpload).",
    references: [
      ...LIFECYCLE_REFERENCES,
      'https://docs.wandb.ai/platform/hosting/data-security/presigned-urls',
    ],
    verify: perProvider(PROVIDERS, verifyLifecycle),
    remediation: perProvider(PROVIDERS, remediation),
  },
  check({ lifecycle }, target) {
    return reachingRules(lifecycle, target).flatMap(({ rule, index }) => {
      const abort = actionOf(rule, 'abortUploads');
      if (abort === undefined || abort.days >= MINIMUM_DAYS) return [];
      const data = {
        rule: nameOfRule({ rule, index }),
        place: placeInWords(target),
        time: timeInWords(abort),
        minimum: MINIMUM_DAYS,
      };
      return [{ messageId: 'tooSoon', data, facet: 'lifecycle', path: pathOfRule(index) }];
    });
  },
});

function remediation(context: RemediationContext): Remediation {
  return lifecycleRemediation(context, `Abort incomplete uploads after ${ABORT_DAYS} days.`, {
    repair: (action) => (action.type === 'abortUploads' ? { ...action, days: ABORT_DAYS } : action),
  });
}
