// W&B offers BYOB for this deployment, level and provider.

import { PROVIDER_NAMES, PROVIDERS } from '../../src/model/provider.ts';
import { defineRule, open } from '../../src/model/rule.ts';
import { AVAILABLE } from '../../src/wandb/availability.ts';
import { perProvider } from '../views/per-provider.ts';
import { GUIDE } from './address-lines.ts';

const DEPLOYMENTS = {
  dedicated: 'Dedicated Cloud',
  'multi-tenant': 'Multi-tenant Cloud',
  'self-managed': 'Self-Managed',
} as const;

export default defineRule({
  id: 'provider-available',
  severity: 'high',
  providers: PROVIDERS,
  messages: {
    level: '{{deployment}} has no bring-your-own bucket at {{level}} level.',
    provider: '{{deployment}} does not offer {{provider}} at {{level}} level.',
    notSelfService: {
      severity: 'low',
      text: 'CoreWeave at instance level is set up by W&B support, not in the settings of {{deployment}}.',
    },
  },
  docs: {
    title: 'W&B offers BYOB for this deployment, level and provider',
    why: 'The settings of W&B do not take a bucket of a provider or level that the deployment does not offer, however well the bucket is set up.',
    references: [GUIDE],
    verify: {},
    remediation: perProvider(PROVIDERS, ({ target }) => ({
      text:
        target.provider === 'coreweave' && target.deployment.type !== 'multi-tenant'
          ? 'Ask W&B support (support@wandb.com) to set up CoreWeave at instance level, or use the bucket for a team: `level: team`.'
          : `Multi-tenant Cloud takes Amazon S3, Google Cloud Storage and CoreWeave buckets, for teams only: declare \`level: team\` for such a bucket, or move the deployment to Dedicated Cloud or Self-Managed to use ${target.bucketId}.`,
    })),
  },
  check(_, { provider, level, deployment: { type } }) {
    if (type === undefined)
      return open('declare --deployment (or `deployment.type`): what W&B offers depends on it');
    const offered = AVAILABLE[type][level];
    const data = { deployment: DEPLOYMENTS[type], level, provider: PROVIDER_NAMES[provider] };
    if (offered.length === 0) return [{ messageId: 'level', data, key: 'level' }];
    if (!offered.includes(provider)) return [{ messageId: 'provider', data, key: 'address' }];
    const needsSupport = provider === 'coreweave' && level === 'instance';
    return needsSupport ? [{ messageId: 'notSelfService', data, key: 'level' }] : [];
  },
});
