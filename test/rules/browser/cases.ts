// Short ways to write CORS rules, and one case for each store of the S3 family.

import type { Cors, CorsRule } from '../../../src/model/evidence.ts';
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

export function onEveryStore<T extends Omit<Case, 'provider'>>(c: T): (T & Case)[] {
  return (['aws', 'coreweave', 's3-compatible'] as const).map((provider) => ({ ...c, provider }));
}

/** Nobody declared the front end. */
export const UNDECLARED: Pick<Case, 'target'> = {
  target: { deployment: { teamBuckets: [], instanceBuckets: [] } },
};
