// The CORS rules that answer the front end expose ETag.

import { PROVIDERS } from '../../src/model/provider.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import { CORS_EXPOSED_HEADER } from '../../src/wandb/browser.ts';
import { corsRemediation, verifyCors } from '../views/cors-documents.ts';
import {
  CORS_REFERENCES,
  judgeFrontEnd,
  nameOfRule,
  pathOfRule,
  repairRules,
  rulesHidingEtag,
} from '../views/front-end.ts';
import { perProvider } from '../views/per-provider.ts';

export default defineRule({
  id: 'cors-etag-exposed',
  severity: 'high',
  providers: PROVIDERS,
  reads: ['cors'],
  messages: {
    hidden: 'ETag is not exposed to {{origin}} by CORS rule {{rule}}, which answers {{methods}}.',
    notInResponseHeader:
      'ETag is not exposed to {{origin}} by CORS entry {{rule}}, which answers {{methods}}: its responseHeader lists {{headers}}. Cloud Storage has no exposeHeaders, as some guides write it: only what responseHeader lists is exposed.',
  },
  docs: {
    title: 'CORS exposes the ETag header',
    why: "An upload in parts ends with the ETags of its parts, and a script in a browser sees only exposed headers. W&B's validation of the bucket asks for it, too. The first rule that matches answers: one further down that exposes ETag does not help. On Cloud Storage `responseHeader` is the one list of headers, both allowed and exposed: `exposeHeaders`, as in the guide's own file, is no field there and has no effect.",
    references: [...CORS_REFERENCES, 'https://cloud.google.com/storage/docs/json_api/v1/buckets#resource'],
    verify: perProvider(PROVIDERS, verifyCors),
    remediation: perProvider(PROVIDERS, remediation),
  },
  check({ cors }, target) {
    return judgeFrontEnd(cors, target, ({ origin, name, dialect }) =>
      rulesHidingEtag(cors.rules, origin, dialect).map(({ index, methods }) => {
        const data = { origin: name, rule: nameOfRule(cors, index), methods };
        const place = { facet: 'cors', path: pathOfRule(index) } as const;
        if (target.provider !== 'gcp') return { messageId: 'hidden', data, ...place };
        const listed = cors.rules[index]?.exposedHeaders ?? [];
        const headers = listed.length === 0 ? 'nothing' : listed;
        return { messageId: 'notInResponseHeader', data: { ...data, headers }, ...place };
      }),
    );
  },
});

function remediation(context: RemediationContext): Remediation {
  const rules = repairRules(context, (rule) => ({
    ...rule,
    exposedHeaders: [CORS_EXPOSED_HEADER, ...rule.exposedHeaders],
  }));
  const text =
    context.target.provider === 'gcp'
      ? 'Name ETag in responseHeader of the entries that answer the front end, beside the headers that uploads send.'
      : 'Expose ETag in the rules that answer the front end.';
  return corsRemediation(context, text, rules);
}
