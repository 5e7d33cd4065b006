// Deletions free space: no default retention.

import type { Facets } from '../../src/model/evidence.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { forS3, s3api } from '../views/s3-documents.ts';

const PROVIDERS = ['aws', 's3-compatible'] as const;

export default defineRule({
  id: 'deletions-take-effect',
  severity: 'medium',
  providers: PROVIDERS,
  reads: ['objectLock'],
  messages: {
    retained:
      "Object Lock retains every new object for {{period}} ({{mode}}): W&B's garbage collection frees nothing until then.",
  },
  docs: {
    title: 'No default retention holds deleted data',
    why: "With a default retention every version is locked when it is written. W&B's deletions only add delete markers; the bytes stay until the retention ends, in COMPLIANCE mode even for the account's owner. Space is not freed and data cannot be erased on demand.",
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html',
      'https://docs.wandb.ai/models/artifacts/delete-artifacts',
    ],
    verify: forS3((target: Target) => s3api(target, 'get-object-lock-configuration'), PROVIDERS),
    remediation: forS3(remediation, PROVIDERS),
  },
  check({ objectLock: { defaultRetention } }) {
    if (defaultRetention === undefined) return [];
    const data = { period: periodInWords(defaultRetention), mode: defaultRetention.mode };
    return [{ messageId: 'retained', data, facet: 'objectLock', path: '/defaultRetention' }];
  },
});

function periodInWords({ days, years }: NonNullable<Facets['objectLock']['defaultRetention']>): string {
  const [count, unit] = years === undefined ? [days ?? 0, 'day'] : [years, 'year'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function remediation({ target }: RemediationContext): Remediation {
  return {
    text: 'Remove the default retention; Object Lock itself stays on, and versions that are locked already stay locked until their date.',
    command: s3api(
      target,
      'put-object-lock-configuration --object-lock-configuration file://object-lock.json',
    ),
    document: {
      file: 'object-lock.json',
      facet: 'objectLock',
      content: { ObjectLockEnabled: 'Enabled' },
    },
  };
}
