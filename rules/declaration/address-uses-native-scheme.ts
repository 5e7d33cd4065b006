// A CoreWeave bucket is addressed with cw://.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { GUIDE, PLAIN_NAME, rewriteAddress } from './address-lines.ts';

export default defineRule({
  id: 'address-uses-native-scheme',
  severity: 'medium',
  providers: ['coreweave'],
  messages: {
    scheme: 'The storage address names the CoreWeave host {{host}} under {{scheme}}:// instead of cw://.',
  },
  docs: {
    title: 'A CoreWeave bucket is addressed with cw://',
    why: "Under s3:// W&B treats the store as any S3-compatible one: path-style requests, which CoreWeave refuses, and plain http unless told otherwise. The guide asks for the cloud's own scheme.",
    references: [GUIDE],
    verify: {},
    remediation: {
      coreweave: ({ target }) => rewriteAddress(target, 'Use the scheme cw://.'),
    },
  },
  check(_, { address }) {
    if (address.form === 'plain') return notApplicable(PLAIN_NAME);
    if (address.scheme === 'cw') return [];
    return [
      { messageId: 'scheme', data: { host: address.host ?? '', scheme: address.scheme }, key: 'address' },
    ];
  },
});
