// Every CORS rule can answer some request.

import type { Cors } from '../../src/model/evidence.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import type { ShadowedRule } from '../../src/semantics/cors.ts';
import { exposesHeader, ruleMatchesOrigin, shadowedRules } from '../../src/semantics/cors.ts';
import { CORS_EXPOSED_HEADER } from '../../src/wandb/browser.ts';
import {
  CORS_REFERENCES,
  frontEnds,
  nameOfRule,
  pathOfRule,
  repairRules,
  rulesHidingEtag,
  verifyCors,
} from '../views/front-end.ts';
import { S3_PROVIDERS, corsRemediation, corsRulesOf, forS3 } from '../views/s3-documents.ts';

export default defineRule({
  id: 'cors-rules-reachable',
  severity: 'medium',
  providers: S3_PROVIDERS,
  reads: ['cors'],
  messages: {
    shadowed: 'CORS rule {{rule}} never answers: every request it matches is answered by rule {{by}}.',
  },
  docs: {
    title: 'No CORS rule is shadowed by an earlier one',
    why: 'The first rule that matches origin, method and headers answers, and later ones are not looked at. A rule behind a wider one has no effect, whatever it exposes or allows: what it was written for does not happen.',
    references: CORS_REFERENCES,
    verify: forS3(verifyCors),
    remediation: forS3(remediation),
  },
  check({ cors }, target) {
    if (cors.rules.length === 0) return notApplicable('no CORS is configured: see cors-configured');
    return shadowedRules(cors.rules)
      .filter((shadowed) => !isEtagFault(cors, target, shadowed))
      .map(({ index, by }) => ({
        messageId: 'shadowed',
        data: { rule: nameOfRule(cors, index), by: by.map((i) => nameOfRule(cors, i)) },
        facet: 'cors',
        path: pathOfRule(index),
      }));
  },
});

/** A rule that would expose ETag to the front end behind one that hides it: cors-etag-exposed reports that. */
function isEtagFault(cors: Cors, target: Target, { index, by }: ShadowedRule): boolean {
  const rule = cors.rules[index];
  if (rule === undefined || !exposesHeader(rule, CORS_EXPOSED_HEADER)) return false;
  return frontEnds(cors, target).every(
    ({ origin }) =>
      ruleMatchesOrigin(rule, origin) &&
      rulesHidingEtag(cors.rules, origin).some((hiding) => by.includes(hiding.index)),
  );
}

function remediation(context: RemediationContext): Remediation {
  const rules = repairRules(corsRulesOf(context.readings), context.violations, () => undefined);
  return corsRemediation(
    context,
    'Remove the rules that never answer, or move them before the wider ones if their answer is the one you want.',
    rules,
  );
}
