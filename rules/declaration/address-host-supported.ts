// The host of a CoreWeave address is the one W&B supports.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { COREWEAVE_HOST } from '../../src/wandb/availability.ts';
import { GUIDE, PLAIN_NAME, rewriteAddress } from './address-lines.ts';

export default defineRule({
  id: 'address-host-supported',
  severity: 'high',
  providers: ['coreweave'],
  messages: {
    lota: 'The storage address uses the LOTA endpoint {{host}}, which W&B does not support.',
    host: 'The storage address uses {{host}}; W&B supports cwobject.com only.',
  },
  docs: {
    title: 'The CoreWeave address uses cwobject.com',
    why: 'W&B, the SDK hosts and the browsers all use the host of the address. LOTA endpoints answer only inside a CoreWeave cluster. Both documented forms are fine: the bucket in the path and the bucket as a subdomain.',
    references: [GUIDE, 'https://docs.coreweave.com/products/storage/object-storage/buckets/create-bucket'],
    verify: {},
    remediation: {
      coreweave: ({ target }) => rewriteAddress(target, 'Use cwobject.com.'),
    },
  },
  check(_, { address }) {
    if (address.form === 'plain') return notApplicable(PLAIN_NAME);
    if (address.host === undefined) return notApplicable('the address names no host');
    const host = address.host.replace(/:\d+$/, '').toLowerCase();
    if (host === COREWEAVE_HOST || host.endsWith(`.${COREWEAVE_HOST}`)) return [];
    const messageId = /(^|\.)cwlota\.com$/.test(host) ? 'lota' : 'host';
    return [{ messageId, data: { host: address.host }, key: 'address' }];
  },
});
