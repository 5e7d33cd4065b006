// The storage address makes W&B speak TLS.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { perProvider } from '../views/per-provider.ts';
import { GUIDE, PLAIN_NAME, rewriteAddress } from './address-lines.ts';

export default defineRule({
  id: 'address-uses-tls',
  severity: 'high',
  providers: ['coreweave', 's3-compatible'],
  messages: {
    off: 'The storage address {{address}} turns TLS off (tls=false).',
    missing:
      'The storage address {{address}} lacks tls=true: W&B speaks plain http to an S3-compatible store without it.',
  },
  docs: {
    title: 'The storage address turns TLS on',
    why: "Without TLS, training data and pre-signed URLs cross the network readable, browsers refuse the mixed content, and CoreWeave refuses the connection. W&B's default is plain http for S3-compatible stores and https for CoreWeave.",
    references: [
      GUIDE,
      'https://github.com/wandb/operator/blob/main/internal/controller/reconciler/migrate_legacy.go',
    ],
    verify: {},
    remediation: perProvider(['coreweave', 's3-compatible'], ({ target }) =>
      rewriteAddress(target, 'Add tls=true to the address.'),
    ),
  },
  check(_, { provider, address }) {
    if (address.form === 'plain') return notApplicable(PLAIN_NAME);
    const data = { address: address.text };
    if (address.tls === false) return [{ messageId: 'off', data, key: 'address' }];
    const isMissing = provider === 's3-compatible' && address.tls === undefined;
    return isMissing ? [{ messageId: 'missing', data, key: 'address' }] : [];
  },
});
