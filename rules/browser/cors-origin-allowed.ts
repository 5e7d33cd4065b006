// Some CORS rule allows the front end's origin.

import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { ruleMatchesOrigin } from '../../src/semantics/cors.ts';
import {
  CORS_REFERENCES,
  declaredOrigin,
  isPlaceholder,
  judgeOrigins,
  missedOrigins,
  verifyCors,
  withFrontEndRule,
} from '../views/front-end.ts';
import { S3_PROVIDERS, corsRemediation, corsRulesOf, forS3 } from '../views/s3-documents.ts';

export default defineRule({
  id: 'cors-origin-allowed',
  severity: 'high',
  providers: S3_PROVIDERS,
  reads: ['cors'],
  messages: {
    notAllowed: 'No CORS rule allows {{origin}}.',
    missed: 'No CORS rule allows {{origin}}: {{allowed}} never matches what a browser sends.',
  },
  docs: {
    title: 'CORS allows the origin of the W&B front end',
    why: 'A browser drops the answers of a bucket whose CORS rules do not name the origin of the page. Scheme, host and port all count, `https://*.wandb.ai` does not include `https://wandb.ai`, and a trailing slash never matches.',
    references: CORS_REFERENCES,
    verify: forS3(verifyCors),
    remediation: forS3(remediation),
  },
  check({ cors }, target) {
    return judgeOrigins(cors, target, ({ origin, name }) => {
      if (cors.rules.some((rule) => ruleMatchesOrigin(rule, origin))) return [];
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
  const { target, readings } = context;
  const origin = declaredOrigin(target) ?? "your W&B front end's origin";
  return corsRemediation(
    context,
    `Put a rule for ${origin} before the others; they stay as they are.`,
    withFrontEndRule(corsRulesOf(readings), target),
  );
}
