// CORS allows the front end no more methods than it uses.

import { PROVIDERS } from '../../src/model/provider.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import { allowsMethod, ruleMatchesOrigin } from '../../src/semantics/cors.ts';
import { CORS_METHODS } from '../../src/wandb/browser.ts';
import { corsRemediation, verifyCors } from '../views/cors-documents.ts';
import { CORS_REFERENCES, judgeOrigins, nameOfRule, pathOfRule, repairRules } from '../views/front-end.ts';
import { perProvider } from '../views/per-provider.ts';

const UNUSED = ['DELETE', 'POST'];

export default defineRule({
  id: 'cors-methods-minimal',
  severity: 'low',
  providers: PROVIDERS,
  reads: ['cors'],
  messages: {
    unused: 'CORS rule {{rule}} allows {{origin}} the methods {{methods}}, which W&B does not use.',
  },
  docs: {
    title: 'CORS allows no method that W&B does not use',
    why: "W&B's front end uses GET, HEAD and PUT. Rules that allow its origin DELETE or POST as well let a script on that page do more with a leaked URL than W&B ever does.",
    references: CORS_REFERENCES,
    verify: perProvider(PROVIDERS, verifyCors),
    remediation: perProvider(PROVIDERS, remediation),
  },
  check({ cors }, target) {
    return judgeOrigins(cors, target, ({ origin, name, dialect }) =>
      cors.rules.flatMap((rule, index) => {
        const methods = UNUSED.filter((method) => allowsMethod(rule, method));
        if (methods.length === 0 || !ruleMatchesOrigin(rule, origin, dialect)) return [];
        const data = { rule: nameOfRule(cors, index), origin: name, methods };
        return [{ messageId: 'unused', data, facet: 'cors', path: pathOfRule(index) }];
      }),
    );
  },
});

function remediation(context: RemediationContext): Remediation {
  const rules = repairRules(context, (rule) => {
    const all = rule.methods.includes('*') ? CORS_METHODS : rule.methods;
    const methods = all.filter((method) => !UNUSED.includes(method));
    return methods.length === 0 ? undefined : { ...rule, methods };
  });
  return corsRemediation(
    context,
    'Remove DELETE and POST, or move them to a rule for the pages that use them.',
    rules,
  );
}
