// No lifecycle rule expires part of W&B's data by tag, size or suffix.

import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import { S3_PROVIDERS, forS3, lifecycleRemediation, lifecycleRulesOf } from '../views/s3-documents.ts';
import {
  LIFECYCLE_REFERENCES,
  actionOf,
  nameOfRule,
  pathOfRule,
  placeInWords,
  prefixInWords,
  reachingRules,
  repairActions,
  timeInWords,
  verifyLifecycle,
} from './wandb-keys.ts';

export default defineRule({
  id: 'lifecycle-filtered-expiry',
  severity: 'medium',
  providers: S3_PROVIDERS,
  reads: ['lifecycle'],
  messages: {
    mayExpire:
      "Lifecycle rule {{rule}} expires {{keys}} {{time}}, limited to {{limits}}: it may hit W&B's data in {{place}}.",
  },
  docs: {
    title: "No filtered lifecycle rule expires part of W&B's data",
    why: 'W&B does not tag its objects, but something else may, and a limit on size or suffix still hits part of the files. What expires is gone from runs and artifacts without a trace in W&B.',
    references: LIFECYCLE_REFERENCES,
    verify: forS3(verifyLifecycle),
    remediation: forS3(remediation),
  },
  check({ lifecycle }, target) {
    return reachingRules(lifecycle, target).flatMap(({ rule, index, limits }) => {
      const expire = actionOf(rule, 'expire');
      if (expire === undefined || limits.length === 0) return [];
      const data = {
        rule: nameOfRule({ rule, index }),
        keys: prefixInWords(rule),
        time: timeInWords(expire),
        limits,
        place: placeInWords(target),
      };
      return [{ messageId: 'mayExpire', data, facet: 'lifecycle', path: pathOfRule(index) }];
    });
  },
});

function remediation(context: RemediationContext): Remediation {
  const rules = repairActions(lifecycleRulesOf(context.readings), context.violations, (action) =>
    action.type === 'expire' ? undefined : action,
  );
  return lifecycleRemediation(
    context,
    "Take the expiry out of these rules, or give them a prefix outside W&B's data.",
    rules,
  );
}
