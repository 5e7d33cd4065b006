// No placeholder of the guide is left in the policies or the CORS rules.

import type { JsonValue } from '../../src/model/json.ts';
import { PROVIDERS } from '../../src/model/provider.ts';
import type { Provider } from '../../src/model/provider.ts';
import { couldNotVerify, defineRule, notApplicable, open } from '../../src/model/rule.ts';
import type { Remediation, RemediationContext, Violation } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { verifyCors } from '../views/cors-documents.ts';
import { showBindings } from '../views/google-bindings.ts';
import { perProvider } from '../views/per-provider.ts';
import { forS3, s3api } from '../views/s3-documents.ts';
import { wandbIdentity } from '../views/wandb-identity.ts';
import { GUIDE } from './address-lines.ts';

/** `<wandb_bucket>`, `<aws_kms_key.key.arn>`; `${BUCKET_NAME}` (no policy variable: those have a colon); `[YOUR-BUCKET]`. */
const PLACEHOLDER = /<[A-Za-z][\w .-]{0,60}>|\$\{[A-Z][A-Z0-9_]*\}|\[YOUR[-_A-Z]*\]/;

const DOCUMENTS = {
  policy: 'bucket policy',
  keyPolicy: 'key policy',
  iam: 'allow policy',
  cors: 'CORS rules',
} as const;

type Document = keyof typeof DOCUMENTS;

/** What each cloud has of them. */
const HAS: Readonly<Record<Provider, readonly Document[]>> = {
  aws: ['policy', 'keyPolicy', 'cors'],
  gcp: ['iam', 'cors'],
  azure: ['cors'],
  coreweave: ['policy', 'keyPolicy', 'cors'],
  's3-compatible': ['policy', 'keyPolicy', 'cors'],
};

export default defineRule({
  id: 'placeholders-replaced',
  severity: 'high',
  providers: PROVIDERS,
  considers: ['policy', 'keyPolicy', 'iam', 'cors'],
  messages: { left: 'The placeholder {{placeholder}} is left in the {{document}}.' },
  docs: {
    title: 'No placeholder of the guide is left',
    why: "The guide's documents hold placeholders for the bucket, the principal and the organization. One that is left matches nothing: the grant it stands in does nothing, and reads as if it did.",
    references: [GUIDE],
    verify: {
      ...forS3((target: Target) => s3api(target, 'get-bucket-policy')),
      gcp: showBindings,
      azure: verifyCors,
    },
    remediation: perProvider(PROVIDERS, replaceThem),
  },
  check(facets, { provider }) {
    const readings = HAS[provider].map((facet) => ({ facet, reading: facets[facet] }));
    const violations = readings.flatMap(({ facet, reading }) => {
      return reading.status === 'known' ? placeholdersIn(facet, reading.value) : [];
    });
    if (violations.length > 0) return violations;
    const unread = readings.flatMap(({ reading }) => (reading.status === 'unreadable' ? [reading] : []));
    if (unread.length > 0) return open(couldNotVerify(unread));
    return readings.every(({ reading }) => reading.status === 'unsupported')
      ? notApplicable('this store has neither policies nor CORS rules')
      : [];
  },
});

/** One violation a text: the same placeholder in the same words is one oversight, however often it was pasted. */
function placeholdersIn(facet: Document, value: unknown): Violation[] {
  const first = new Map<string, string>();
  for (const { text, path } of texts(value as JsonValue, '')) {
    if (PLACEHOLDER.test(text) && !first.has(text)) first.set(text, path);
  }
  return [...first].map(([text, path]) => ({
    messageId: 'left',
    data: { placeholder: PLACEHOLDER.exec(text)?.[0] ?? '', document: DOCUMENTS[facet] },
    facet,
    path,
  }));
}

/** Every text with its JSON Pointer. */
function* texts(value: JsonValue | undefined, path: string): Generator<{ text: string; path: string }> {
  if (typeof value === 'string') yield { text: value, path };
  else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      yield* texts(member as JsonValue, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    }
  }
}

function replaceThem({ target, violations }: RemediationContext): Remediation {
  const named = [...new Set(violations.map(({ data }) => String(data?.['placeholder'])))];
  const values = named.map((placeholder) => `${placeholder} by ${valueOf(placeholder, target)}`);
  const list = values.length === 0 ? 'every placeholder by your own value' : values.join(', ');
  return { text: `Replace ${list}, and apply the document again.` };
}

/** What the guide means by a placeholder, as far as it is known for this bucket. */
function valueOf(placeholder: string, target: Target): string {
  const { organizationId, customerNamespace, type } = target.deployment;
  if (/kms|key/i.test(placeholder)) return target.kmsKey ?? 'the ARN of the KMS key';
  if (/bucket/i.test(placeholder)) return target.bucket;
  if (/principal|service.?account/i.test(placeholder)) {
    const identity = wandbIdentity(target);
    return (identity.kind === 'known' ? identity.principals[0] : undefined) ?? 'the principal W&B uses';
  }
  if (/wb-org/i.test(placeholder)) {
    const id = type === 'multi-tenant' ? organizationId : customerNamespace;
    return id ?? 'your W&B organization id (Multi-tenant) or customer namespace';
  }
  const isAccount = /account/i.test(placeholder) && target.provider === 'aws';
  return isAccount ? 'the id of your AWS account' : 'your own value';
}
