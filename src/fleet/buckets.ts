// `--bucket`: a fleet of the command line's addresses, or a selection from a fleet file.

import type { DeploymentType } from '../model/provider.ts';
import type { Deployment, FleetEntry } from '../model/target.ts';
import { MULTI_TENANT_ORIGIN } from '../wandb/browser.ts';
import { entryOf } from './declared.ts';
import type { Fleet } from './fleet.ts';
import { linkEntries } from './link.ts';
import { namedBy } from './naming.ts';
import { COMMAND_LINE, FleetError } from './problem.ts';
import type { Problem } from './problem.ts';
import { linkWaivers } from './waivers.ts';

/** What the command line says of buckets that no file declares. */
export interface BucketOptions {
  readonly deployment?: DeploymentType;
  /** Scheme, host and port. */
  readonly origin?: string;
}

/** A fleet of the command line's addresses alone. Throws {@link FleetError}, `line` being the how-manieth `--bucket`. */
export function fleetOfBuckets(addresses: readonly string[], options: BucketOptions): Fleet {
  const entries = linkEntries(declare([...addresses.entries()], options));
  return {
    file: COMMAND_LINE,
    entries,
    searches: [],
    waivers: [],
    declaredIds: entries.map(({ target }) => target.id),
  };
}

/**
 * The targets of the fleet that the addresses name (a target's id, a bucket with all its targets, or a bucket with a
 * sub-path); a bucket that the fleet does not declare is added. What targets know of their fleet stays the whole fleet's:
 * a selection is judged as the whole would be. Throws {@link FleetError} as {@link fleetOfBuckets} does.
 */
export function selectBuckets(fleet: Fleet, addresses: readonly string[], options: BucketOptions): Fleet {
  const matches = addresses.map((address) => {
    const isNamed = namedBy(address);
    return fleet.entries.filter(({ target }) => isNamed(target));
  });
  const others = [...addresses.entries()].filter(([index]) => matches[index]?.length === 0);
  const added = declare(others, options, (fleet.entries[0] ?? fleet.searches[0])?.target.deployment);
  const chosen = new Set([...matches.flat(), ...added].map(({ target }) => target.id));
  const all = added.length === 0 ? fleet.entries : linkEntries([...fleet.entries, ...added]);
  const targets = all.map(({ target }) => target);
  return {
    file: fleet.file,
    entries: all.filter(({ target }) => chosen.has(target.id)),
    // Who names buckets asks for no others.
    searches: [],
    waivers: added.length === 0 ? fleet.waivers : linkWaivers(fleet.waivers, targets),
    declaredIds: targets.map(({ id }) => id),
  };
}

function declare(
  addresses: readonly (readonly [number, string])[],
  { deployment: type, origin }: BucketOptions,
  declared: Deployment = { teamBuckets: [], instanceBuckets: [] },
): FleetEntry[] {
  const problems: Problem[] = [];
  const front = origin ?? declared.origin ?? (type === 'multi-tenant' ? MULTI_TENANT_ORIGIN : undefined);
  const deployment: Deployment = {
    ...declared,
    ...(type !== undefined && { type }),
    ...(front !== undefined && { origin: front }),
  };
  const entries = new Map<string, FleetEntry>();
  for (const [index, address] of addresses) {
    const location = { file: COMMAND_LINE, line: index + 1, column: 1 };
    const entry = entryOf({ address }, deployment, location, (_, message) => {
      problems.push({ ...location, message });
    });
    if (entry !== undefined && !entries.has(entry.target.id)) entries.set(entry.target.id, entry);
  }
  if (problems.length > 0) throw new FleetError(problems);
  return [...entries.values()];
}
