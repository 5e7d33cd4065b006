// Every allowed origin is one that a browser can send.

import type { CorsRule } from '../../src/model/evidence.ts';
import { PROVIDERS } from '../../src/model/provider.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import type { CorsDialect } from '../../src/semantics/cors-dialects.ts';
import { corsDialectOf } from '../../src/semantics/cors-dialects.ts';
import { originFault } from '../../src/semantics/cors-origins.ts';
import { corsRemediation, corsRulesOf, verifyCors } from '../views/cors-documents.ts';
import {
  CORS_REFERENCES,
  isPlaceholder,
  missedOrigins,
  nameOfRule,
  pathOfRule,
  withoutNewlyDead,
} from '../views/front-end.ts';
import { perProvider } from '../views/per-provider.ts';

export default defineRule({
  id: 'cors-origins-wellformed',
  severity: 'medium',
  providers: PROVIDERS,
  reads: ['cors'],
  messages: { neverMatches: 'CORS rule {{rule}} allows origins that no browser ever sends: {{origins}}.' },
  docs: {
    title: 'CORS origins are ones that browsers send',
    why: 'Browsers send scheme, host and port and nothing else, and leave default ports out; an allowed origin may hold one `*` on S3. On Azure, upper-case letters never match. Anything else is stored without complaint and never matches, so the page it was meant for is refused.',
    references: [
      ...CORS_REFERENCES,
      'https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin',
    ],
    verify: perProvider(PROVIDERS, verifyCors),
    remediation: perProvider(PROVIDERS, remediation),
  },
  check({ cors }, target) {
    if (cors.rules.length === 0) return notApplicable('no CORS is configured: see cors-configured');
    const dialect = corsDialectOf(target.provider);
    const missed = new Set(missedOrigins(cors, target));
    return cors.rules.flatMap((rule, index) => {
      const origins = rule.origins
        .filter((pattern) => !missed.has(pattern) && !isPlaceholder(pattern))
        .flatMap((pattern) => {
          const fault = originFault(pattern, dialect);
          return fault === undefined ? [] : `"${pattern}" (${fault.reason})`;
        });
      if (origins.length === 0) return [];
      const data = { rule: nameOfRule(cors, index), origins };
      return [{ messageId: 'neverMatches', data, facet: 'cors', path: pathOfRule(index) }];
    });
  },
});

function remediation(context: RemediationContext): Remediation {
  // All rules, not only the ones at fault: a repaired origin may take another one out of cors-origin-allowed's hands.
  const rules = corsRulesOf(context.readings);
  const dialect = corsDialectOf(context.target.provider);
  return corsRemediation(
    context,
    'Write these origins as browsers send them; the ones that mean nothing are left out.',
    withoutNewlyDead(
      rules,
      rules.flatMap((rule) => withMeantOrigins(rule, dialect) ?? []),
      context.target,
    ),
  );
}

function withMeantOrigins(rule: CorsRule, dialect: CorsDialect): CorsRule | undefined {
  const origins = rule.origins.flatMap((pattern) => {
    const fault = isPlaceholder(pattern) ? undefined : originFault(pattern, dialect);
    return fault === undefined ? pattern : (fault.meant ?? []);
  });
  return origins.length === 0 ? undefined : { ...rule, origins: [...new Set(origins)] };
}
