// The storage address follows W&B's grammar.

import { PROVIDERS } from '../../src/model/provider.ts';
import type { Violation } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import { perProvider } from '../views/per-provider.ts';
import { GUIDE, rewriteAddress } from './address-lines.ts';

const MESSAGES = {
  missingCredentials: 'The storage address {{address}} lacks {{details}}.',
  missingHost: 'The storage address {{address}} lacks {{details}} behind the @.',
  secondQuestionMark:
    'The storage address {{address}} has a second question mark: W&B reads the rest as part of the first parameter, so region is wrong and tls is off.',
  credentialsNotEncoded:
    'In the storage address {{address}}, {{details}} holds characters that must be percent-encoded.',
  userNotAllowed: 'The storage address {{address}} has a user part: {{details}} belongs there.',
  userMissing: 'The storage address {{address}} does not name {{details}} before the colon.',
  unknownParameter:
    'The storage address {{address}} has a parameter that W&B does not read, or a value it does not take: {{details}}.',
  malformed: 'The storage address {{address}} breaks the grammar: {{details}}.',
} as const;

export default defineRule({
  id: 'address-wellformed',
  severity: 'high',
  providers: PROVIDERS,
  messages: MESSAGES,
  docs: {
    title: 'The storage address follows its grammar',
    why: 'W&B parses the address as a URL. A raw special character in a secret, a second question mark or a missing part makes it read another host, key or region than the one meant, and the bucket cannot be reached.',
    references: [GUIDE, 'https://www.rfc-editor.org/rfc/rfc3986#section-2.1'],
    verify: {},
    remediation: perProvider(PROVIDERS, ({ target }) =>
      rewriteAddress(target, 'Write the address in the documented form, with percent-encoded credentials.'),
    ),
  },
  check(_, { address }) {
    const details = new Map<keyof typeof MESSAGES, string[]>();
    for (const { kind, detail } of address.faults) {
      const messageId = kind in MESSAGES ? (kind as keyof typeof MESSAGES) : 'malformed';
      details.set(messageId, [...(details.get(messageId) ?? []), detail]);
    }
    return [...details].map(([messageId, list]): Violation => ({
      messageId,
      data: { address: address.text, details: [...new Set(list)] },
      key: 'address',
    }));
  },
});
