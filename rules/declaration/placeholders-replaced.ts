// No placeholder of the guide is left in the policy, the key policy or the CORS rules.

import type { JsonValue } from '../../src/model/json.ts';
import { defineRule, open } from '../../src/model/rule.ts';
import type { Violation } from '../../src/model/rule.ts';
import { s3api } from '../views/s3-documents.ts';

/** `<wandb_bucket>`, `${BUCKET_NAME}` (no policy variable: those have a colon), `[YOUR-BUCKET]`. */
const PLACEHOLDER = /<[A-Za-z][\w -]*>|\$\{[A-Z][A-Z0-9_]*\}|\[YOUR[-_A-Z]*\]/;

/** Every text with its JSON Pointer. */
function* texts(value: JsonValue | undefined, path: string): Generator<{ text: string; path: string }> {
  if (typeof value === 'string') yield { text: value, path };
  else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      yield* texts(member as JsonValue, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    }
  }
}

function found(facet: 'policy' | 'keyPolicy' | 'cors', value: unknown): Violation[] {
  return [...texts(value as JsonValue, '')].flatMap(({ text, path }) => {
    const placeholder = PLACEHOLDER.exec(text)?.[0];
    return placeholder === undefined
      ? []
      : [{ messageId: 'left', data: { placeholder, facet }, facet, path }];
  });
}

const show = (target: Parameters<typeof s3api>[0]): string => s3api(target, 'get-bucket-policy');
const fix = { text: 'Put your own value in place of the placeholder and apply the document again.' };

export default defineRule({
  id: 'placeholders-replaced',
  severity: 'high',
  providers: ['aws', 'coreweave', 's3-compatible'],
  considers: ['policy', 'keyPolicy', 'cors'],
  messages: { left: 'The placeholder {{placeholder}} is left in the {{facet}}.' },
  docs: {
    title: 'No placeholder of the guide is left',
    why: 'The guide’s documents hold placeholders for the bucket, the principal and the organization. One that is left matches nothing: the grant it stands in does nothing, and reads as if it did.',
    references: ['https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector'],
    verify: { aws: show, coreweave: show, 's3-compatible': show },
    remediation: { aws: () => fix, coreweave: () => fix, 's3-compatible': () => fix },
  },
  check({ policy, keyPolicy, cors }) {
    const violations = [
      ...(policy.status === 'known' ? found('policy', policy.value) : []),
      ...(keyPolicy.status === 'known' ? found('keyPolicy', keyPolicy.value) : []),
      ...(cors.status === 'known' ? found('cors', cors.value) : []),
    ];
    if (violations.length > 0) return violations;
    const unread = [policy, keyPolicy, cors].find(({ status }) => status === 'unreadable');
    return unread === undefined ? [] : open('could not verify: a policy or the CORS rules could not be read');
  },
});
