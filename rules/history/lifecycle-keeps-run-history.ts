// No lifecycle rule expires W&B's data.

import { PROVIDERS } from '../../src/model/provider.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import { lifecycleRemediation, verifyLifecycle } from '../views/lifecycle-documents.ts';
import { perProvider } from '../views/per-provider.ts';
import { LIFECYCLE_REFERENCES, expiringRules, withoutExpiry } from './wandb-keys.ts';

export default defineRule({
  id: 'lifecycle-keeps-run-history',
  severity: 'critical',
  providers: PROVIDERS,
  reads: ['lifecycle'],
  messages: {
    expires:
      "Lifecycle rule {{rule}} expires {{keys}} {{time}}; it reaches W&B's run history in {{place}}, which is kept nowhere else.",
  },
  docs: {
    title: "No lifecycle rule expires W&B's run history",
    why: 'A run that is idle for a week is moved from the database to Parquet files in the bucket, and from then on the bucket holds the only copy. A rule that expires objects destroys it; on a versioned bucket W&B still cannot read what is behind a delete marker. Remove old data in W&B instead (artifact TTL, deleting runs).',
    references: LIFECYCLE_REFERENCES,
    verify: perProvider(PROVIDERS, verifyLifecycle),
    remediation: perProvider(PROVIDERS, remediation),
  },
  check({ lifecycle }, target) {
    // Limited ones are lifecycle-filtered-expiry's.
    return expiringRules(lifecycle, target)
      .filter(({ limits }) => limits.length === 0)
      .map(({ path, data }) => ({ messageId: 'expires', data, facet: 'lifecycle', path }));
  },
});

function remediation(context: RemediationContext): Remediation {
  return lifecycleRemediation(
    context,
    'Take the expiry out of these rules; everything else stays. If other data in the bucket must expire, give it a rule with a prefix of its own.',
    { repair: withoutExpiry },
  );
}
