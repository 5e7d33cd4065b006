// Short ways to write CORS rules, and one case for each provider.

import type { Cors, CorsRule } from '../../../src/model/evidence.ts';
import { PROVIDERS } from '../../../src/model/provider.ts';
import type { Case } from '../test-rule.ts';

export const ORIGIN = 'https://acme.wandb.io';

/** W&B's own rule for the front end, with changes. */
export function aRule(over: Partial<CorsRule> = {}): CorsRule {
  return {
    origins: [ORIGIN],
    methods: ['GET', 'HEAD', 'PUT'],
    allowedHeaders: ['*'],
    exposedHeaders: ['ETag'],
    maxAgeSeconds: 3000,
    ...over,
  };
}

export function cors(...rules: readonly CorsRule[]): { readonly cors: Cors } {
  return { cors: { scope: 'bucket', rules } };
}

/** An entry of Google's: its one list of headers is both allowed and exposed. */
export function anEntry(responseHeader: readonly string[], over: Partial<CorsRule> = {}): CorsRule {
  return aRule({ allowedHeaders: responseHeader, exposedHeaders: responseHeader, ...over });
}

export function onEveryStore<T extends Omit<Case, 'provider'>>(
  c: T,
  except: readonly Case['provider'][] = [],
): (T & Case)[] {
  return PROVIDERS.filter((provider) => !except.includes(provider)).map((provider) => ({ ...c, provider }));
}

/** One of Google's entries or Azure's rules holds a part of an origin before the front end's own. */
export const PARTIAL = { origins: ['https://*.wandb.io'] };

/** Nobody declared the front end. */
export const UNDECLARED: Pick<Case, 'target'> = {
  target: { deployment: { teamBuckets: [], instanceBuckets: [] } },
};
