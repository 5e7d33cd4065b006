// CORS allows the headers that a browser sends with an upload.

import { PROVIDERS } from '../../src/model/provider.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { answeringRule, refusedHeaders } from '../../src/semantics/cors.ts';
import { AZURE_BLOB_TYPE_HEADER, CORS_REQUEST_HEADERS } from '../../src/wandb/browser.ts';
import { corsRemediation, verifyCors } from '../views/cors-documents.ts';
import { CORS_REFERENCES, judgeFrontEnd, nameOfRule, pathOfRule, repairRules } from '../views/front-end.ts';
import { perProvider } from '../views/per-provider.ts';

export default defineRule({
  id: 'cors-headers-allowed',
  severity: 'medium',
  providers: PROVIDERS,
  reads: ['cors'],
  messages: {
    refused:
      'The preflight of a PUT from {{origin}} is refused: CORS rule {{rule}} does not allow {{headers}}.',
    notInResponseHeader:
      'The preflight of a PUT from {{origin}} is refused: responseHeader of CORS entry {{rule}} does not list {{headers}}. On Cloud Storage that list is what a preflight allows, too.',
    blobTypeRefused: {
      severity: 'high',
      text: 'The preflight of a PUT from {{origin}} is refused: CORS rule {{rule}} does not allow {{headers}}. Azure takes no blob without x-ms-blob-type.',
    },
  },
  docs: {
    title: 'CORS allows the headers of an upload',
    why: 'A browser asks before a PUT whether it may send content-type, and on Azure x-ms-blob-type, which every new blob needs. Where the rules do not allow these headers, the upload never starts: S3 looks for a rule that does, Cloud Storage and Azure ask the first one for origin and method. Reads need no leave.',
    references: [...CORS_REFERENCES, 'https://learn.microsoft.com/en-us/rest/api/storageservices/put-blob'],
    verify: perProvider(PROVIDERS, verifyCors),
    remediation: perProvider(PROVIDERS, remediation),
  },
  check({ cors }, target) {
    const headers = CORS_REQUEST_HEADERS[target.provider];
    return judgeFrontEnd(cors, target, ({ origin, name, dialect }) => {
      const request = { origin, method: 'PUT' };
      const nearest = answeringRule(cors.rules, request, dialect);
      const rule = nearest === undefined ? undefined : cors.rules[nearest];
      if (nearest === undefined || rule === undefined)
        return notApplicable(`PUT is not allowed to ${name}: see cors-methods-allowed`);
      if (answeringRule(cors.rules, { ...request, headers }, dialect) !== undefined) return [];
      const refused = refusedHeaders(rule, headers, dialect);
      const data = { origin: name, rule: nameOfRule(cors, nearest), headers: refused };
      return [{ messageId: messageOf(target, refused), data, facet: 'cors', path: pathOfRule(nearest) }];
    });
  },
});

function messageOf({ provider }: Target, refused: readonly string[]): string {
  if (provider === 'gcp') return 'notInResponseHeader';
  return refused.includes(AZURE_BLOB_TYPE_HEADER) ? 'blobTypeRefused' : 'refused';
}

function remediation(context: RemediationContext): Remediation {
  const rules = repairRules(context, (rule) => ({
    ...rule,
    allowedHeaders: ['*'],
  }));
  return corsRemediation(context, "Allow every header in that rule, as in W&B's guide.", rules);
}
