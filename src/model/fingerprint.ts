// The identity of a finding over runs.

import { hash } from 'node:crypto';

/**
 * 32 hex digits that stay the same as long as the finding is the same: rule, target and the part of the configuration
 * at fault. Order, line numbers and wording do not enter.
 */
export function fingerprint(...parts: readonly string[]): string {
  return hash('sha256', parts.join('\u0000')).slice(0, 32);
}
