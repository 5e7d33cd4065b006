// Short ways to write lifecycle rules, and one case for each of some providers.

import type { Lifecycle, LifecycleAction, LifecycleRule } from '../../../src/model/evidence.ts';
import { PROVIDERS } from '../../../src/model/provider.ts';
import type { Case } from '../test-rule.ts';

/** An enabled rule for every key. */
export function aRule(actions: readonly LifecycleAction[], over: Partial<LifecycleRule> = {}): LifecycleRule {
  return { enabled: true, prefixes: [], suffixes: [], tags: {}, actions, ...over };
}

export function lifecycle(...rules: readonly LifecycleRule[]): { readonly lifecycle: Lifecycle } {
  return { lifecycle: { rules } };
}

export function onStores<T extends Omit<Case, 'provider'>>(
  providers: readonly Case['provider'][],
  c: T,
): (T & Case)[] {
  return providers.map((provider) => ({ ...c, provider }));
}

export const EVERY_STORE = PROVIDERS;

/** Azure's uncommitted blocks need no rule to go. */
export const WITH_UPLOADS = ['aws', 'gcp', 'coreweave', 's3-compatible'] as const;

export const EXPIRE: LifecycleAction = { type: 'expire', days: 30 };
export const ABORT: LifecycleAction = { type: 'abortUploads', days: 7 };

/** A team's target in `team1`, beside an instance in the whole bucket and another team in `team10`. */
export const TEAM1: Pick<Case, 'target'> = {
  target: {
    level: 'team',
    team: 'team1',
    subpath: 'team1',
    peers: [
      { id: 's3://acme-wandb', level: 'instance', subpath: '' },
      { id: 's3://acme-wandb/team10#team=team10', level: 'team', team: 'team10', subpath: 'team10' },
    ],
  },
};

/** An instance in the whole bucket, beside a team in `team1`. */
export const INSTANCE_BESIDE_TEAM1: Pick<Case, 'target'> = {
  target: {
    peers: [{ id: 's3://acme-wandb/team1#team=team1', level: 'team', team: 'team1', subpath: 'team1' }],
  },
};
