// What a run is about: the fleet and the rules that the options name.

import { existsSync } from 'node:fs';
import { discover } from '../audit/discover.ts';
import { fleetOfBuckets, readFleet, selectBuckets, withFound } from '../fleet/fleet.ts';
import type { BucketOptions, Fleet } from '../fleet/fleet.ts';
import type { DeploymentType } from '../model/provider.ts';
import type { Rule } from '../model/rule.ts';
import { closest } from '../model/spelling.ts';
import { RULES } from '../../rules/index.ts';
import { textOf } from './input.ts';
import { UsageError } from './io.ts';
import type { Io } from './io.ts';

/** The fleet file where none is named. */
export const DEFAULT_FLEET = 'byob.yaml';

export interface FleetSelection {
  readonly bucket: readonly string[];
  readonly fleet?: string | undefined;
  readonly deployment?: DeploymentType | undefined;
  readonly origin?: string | undefined;
}

/**
 * The fleet file (`--fleet`, else `./byob.yaml` where it exists), narrowed to `--bucket`; or a fleet of the `--bucket`s
 * alone. Throws {@link UsageError} where neither is given, or what a fleet file says itself, `FleetError` where the file is
 * wrong.
 */
export async function loadFleet(selection: FleetSelection, io: Io): Promise<Fleet> {
  const options: BucketOptions = {
    ...(selection.deployment !== undefined && { deployment: selection.deployment }),
    ...(selection.origin !== undefined && { origin: selection.origin }),
  };
  const file = selection.fleet ?? DEFAULT_FLEET;
  if (selection.fleet === undefined && !existsSync(file)) {
    if (selection.bucket.length === 0) {
      throw new UsageError(
        `no ${DEFAULT_FLEET} here and no --bucket: run \`byob init\` to write one, or give --bucket s3://NAME`,
      );
    }
    return fleetOfBuckets(selection.bucket, options);
  }
  if (selection.bucket.length === 0 && Object.keys(options).length > 0) {
    throw new UsageError(
      `--deployment and --origin go with --bucket; ${file} says its own under \`deployment\``,
    );
  }
  const fleet = readFleet(await textOf(file), file, io.env);
  return selection.bucket.length === 0 ? fleet : selectBuckets(fleet, selection.bucket, options);
}

/** The fleet with what its `discover` entries find. */
export async function discovered(
  fleet: Fleet,
  { concurrency, timeout }: { readonly concurrency: number; readonly timeout: number },
  { env, signal }: Pick<Io, 'env' | 'signal'>,
): Promise<Fleet> {
  const options = { concurrency, timeoutMs: timeout * 1000, env, signal };
  return withFound(fleet, await discover(fleet.searches, options));
}

/** The rules named by `--rule`, all without. */
export function selectRules(ids: readonly string[]): readonly Rule[] {
  if (ids.length === 0) return RULES;
  const known = new Set(ids.map((id) => findRule(id).id));
  return RULES.filter(({ id }) => known.has(id));
}

/** The rule of that id; throws {@link UsageError} with a suggestion. */
export function findRule(id: string): Rule {
  const rule = RULES.find((r) => r.id === id);
  if (rule !== undefined) return rule;
  const guess = closest(
    id,
    RULES.map((r) => r.id),
  );
  throw new UsageError(
    `unknown rule '${id}'${guess === undefined ? '' : `, did you mean '${guess}'?`} (\`byob rules\` lists them)`,
  );
}
