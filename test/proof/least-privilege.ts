// What a scan still knows with the printed permissions, and with each of them taken away.

import { isDeepStrictEqual } from 'node:util';
import { awsPermissions, azurePermissions, gcpPermissions } from '../../src/collect/permissions.ts';
import { facetsOf } from '../../src/model/rule.ts';
import type { Facet } from '../../src/model/evidence.ts';
import type { Rule } from '../../src/model/rule.ts';
import { AZURE_CLIENT } from '../../src/sandbox/azure-world.ts';
import { RULES } from '../../rules/index.ts';
import { estateOf } from './estate.ts';
import type { Member } from './estate.ts';
import { readingsOf, scan, verdictsOf } from './scan.ts';
import type { Scan } from './scan.ts';

/** Clouds whose permissions `byob permissions` prints. */
export const CLOUDS = ['aws', 'gcp', 'azure'] as const;
export type Cloud = (typeof CLOUDS)[number];

/** Every way in which a bucket of the cloud is declared: found or named, with a built-in role or another, with a key. */
const MEMBERS: Readonly<Record<Cloud, readonly Member[]>> = {
  aws: [
    { name: 'plain1x', provider: 'aws' },
    { name: 'keyed1x', provider: 'aws', shape: 'address' },
  ],
  gcp: [{ name: 'plain1x', provider: 'gcp' }],
  azure: [
    { name: 'found1x', provider: 'azure' },
    { name: 'declared1x', provider: 'azure', shape: 'declared' },
    { name: 'custom1x', provider: 'azure', shape: 'customRole' },
  ],
};

/** Searches that find all members by all that can be asked: names and tags, Azure's subscriptions, too. */
const SEARCHES: Readonly<Record<Cloud, string>> = {
  aws: "discover:\n  - { provider: aws, name: '*1x', tags: { app: '*' } }\n",
  gcp: "discover:\n  - { provider: gcp, projects: [acme], name: '*1x' }\n",
  azure: `discover:\n  - { provider: azure, tenantId: ${AZURE_CLIENT.tenantId}, storageAccount: '*1x' }\n`,
};

/** What `byob permissions --format` prints for the rules, and with `--discover`, as a list. */
export function printedFor(cloud: Cloud, rules: readonly Rule[], discovers = false): readonly string[] {
  const facets = facetsOf(rules);
  switch (cloud) {
    case 'aws':
      return awsPermissions(facets, discovers).Statement.flatMap(({ Action }) => Action);
    case 'gcp':
      return gcpPermissions(facets, discovers).includedPermissions;
    case 'azure':
      return azurePermissions(facets).Actions;
  }
}

/** Scans with nothing but these permissions; undefined is everything. */
export function scanWith(
  cloud: Cloud,
  granted: readonly string[] | undefined,
  rules: readonly Rule[] = RULES,
): Promise<Scan> {
  return scan(estateOf(MEMBERS[cloud], {}, granted === undefined ? {} : { [cloud]: granted }), { rules });
}

/** The same for a fleet that declares nothing and discovers all. */
export function discoverWith(cloud: Cloud, granted?: readonly string[]): Promise<Scan> {
  const only = granted === undefined ? {} : { [cloud]: granted };
  return scan(estateOf(MEMBERS[cloud], {}, only, SEARCHES[cloud]));
}

/** Where two scans of the same fleet read or judge otherwise. */
export function differencesOf(restricted: Scan, whole: Scan): string[] {
  return restricted.buckets.flatMap((seen, index) => {
    const other = whole.buckets[index];
    if (other === undefined) return [`${seen.name} is not in both`];
    const [now, before] = [readingsOf(seen), readingsOf(other)];
    const read = (Object.keys(before) as Facet[]).filter(
      (facet) => !isDeepStrictEqual(now[facet], before[facet]),
    );
    const verdicts = verdictsOf(other);
    const judged = verdictsOf(seen).filter((line) => !verdicts.includes(line));
    return [...read, ...judged].map((what) => `${seen.name}: ${what}`);
  });
}

/** What a scan without one of the permissions could not verify. */
export interface Lost {
  readonly cloud: Cloud;
  readonly permission: string;
  /** Unknown for any of the buckets. */
  readonly facets: readonly Facet[];
  /** Left open that were not. */
  readonly rules: readonly string[];
  /** Whatever is not as it must be. */
  readonly problems: readonly string[];
}

/** Takes each permission away, one at a time. */
export async function lostWithout(cloud: Cloud): Promise<Lost[]> {
  const all = printedFor(cloud, RULES);
  const whole = await scanWith(cloud, all);
  const lost: Lost[] = [];
  for (const permission of all) {
    const without = await scanWith(
      cloud,
      all.filter((other) => other !== permission),
    );
    lost.push(compared(cloud, permission, without, whole));
  }
  return lost;
}

/** What a search says that lacks one of the permissions. */
export interface Unlisted {
  readonly cloud: Cloud;
  readonly permission: string;
  readonly found: 'all' | 'some' | 'none';
  /** Of the open result. */
  readonly message: string;
  /** Whatever is not as it must be. */
  readonly problems: readonly string[];
}

/** Takes each permission away, one at a time; gives those for want of which a search finds less. */
export async function unlistedWithout(cloud: Cloud): Promise<Unlisted[]> {
  const all = printedFor(cloud, RULES, true);
  const whole = foundIn(await discoverWith(cloud, all));
  const unlisted: Unlisted[] = [];
  for (const permission of all) {
    const others = all.filter((other) => other !== permission);
    const without = await discoverWith(cloud, others);
    const found = foundIn(without);
    const searches = without.buckets.filter(({ isSearch }) => isSearch);
    if (searches.length === 0 && isDeepStrictEqual(found, whole)) continue;
    const open = searches.flatMap(({ results }) => results);
    const wrong = open.filter(
      ({ kind, ruleId, missing = [] }) =>
        kind !== 'open' ||
        ruleId !== 'evidence-readable' ||
        missing.some((entry) => entry.cause !== 'denied' || entry.permission !== permission),
    );
    const problems = [
      ...wrong.map(({ ruleId, message = '' }) => `${ruleId}: ${message}`),
      ...found.filter((id) => !whole.includes(id)).map((id) => `invented: ${id}`),
      ...(open.length === 1 ? [] : [`${open.length} open results`]),
    ];
    const share = found.length === 0 ? 'none' : found.length < whole.length ? 'some' : 'all';
    unlisted.push({ cloud, permission, found: share, message: open[0]?.message ?? '', problems });
  }
  return unlisted;
}

function foundIn({ buckets }: Scan): string[] {
  return buckets.filter(({ isSearch }) => !isSearch).map(({ name }) => name);
}

function compared(cloud: Cloud, permission: string, without: Scan, whole: Scan): Lost {
  const facets = new Set<Facet>();
  const rules = new Set<string>();
  const problems: string[] = [];
  for (const [index, seen] of without.buckets.entries()) {
    const before = whole.buckets[index];
    if (before === undefined) continue;
    for (const [facet, reading] of Object.entries(seen.readings)) {
      if (reading.status !== 'unreadable') continue;
      facets.add(facet as Facet);
      if (reading.cause !== 'denied' || reading.permission !== permission)
        problems.push(`${seen.name}: ${facet} is ${JSON.stringify(reading)}`);
    }
    const verdicts = new Set(verdictsOf(before));
    for (const line of verdictsOf(seen).filter((each) => !verdicts.has(each))) {
      const [rule = '', kind] = line.split(' | ');
      if (kind === 'open') rules.add(rule);
      else problems.push(`${seen.name}: invented: ${line}`);
    }
    for (const { kind, missing = [] } of seen.results)
      for (const entry of kind === 'open' ? missing : [])
        if (entry.permission !== permission) problems.push(`${seen.name}: asks for ${entry.permission}`);
  }
  return { cloud, permission, facets: [...facets].toSorted(), rules: [...rules].toSorted(), problems };
}
