// CORS allows the front end no more methods than it uses.

import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import { ruleMatchesOrigin } from '../../src/semantics/cors.ts';
import {
  CORS_REFERENCES,
  judgeOrigins,
  nameOfRule,
  pathOfRule,
  repairRules,
  verifyCors,
} from '../views/front-end.ts';
import { S3_PROVIDERS, corsRemediation, corsRulesOf, forS3 } from '../views/s3-documents.ts';

const UNUSED = ['DELETE', 'POST'];

export default defineRule({
  id: 'cors-methods-minimal',
  severity: 'low',
  providers: S3_PROVIDERS,
  reads: ['cors'],
  messages: {
    unused: 'CORS rule {{rule}} allows {{origin}} the methods {{methods}}, which W&B does not use.',
  },
  docs: {
    title: 'CORS allows no method that W&B does not use',
    why: "W&B's front end uses GET, HEAD and PUT. Rules that allow its origin DELETE or POST as well let a script on that page do more with a leaked URL than W&B ever does.",
    references: CORS_REFERENCES,
    verify: forS3(verifyCors),
    remediation: forS3(remediation),
  },
  check({ cors }, target) {
    return judgeOrigins(cors, target, ({ origin, name }) =>
      cors.rules.flatMap((rule, index) => {
        const methods = UNUSED.filter((method) => rule.methods.includes(method));
        if (methods.length === 0 || !ruleMatchesOrigin(rule, origin)) return [];
        const data = { rule: nameOfRule(cors, index), origin: name, methods };
        return [{ messageId: 'unused', data, facet: 'cors', path: pathOfRule(index) }];
      }),
    );
  },
});

function remediation(context: RemediationContext): Remediation {
  const rules = repairRules(corsRulesOf(context.readings), context.violations, (rule) => {
    const methods = rule.methods.filter((method) => !UNUSED.includes(method));
    return methods.length === 0 ? undefined : { ...rule, methods };
  });
  return corsRemediation(
    context,
    'Remove DELETE and POST, or move them to a rule for the pages that use them.',
    rules,
  );
}
