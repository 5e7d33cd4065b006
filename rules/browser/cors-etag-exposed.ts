// The CORS rules that answer the front end expose ETag.

import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import { CORS_EXPOSED_HEADER } from '../../src/wandb/browser.ts';
import {
  CORS_REFERENCES,
  judgeFrontEnd,
  nameOfRule,
  pathOfRule,
  repairRules,
  rulesHidingEtag,
  verifyCors,
} from '../views/front-end.ts';
import { S3_PROVIDERS, corsRemediation, corsRulesOf, forS3 } from '../views/s3-documents.ts';

export default defineRule({
  id: 'cors-etag-exposed',
  severity: 'high',
  providers: S3_PROVIDERS,
  reads: ['cors'],
  messages: { hidden: 'ETag is not exposed to {{origin}} by CORS rule {{rule}}, which answers {{methods}}.' },
  docs: {
    title: 'CORS exposes the ETag header',
    why: "An upload in parts ends with the ETags of its parts, and a script in a browser sees only exposed headers. W&B's validation of the bucket asks for it, too. The first rule that matches answers: one further down that exposes ETag does not help.",
    references: CORS_REFERENCES,
    verify: forS3(verifyCors),
    remediation: forS3(remediation),
  },
  check({ cors }, target) {
    return judgeFrontEnd(cors, target, ({ origin, name }) =>
      rulesHidingEtag(cors.rules, origin).map(({ index, methods }) => ({
        messageId: 'hidden',
        data: { origin: name, rule: nameOfRule(cors, index), methods },
        facet: 'cors',
        path: pathOfRule(index),
      })),
    );
  },
});

function remediation(context: RemediationContext): Remediation {
  const rules = repairRules(corsRulesOf(context.readings), context.violations, (rule) => ({
    ...rule,
    exposedHeaders: [CORS_EXPOSED_HEADER, ...rule.exposedHeaders],
  }));
  return corsRemediation(context, 'Expose ETag in the rules that answer the front end.', rules);
}
