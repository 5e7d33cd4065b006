// CORS names origins instead of allowing all.

import { PROVIDERS } from '../../src/model/provider.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { corsDialectOf } from '../../src/semantics/cors-dialects.ts';
import { corsRemediation, verifyCors } from '../views/cors-documents.ts';
import { CORS_REFERENCES, declaredOrigin, nameOfRule, pathOfRule, repairRules } from '../views/front-end.ts';
import { perProvider } from '../views/per-provider.ts';

export default defineRule({
  id: 'cors-origin-restricted',
  severity: 'low',
  providers: PROVIDERS,
  reads: ['cors'],
  messages: { everyOrigin: "CORS rule {{rule}} allows every origin; the front end's would do." },
  docs: {
    title: 'CORS names its origins',
    why: "W&B documents `*`, and pre-signed URLs protect the data. With `*` any page that got hold of such a URL can use it from its visitors' browsers; the origin of your front end is all W&B needs.",
    references: CORS_REFERENCES,
    verify: perProvider(PROVIDERS, verifyCors),
    remediation: perProvider(PROVIDERS, remediation),
  },
  check({ cors }, target) {
    if (cors.rules.length === 0) return notApplicable('no CORS is configured: see cors-configured');
    return cors.rules.flatMap((rule, index) => {
      if (!rule.origins.some((pattern) => isEveryOrigin(pattern, target))) return [];
      const data = { rule: nameOfRule(cors, index) };
      return [{ messageId: 'everyOrigin', data, facet: 'cors', path: pathOfRule(index) }];
    });
  },
});

/** `*`, `https://*` where that is a pattern: no part of a host is named. */
function isEveryOrigin(pattern: string, { provider }: Target): boolean {
  if (!corsDialectOf(provider).partialOrigins) return pattern === '*';
  return /^(https?)?(:\/\/)?\*$/.test(pattern);
}

function remediation(context: RemediationContext): Remediation {
  const origin = declaredOrigin(context.target);
  if (origin === undefined) {
    return {
      text: 'Name the origin of your W&B front end in place of `*`; declare --origin to get the document.',
    };
  }
  const rules = repairRules(context, (rule) => ({
    ...rule,
    origins: [
      ...new Set([origin, ...rule.origins.filter((pattern) => !isEveryOrigin(pattern, context.target))]),
    ],
  }));
  return corsRemediation(
    context,
    `Name ${origin} in place of \`*\`, and any other page that uses the bucket.`,
    rules,
  );
}
