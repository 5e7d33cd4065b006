// The bucket has CORS at all.

import { PROVIDERS } from '../../src/model/provider.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule, open } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { corsRemediation, verifyCors } from '../views/cors-documents.ts';
import { CORS_REFERENCES, declaredOrigin, withFrontEndRule } from '../views/front-end.ts';
import { perProvider } from '../views/per-provider.ts';

export default defineRule({
  id: 'cors-configured',
  severity: 'high',
  providers: PROVIDERS,
  considers: ['cors'],
  messages: {
    none: 'No CORS is configured: browsers refuse the pre-signed URLs that W&B hands to its front end.',
  },
  docs: {
    title: 'CORS is configured',
    why: "W&B's front end loads and stores files straight from the bucket, from another origin. Without CORS every browser refuses these requests: panels, files and artifacts stay empty, and W&B's validation of the bucket fails.",
    references: [
      ...CORS_REFERENCES,
      // MinIO's community edition has one setting for the whole server and answers NotImplemented for a bucket.
      'https://github.com/minio/minio/issues/21332',
    ],
    verify: perProvider(PROVIDERS, verifyCors),
    remediation: perProvider(PROVIDERS, remediation),
  },
  check({ cors }, target) {
    if (cors.status === 'unreadable') return open(`${cors.call} ${cors.cause}`);
    if (cors.status === 'unsupported') return open(withoutBucketCors(target));
    return cors.value.rules.length > 0 ? [] : [{ messageId: 'none', facet: 'cors', path: '/rules' }];
  },
});

function withoutBucketCors(target: Target): string {
  const origin = declaredOrigin(target) ?? "W&B's front end";
  return `this store has no CORS of a bucket; look at the server's own setting (MinIO: MINIO_API_CORS_ALLOW_ORIGIN, or mc admin config get ALIAS api cors_allow_origin) and see that it allows ${origin}`;
}

function remediation(context: RemediationContext): Remediation {
  const origin = declaredOrigin(context.target);
  const text =
    origin === undefined
      ? "Configure CORS as in W&B's guide; better still, put the origin of your W&B front end in place of `*`."
      : `Configure CORS for the front end at ${origin}.`;
  return corsRemediation(context, text, withFrontEndRule(context));
}
