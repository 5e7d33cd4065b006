// No lifecycle rule expires part of W&B's data by tag, size or suffix.

import { PROVIDERS } from '../../src/model/provider.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import { lifecycleRemediation, verifyLifecycle } from '../views/lifecycle-documents.ts';
import { perProvider } from '../views/per-provider.ts';
import { LIFECYCLE_REFERENCES, expiringRules, withoutExpiry } from './wandb-keys.ts';

export default defineRule({
  id: 'lifecycle-filtered-expiry',
  severity: 'medium',
  providers: PROVIDERS,
  reads: ['lifecycle'],
  messages: {
    mayExpire:
      "Lifecycle rule {{rule}} expires {{keys}} {{time}}, limited to {{limits}}: it may hit W&B's data in {{place}}.",
  },
  docs: {
    title: "No filtered lifecycle rule expires part of W&B's data",
    why: 'W&B does not tag its objects, but something else may, and a limit on size or suffix still hits part of the files. What expires is gone from runs and artifacts without a trace in W&B.',
    references: LIFECYCLE_REFERENCES,
    verify: perProvider(PROVIDERS, verifyLifecycle),
    remediation: perProvider(PROVIDERS, remediation),
  },
  check({ lifecycle }, target) {
    return expiringRules(lifecycle, target)
      .filter(({ limits }) => limits.length > 0)
      .map(({ limits, path, data }) => ({
        messageId: 'mayExpire',
        data: { ...data, limits },
        facet: 'lifecycle',
        path,
      }));
  },
});

function remediation(context: RemediationContext): Remediation {
  return lifecycleRemediation(
    context,
    "Take the expiry out of these rules, or give them a prefix outside W&B's data.",
    { repair: withoutExpiry },
  );
}
