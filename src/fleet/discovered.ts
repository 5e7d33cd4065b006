// A fleet with the buckets that its searches found, and with the searches that failed.

import type { Unreadable } from '../model/evidence.ts';
import type { Found, Listing, Search } from '../model/search.ts';
import type { FleetEntry } from '../model/target.ts';
import { entryOf } from './declared.ts';
import type { Fleet } from './fleet.ts';
import { linkWaivers } from './waivers.ts';

/** Of all clouds together; anything else in a list is no bucket and could be read as more than a name. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/;

/**
 * Adds what was found and is not declared: as `--bucket` would, on the line of its `discover` entry. What declared targets
 * know of their fleet stays as it is: nobody said that W&B uses the others. A search that failed becomes an entry that
 * stands for it, so that it is told wherever entries go. `taken`, what other files have, takes up this fleet's.
 */
export function withFound(fleet: Fleet, listings: readonly Listing[], taken = new Set<string>()): Fleet {
  if (fleet.searches.length === 0) return fleet;
  for (const { target } of fleet.entries) taken.add(target.bucketId);
  const byId = new Map(listings.map((listing) => [listing.searchId, listing]));
  const added = fleet.searches.flatMap((search) => {
    const listing = byId.get(search.target.id);
    return listing === undefined ? [] : entriesOf(search, listing, taken);
  });
  const entries = [...fleet.entries, ...added].toSorted(byPlace);
  const targets = entries.map(({ target }) => target);
  return {
    ...fleet,
    entries,
    waivers: linkWaivers(fleet.waivers, targets),
    declaredIds: targets.map(({ id }) => id),
  };
}

function entriesOf(search: Search, { buckets, failures }: Listing, taken: Set<string>): FleetEntry[] {
  const entries: FleetEntry[] = [];
  let strange = 0;
  for (const found of buckets) {
    const entry = entryOfFound(search, found);
    if (entry === undefined) strange++;
    else if (!taken.has(entry.target.bucketId)) {
      taken.add(entry.target.bucketId);
      entries.push(entry);
    }
  }
  const sorted = entries.toSorted((a, b) => (a.target.id < b.target.id ? -1 : 1));
  const all = [...failures, ...(strange === 0 ? [] : [noNames(strange)])];
  // Another file may ask the same; what fails twice is told once.
  if (all.length === 0 || taken.has(search.target.bucketId)) return sorted;
  taken.add(search.target.bucketId);
  return [...sorted, { target: { ...search.target, search: { failures: all } }, access: {} }];
}

function entryOfFound(
  { target, access }: Search,
  { name, account, accountResourceId }: Found,
): FleetEntry | undefined {
  if (!NAME.test(name) || (account !== undefined && !NAME.test(account))) return undefined;
  const where = account === undefined ? name : `${account}/${name}`;
  const declared = {
    address: `${target.address.scheme}://${where}`,
    ...(accountResourceId !== undefined && { accountResourceId }),
    ...(target.tenantId !== undefined && { tenantId: target.tenantId }),
  };
  const entry = entryOf(declared, target.deployment, target.location, () => undefined);
  if (entry === undefined || entry.target.bucket !== name || entry.target.subpath !== '') return undefined;
  return { target: { ...entry.target, discovered: true }, access };
}

function noNames(count: number): Unreadable {
  const what = count === 1 ? '1 entry of the list is' : `${count} entries of the list are`;
  return { status: 'unreadable', cause: 'malformed', call: 'none', detail: `${what} no name of a bucket` };
}

/** The order of the file, whatever finishes first. */
function byPlace({ target: { location: a } }: FleetEntry, { target: { location: b } }: FleetEntry): number {
  return a.line - b.line || a.column - b.column;
}
