// CORS names origins instead of allowing all.

import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import {
  CORS_REFERENCES,
  declaredOrigin,
  nameOfRule,
  pathOfRule,
  repairRules,
  verifyCors,
} from '../views/front-end.ts';
import { S3_PROVIDERS, corsRemediation, corsRulesOf, forS3 } from '../views/s3-documents.ts';

export default defineRule({
  id: 'cors-origin-restricted',
  severity: 'low',
  providers: S3_PROVIDERS,
  reads: ['cors'],
  messages: { everyOrigin: "CORS rule {{rule}} allows every origin; the front end's would do." },
  docs: {
    title: 'CORS names its origins',
    why: "W&B documents `*`, and pre-signed URLs protect the data. With `*` any page that got hold of such a URL can use it from its visitors' browsers; the origin of your front end is all W&B needs.",
    references: CORS_REFERENCES,
    verify: forS3(verifyCors),
    remediation: forS3(remediation),
  },
  check({ cors }) {
    if (cors.rules.length === 0) return notApplicable('no CORS is configured: see cors-configured');
    return cors.rules.flatMap((rule, index) => {
      if (!rule.origins.some(isEveryOrigin)) return [];
      const data = { rule: nameOfRule(cors, index) };
      return [{ messageId: 'everyOrigin', data, facet: 'cors', path: pathOfRule(index) }];
    });
  },
});

/** `*`, `https://*`: no part of a host is named. */
function isEveryOrigin(pattern: string): boolean {
  return /^(https?)?(:\/\/)?\*$/.test(pattern);
}

function remediation(context: RemediationContext): Remediation {
  const origin = declaredOrigin(context.target);
  if (origin === undefined) {
    return {
      text: 'Name the origin of your W&B front end in place of `*`; declare --origin to get the document.',
    };
  }
  const rules = repairRules(corsRulesOf(context.readings), context.violations, (rule) => ({
    ...rule,
    origins: [...new Set([origin, ...rule.origins.filter((pattern) => !isEveryOrigin(pattern))])],
  }));
  return corsRemediation(
    context,
    `Name ${origin} in place of \`*\`, and any other page that uses the bucket.`,
    rules,
  );
}
