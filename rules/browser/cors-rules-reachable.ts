// Every CORS rule can answer some request.

import type { Cors } from '../../src/model/evidence.ts';
import { PROVIDERS } from '../../src/model/provider.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import type { ShadowedRule } from '../../src/semantics/cors.ts';
import { exposesHeader, ruleMatchesOrigin, shadowedRules } from '../../src/semantics/cors.ts';
import { corsDialectOf } from '../../src/semantics/cors-dialects.ts';
import { CORS_EXPOSED_HEADER } from '../../src/wandb/browser.ts';
import { corsRemediation, verifyCors } from '../views/cors-documents.ts';
import {
  CORS_REFERENCES,
  frontEnds,
  nameOfRule,
  pathOfRule,
  repairRules,
  rulesHidingEtag,
} from '../views/front-end.ts';
import { perProvider } from '../views/per-provider.ts';

export default defineRule({
  id: 'cors-rules-reachable',
  severity: 'medium',
  providers: PROVIDERS,
  reads: ['cors'],
  messages: {
    shadowed: 'CORS rule {{rule}} never answers: every request it matches is answered by rule {{by}}.',
    pastLimit: 'CORS rule {{rule}} is past the {{limit}} that Azure takes.',
  },
  docs: {
    title: 'No CORS rule is shadowed by an earlier one',
    why: 'The first rule that matches origin and method (on S3: and headers) answers, and later ones are not looked at. A rule behind a wider one has no effect, whatever it exposes or allows: what it was written for does not happen.',
    references: CORS_REFERENCES,
    verify: perProvider(PROVIDERS, verifyCors),
    remediation: perProvider(PROVIDERS, remediation),
  },
  check({ cors }, target) {
    if (cors.rules.length === 0) return notApplicable('no CORS is configured: see cors-configured');
    const dialect = corsDialectOf(target.provider);
    const shadowed = shadowedRules(cors.rules, dialect).filter((rule) => !isEtagFault(cors, target, rule));
    return [
      ...shadowed.map(({ index, by }) => ({
        messageId: 'shadowed',
        data: { rule: nameOfRule(cors, index), by: by.map((i) => nameOfRule(cors, i)) },
        facet: 'cors' as const,
        path: pathOfRule(index),
      })),
      ...rulesPastLimit(cors, target)
        .filter((index) => !shadowed.some((rule) => rule.index === index))
        .map((index) => ({
          messageId: 'pastLimit',
          data: { rule: nameOfRule(cors, index), limit: dialect.maxRules },
          facet: 'cors' as const,
          path: pathOfRule(index),
        })),
    ];
  },
});

/** S3 itself refuses a configuration past its limit; Azure documents five, and stand-ins for it take more. */
function rulesPastLimit({ rules }: Cors, { provider }: Target): number[] {
  const { maxRules } = corsDialectOf(provider);
  return provider === 'azure' ? rules.flatMap((_, index) => (index >= maxRules ? index : [])) : [];
}

/** A rule that would expose ETag to the front end behind one that hides it: cors-etag-exposed reports that. */
function isEtagFault(cors: Cors, target: Target, { index, by }: ShadowedRule): boolean {
  const rule = cors.rules[index];
  if (rule === undefined || !exposesHeader(rule, CORS_EXPOSED_HEADER, corsDialectOf(target.provider)))
    return false;
  return frontEnds(cors, target).every(
    ({ origin, dialect }) =>
      ruleMatchesOrigin(rule, origin, dialect) &&
      rulesHidingEtag(cors.rules, origin, dialect).some((hiding) => by.includes(hiding.index)),
  );
}

function remediation(context: RemediationContext): Remediation {
  const rules = repairRules(context, () => undefined);
  return corsRemediation(
    context,
    'Remove the rules that never answer, or move them before the wider ones if their answer is the one you want.',
    rules,
  );
}
