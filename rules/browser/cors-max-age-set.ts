// Browsers may remember the answer to a preflight, for a reasonable time.

import { PROVIDERS } from '../../src/model/provider.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { answeringRule } from '../../src/semantics/cors.ts';
import { CORS_MAX_AGE_SECONDS, CORS_REQUEST_HEADERS } from '../../src/wandb/browser.ts';
import { corsRemediation, verifyCors } from '../views/cors-documents.ts';
import { CORS_REFERENCES, judgeFrontEnd, nameOfRule, pathOfRule, repairRules } from '../views/front-end.ts';
import { perProvider } from '../views/per-provider.ts';

const DAY_SECONDS = 86_400;

export default defineRule({
  id: 'cors-max-age-set',
  severity: 'low',
  providers: PROVIDERS,
  reads: ['cors'],
  messages: {
    absent:
      'CORS rule {{rule}} sets no max age: browsers remember the answer to a preflight for 5 seconds only.',
    zero: 'CORS rule {{rule}} sets max age 0: browsers ask before every upload.',
    tooLong:
      'CORS rule {{rule}} sets max age {{seconds}} s, over a day: browsers keep to an old answer for that long.',
  },
  docs: {
    title: 'CORS sets a max age of a day at most',
    why: "A browser asks before each PUT unless the last answer is still fresh: without max age every part of an upload costs a second request. Over a day, a repaired rule takes that long to reach everyone. Within these bounds any value is fine; W&B's own are 3000 and 3600, and Cloud Storage answers 3600 where none is set.",
    references: [...CORS_REFERENCES, 'https://fetch.spec.whatwg.org/#http-access-control-max-age'],
    verify: perProvider(PROVIDERS, verifyCors),
    remediation: perProvider(PROVIDERS, remediation),
  },
  check({ cors }, target) {
    return judgeFrontEnd(cors, target, ({ origin, name, dialect }) => {
      // GET and HEAD of the front end need no preflight.
      const headers = CORS_REQUEST_HEADERS[target.provider];
      const index = answeringRule(cors.rules, { origin, method: 'PUT', headers }, dialect);
      if (index === undefined) {
        return notApplicable(
          `no preflight from ${name} succeeds: see cors-methods-allowed and cors-headers-allowed`,
        );
      }
      const seconds = cors.rules[index]?.maxAgeSeconds ?? dialect.defaultMaxAgeSeconds;
      const messageId = faultOf(seconds);
      if (messageId === undefined) return [];
      const data = { rule: nameOfRule(cors, index), ...(seconds !== undefined && { seconds }) };
      return [{ messageId, data, facet: 'cors', path: pathOfRule(index) }];
    });
  },
});

function faultOf(seconds: number | undefined): 'absent' | 'zero' | 'tooLong' | undefined {
  if (seconds === undefined) return 'absent';
  if (seconds <= 0) return 'zero';
  return seconds > DAY_SECONDS ? 'tooLong' : undefined;
}

function remediation(context: RemediationContext): Remediation {
  const rules = repairRules(context, (rule) => ({
    ...rule,
    maxAgeSeconds: CORS_MAX_AGE_SECONDS,
  }));
  return corsRemediation(
    context,
    `Set a max age of ${CORS_MAX_AGE_SECONDS} seconds, as in W&B's guide.`,
    rules,
  );
}
