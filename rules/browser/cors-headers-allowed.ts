// CORS allows the headers that a browser sends with an upload.

import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { answeringRule, headerMatches } from '../../src/semantics/cors.ts';
import { CORS_REQUEST_HEADERS } from '../../src/wandb/browser.ts';
import {
  CORS_REFERENCES,
  judgeFrontEnd,
  nameOfRule,
  pathOfRule,
  repairRules,
  verifyCors,
} from '../views/front-end.ts';
import { S3_PROVIDERS, corsRemediation, corsRulesOf, forS3 } from '../views/s3-documents.ts';

export default defineRule({
  id: 'cors-headers-allowed',
  severity: 'medium',
  providers: S3_PROVIDERS,
  reads: ['cors'],
  messages: {
    refused:
      'The preflight of a PUT from {{origin}} is refused: CORS rule {{rule}} does not allow {{headers}}.',
  },
  docs: {
    title: 'CORS allows the content-type header',
    why: 'A browser asks before a PUT whether it may send content-type. Where no rule for origin and method allows that header, the upload never starts. Reads need no leave.',
    references: CORS_REFERENCES,
    verify: forS3(verifyCors),
    remediation: forS3(remediation),
  },
  check({ cors }, target) {
    return judgeFrontEnd(cors, target, ({ origin, name }) => {
      const request = { origin, method: 'PUT' };
      const nearest = answeringRule(cors.rules, request);
      if (nearest === undefined)
        return notApplicable(`PUT is not allowed to ${name}: see cors-methods-allowed`);
      if (answeringRule(cors.rules, { ...request, headers: CORS_REQUEST_HEADERS }) !== undefined) return [];
      const allowed = cors.rules[nearest]?.allowedHeaders ?? [];
      const headers = CORS_REQUEST_HEADERS.filter((header) => !allowed.some((a) => headerMatches(a, header)));
      const data = { origin: name, rule: nameOfRule(cors, nearest), headers };
      return [{ messageId: 'refused', data, facet: 'cors', path: pathOfRule(nearest) }];
    });
  },
});

function remediation(context: RemediationContext): Remediation {
  const rules = repairRules(corsRulesOf(context.readings), context.violations, (rule) => ({
    ...rule,
    allowedHeaders: ['*'],
  }));
  return corsRemediation(context, "Allow every header in that rule, as in W&B's guide.", rules);
}
