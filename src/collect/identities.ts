// What belongs to a team's identity and not to the bucket, read for each identity that the targets of a bucket declare.

import type { BucketEvidence, Facet, Readings } from '../model/evidence.ts';
import type { FleetEntry } from '../model/target.ts';

/** Azure: whoever may act as the identity, and what it may do. */
const OF_IDENTITY: readonly Facet[] = ['identity', 'roleAssignments'];

/**
 * The readings of the targets whose identity is another than that of `shared`, for which the bucket itself is read; by target
 * id. Undefined where all share one.
 */
export async function readOwn(
  entries: readonly FleetEntry[],
  shared: FleetEntry,
  facets: ReadonlySet<Facet>,
  read: (entry: FleetEntry, facets: ReadonlySet<Facet>) => Promise<Readings>,
): Promise<BucketEvidence['own']> {
  const asked = OF_IDENTITY.filter((facet) => facets.has(facet));
  const others = entries.filter((entry) => {
    const identity = identityOf(entry);
    return identity !== undefined && identity !== identityOf(shared);
  });
  if (asked.length === 0 || others.length === 0) return undefined;
  const groups = [...Map.groupBy(others, identityOf).values()];
  const own = await Promise.all(
    groups.map(async (group) => {
      const [first] = group as [FleetEntry];
      const readings = await read(at(first, shared), new Set(asked));
      return group.map(({ target }) => [target.id, readings] as const);
    }),
  );
  return Object.fromEntries(own.flat());
}

function identityOf({ target }: FleetEntry): string | undefined {
  return target.clientId?.toLowerCase();
}

/** The account is where one of the targets says that it is. */
function at(entry: FleetEntry, { target: { accountResourceId } }: FleetEntry): FleetEntry {
  return {
    ...entry,
    target: { ...(accountResourceId !== undefined && { accountResourceId }), ...entry.target },
  };
}
