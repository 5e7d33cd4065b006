// Some CORS rule allows the front end's origin.

import { PROVIDERS } from '../../src/model/provider.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { ruleMatchesOrigin } from '../../src/semantics/cors.ts';
import { corsRemediation, verifyCors } from '../views/cors-documents.ts';
import {
  CORS_REFERENCES,
  declaredOrigin,
  isPlaceholder,
  judgeOrigins,
  missedOrigins,
  withFrontEndRule,
} from '../views/front-end.ts';
import { perProvider } from '../views/per-provider.ts';

export default defineRule({
  id: 'cors-origin-allowed',
  severity: 'high',
  providers: PROVIDERS,
  reads: ['cors'],
  messages: {
    notAllowed: 'No CORS rule allows {{origin}}.',
    missed: 'No CORS rule allows {{origin}}: {{allowed}} never matches what a browser sends.',
  },
  docs: {
    title: 'CORS allows the origin of the W&B front end',
    why: 'A browser drops the answers of a bucket whose CORS rules do not name the origin of the page. Scheme, host and port all count, `https://*.wandb.ai` does not include `https://wandb.ai`, and a trailing slash never matches. Azure compares letter by letter, upper case included.',
    references: CORS_REFERENCES,
    verify: perProvider(PROVIDERS, verifyCors),
    remediation: perProvider(PROVIDERS, remediation),
  },
  check({ cors }, target) {
    return judgeOrigins(cors, target, ({ origin, name, dialect }) => {
      if (cors.rules.some((rule) => ruleMatchesOrigin(rule, origin, dialect))) return [];
      if (cors.rules.some((rule) => rule.origins.some(isPlaceholder))) {
        return notApplicable(
          `a placeholder stands where ${name} should be allowed: see placeholders-replaced`,
        );
      }
      const missed = missedOrigins(cors, target);
      return [
        missed.length === 0
          ? { messageId: 'notAllowed', data: { origin: name }, facet: 'cors', path: '/rules' }
          : { messageId: 'missed', data: { origin: name, allowed: missed }, facet: 'cors', path: '/rules' },
      ];
    });
  },
});

function remediation(context: RemediationContext): Remediation {
  const origin = declaredOrigin(context.target) ?? "your W&B front end's origin";
  return corsRemediation(
    context,
    `Put a rule for ${origin} before the others; they stay as they are.`,
    withFrontEndRule(context),
  );
}
