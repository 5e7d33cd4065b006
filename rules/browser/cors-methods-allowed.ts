// CORS allows the front end every method that it uses.

import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import { answeringRule, ruleMatchesOrigin } from '../../src/semantics/cors.ts';
import { CORS_METHODS } from '../../src/wandb/browser.ts';
import {
  CORS_REFERENCES,
  judgeFrontEnd,
  pathOfRule,
  verifyCors,
  withFrontEndRule,
} from '../views/front-end.ts';
import { S3_PROVIDERS, corsRemediation, corsRulesOf, forS3 } from '../views/s3-documents.ts';

export default defineRule({
  id: 'cors-methods-allowed',
  severity: 'high',
  providers: S3_PROVIDERS,
  reads: ['cors'],
  messages: { missing: 'CORS does not allow {{origin}} the methods {{methods}}.' },
  docs: {
    title: 'CORS allows the front end GET, HEAD and PUT',
    why: "W&B's front end reads files by GET and HEAD and stores them by PUT. A method that no rule for its origin allows is refused by the browser.",
    references: CORS_REFERENCES,
    verify: forS3(verifyCors),
    remediation: forS3(remediation),
  },
  check({ cors }, target) {
    return judgeFrontEnd(cors, target, ({ origin, name }) => {
      const methods = CORS_METHODS.filter(
        (method) => answeringRule(cors.rules, { origin, method }) === undefined,
      );
      if (methods.length === 0) return [];
      const nearest = cors.rules.findIndex((rule) => ruleMatchesOrigin(rule, origin));
      return [
        { messageId: 'missing', data: { origin: name, methods }, facet: 'cors', path: pathOfRule(nearest) },
      ];
    });
  },
});

function remediation(context: RemediationContext): Remediation {
  return corsRemediation(
    context,
    `Put a rule for the front end with ${CORS_METHODS.join(', ')} before the others.`,
    withFrontEndRule(corsRulesOf(context.readings), context.target),
  );
}
