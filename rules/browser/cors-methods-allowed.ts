// CORS allows the front end every method that it uses.

import { PROVIDERS } from '../../src/model/provider.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import { answeringRule, ruleMatchesOrigin } from '../../src/semantics/cors.ts';
import { CORS_METHODS } from '../../src/wandb/browser.ts';
import { corsRemediation, verifyCors } from '../views/cors-documents.ts';
import { CORS_REFERENCES, judgeFrontEnd, pathOfRule, withFrontEndRule } from '../views/front-end.ts';
import { perProvider } from '../views/per-provider.ts';

export default defineRule({
  id: 'cors-methods-allowed',
  severity: 'high',
  providers: PROVIDERS,
  reads: ['cors'],
  messages: { missing: 'CORS does not allow {{origin}} the methods {{methods}}.' },
  docs: {
    title: 'CORS allows the front end GET, HEAD and PUT',
    why: "W&B's front end reads files by GET and HEAD and stores them by PUT. A method that no rule for its origin allows is refused by the browser.",
    references: CORS_REFERENCES,
    verify: perProvider(PROVIDERS, verifyCors),
    remediation: perProvider(PROVIDERS, remediation),
  },
  check({ cors }, target) {
    return judgeFrontEnd(cors, target, ({ origin, name, dialect }) => {
      const methods = CORS_METHODS.filter(
        (method) => answeringRule(cors.rules, { origin, method }, dialect) === undefined,
      );
      if (methods.length === 0) return [];
      const nearest = cors.rules.findIndex((rule) => ruleMatchesOrigin(rule, origin, dialect));
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
    withFrontEndRule(context),
  );
}
