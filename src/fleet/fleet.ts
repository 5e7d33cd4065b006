// A fleet: the targets that a file declares, and how to reach them.

import type { Search } from '../model/search.ts';
import type { Deployment, FleetEntry, Location, Position } from '../model/target.ts';
import type { DeclaredWaiver } from '../model/waiver.ts';
import { MULTI_TENANT_ORIGIN } from '../wandb/browser.ts';
import { parseFileStores, splitFileStores } from './address.ts';
import { secretPart } from './address-parts.ts';
import { entryOf } from './declared.ts';
import type { DeclaredBucket } from './declared.ts';
import { linkEntries } from './link.ts';
import { FleetError } from './problem.ts';
import { withDefaults } from './reach.ts';
import type { Defaults } from './reach.ts';
import { searchesOf } from './searches.ts';
import type { DeclaredSearch } from './searches.ts';
import type { Problem, Report } from './problem.ts';
import { checkSchema } from './schema.ts';
import { readSource } from './source.ts';
import type { Path, Source } from './source.ts';
import { holdsCredentials, waiversOf } from './waivers.ts';

export { fleetOfBuckets, selectBuckets } from './buckets.ts';
export type { BucketOptions } from './buckets.ts';
export { withFound } from './discovered.ts';
export { FleetError } from './problem.ts';

export interface Fleet {
  /** The file as the user named it, or `--bucket`. */
  readonly file: string;
  readonly entries: readonly FleetEntry[];
  /** Where to look for buckets that no entry declares. */
  readonly searches: readonly Search[];
  readonly waivers: readonly DeclaredWaiver[];
  /** Ids of all targets that are declared, of those that a selection left out, too. */
  readonly declaredIds: readonly string[];
}

interface DeclaredDeployment extends Omit<Deployment, 'fileStores' | 'teamBuckets' | 'instanceBuckets'> {
  readonly fileStores?: string | readonly string[];
}

/** A part of the file without what the schema found wrong in it. */
interface Sound<T> {
  readonly value: Partial<T>;
  readonly isWhole: boolean;
}

const NOTHING = { entries: [], searches: [], waivers: [] } as const;
const LITERAL_SECRET = 'a secret stands in this file: put it into the environment and write ${NAME} here';
/** Variables of the environment and nothing else. */
const ENV_ONLY = /^(\$\{\w+\})+$/;

/** Reads a fleet file. Throws {@link FleetError} with every problem in it, in the order of the file. */
export function readFleet(
  text: string,
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Fleet {
  const problems: Problem[] = [];
  const report: Report = ({ line, column }, message) => void problems.push({ file, line, column, message });
  const source = readSource(text, env, report);
  const { entries, searches, waivers } = source === undefined ? NOTHING : readParts(source, file, report);
  if (problems.length > 0) {
    throw new FleetError(problems.toSorted((a, b) => a.line - b.line || a.column - b.column));
  }
  return {
    file,
    entries,
    searches,
    waivers,
    declaredIds: entries.map(({ target }) => target.id),
  };
}

function readParts(source: Source, file: string, report: Report): Omit<Fleet, 'file' | 'declaredIds'> {
  const faults = checkSchema(source, report);
  const root = source.value as Root | null;
  const deployment = deploymentOf(
    soundPart<DeclaredDeployment>(root?.deployment, ['deployment'], source, faults.wrong).value,
    source,
    report,
  );
  const defaults = soundPart<Defaults>(root?.defaults, ['defaults'], source, faults.wrong).value;
  const read: Reading = { root, source, file, wrong: faults.wrong, deployment, defaults, report };
  const entries = linkEntries(entriesOf(read));
  const searches = searchesIn(read, entries[0]?.target.deployment ?? deployment);
  const targets = entries.map(({ target }) => target);
  const waivers = waiversOf(source, file, targets, faults.waivers);
  for (const index of waivers.keys()) {
    const path = ['waivers', index, 'bucket'];
    const written = source.raw(path) ?? '';
    if (holdsLiteral(written) && holdsCredentials(written, targets)) report(source.at(path), LITERAL_SECRET);
  }
  return { entries, searches, waivers };
}

interface Root {
  readonly deployment?: unknown;
  readonly defaults?: unknown;
  readonly buckets?: unknown;
  readonly discover?: unknown;
}

/** What the parts of the file are read with. */
interface Reading {
  readonly root: Root | null;
  readonly source: Source;
  readonly file: string;
  readonly wrong: ReadonlySet<string>;
  readonly deployment: Deployment;
  readonly defaults: Defaults;
  readonly report: Report;
}

function searchesIn(
  { root, source, file, wrong, defaults, report }: Reading,
  deployment: Deployment,
): Search[] {
  const list = Array.isArray(root?.discover) ? (root.discover as readonly unknown[]) : [];
  const seen = new Set<string>();
  return list.flatMap((declared, index) => {
    const path = ['discover', index];
    const { value, isWhole } = soundPart<DeclaredSearch>(declared, path, source, wrong);
    const { provider } = value;
    if (provider === undefined || !isWhole) return [];
    const location = { file, ...source.at(path) };
    const searches = searchesOf({ ...value, provider }, defaults, deployment, location, (key, message) =>
      report(source.at([...path, key]), message),
    );
    for (const { target } of searches) {
      if (seen.has(target.id)) report(location, `declared twice: ${target.id}`);
      seen.add(target.id);
    }
    return searches;
  });
}

function entriesOf({ root, source, file, wrong, deployment, defaults, report }: Reading): FleetEntry[] {
  const seen = new Map<string, number>();
  const buckets = Array.isArray(root?.buckets) ? (root.buckets as readonly unknown[]) : [];
  return buckets.flatMap((declared, index) => {
    const path = ['buckets', index];
    const { value, isWhole } = soundPart<DeclaredBucket>(declared, path, source, wrong);
    const { address } = value;
    const literal = literalSecret(value, path, source);
    for (const at of literal) report(at, LITERAL_SECRET);
    if (address === undefined || literal.length > 0) return [];
    const location = placeOf(file, value, path, source);
    const atKey = (key: string, message: string): void => report(source.at([...path, key]), message);
    const entry = entryOf({ ...value, address }, deployment, location, atKey);
    // Where a part was left out, two that differ in it would look the same.
    if (entry === undefined || !isWhole) return [];
    const twin = seen.get(entry.target.id);
    if (twin === undefined) seen.set(entry.target.id, location.line);
    else
      report(
        source.at([...path, 'address']),
        `declared twice: ${entry.target.id} stands in line ${twin}, too`,
      );
    return [withDefaults(entry, { ...value, address }, defaults, atKey)];
  });
}

function soundPart<T>(value: unknown, path: Path, source: Source, wrong: ReadonlySet<string>): Sound<T> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { value: {}, isWhole: false };
  const prefix = path.join('/');
  const faults = [...wrong]
    .filter((at) => at.startsWith(`${prefix}/`))
    .map((at) => at.slice(prefix.length + 1));
  // Of a key with a slash the path tells no more than its first part; such keys are unknown, and so at fault themselves.
  const faulty = new Set(faults.flatMap((at) => [at, at.replace(/\/.*$/s, '')]));
  const isSound = (key: string): boolean => !faulty.has(key) && !source.unset([...path, key]);
  const sound = Object.entries(value).filter(([key]) => isSound(key));
  return {
    value: Object.fromEntries(sound) as Partial<T>,
    isWhole: faults.length === 0 && sound.length === Object.keys(value).length,
  };
}

function deploymentOf(declared: Partial<DeclaredDeployment>, source: Source, report: Report): Deployment {
  const { fileStores, ...rest } = declared;
  const origin = declared.origin ?? (declared.type === 'multi-tenant' ? MULTI_TENANT_ORIGIN : undefined);
  const webOrigin = origin === undefined ? undefined : webOriginOf(origin);
  if (origin !== undefined && webOrigin === undefined) {
    report(
      source.at(['deployment', 'origin']),
      'origin must be scheme, host and port only, like https://acme.wandb.io',
    );
  }
  const stores = typeof fileStores === 'string' ? [fileStores] : (fileStores ?? []);
  for (const index of stores.keys()) {
    const path = ['deployment', 'fileStores', ...(typeof fileStores === 'string' ? [] : [index])];
    const written = splitFileStores(source.raw(path) ?? '');
    if (written.some(holdsLiteral)) report(source.at(path), LITERAL_SECRET);
  }
  return {
    ...rest,
    ...(webOrigin !== undefined && { origin: webOrigin }),
    ...(fileStores !== undefined && { fileStores: stores.flatMap(parseFileStores) }),
    teamBuckets: [],
    instanceBuckets: [],
  };
}

/** Scheme, host and port of a front end as browsers name it; undefined for a text that says more or less than these. */
export function webOriginOf(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const { origin } = new URL(text);
  return origin === text.replace(/\/$/, '').toLowerCase() ? origin : undefined;
}

function holdsLiteral(address: string): boolean {
  const secret = secretPart(address);
  return secret !== undefined && !ENV_ONLY.test(secret);
}

/** The places of secrets that were written out. */
function literalSecret(
  { address, credentials }: Partial<DeclaredBucket>,
  path: Path,
  source: Source,
): Position[] {
  const paths = Object.keys(credentials ?? {})
    .map((key) => [...path, 'credentials', key])
    .filter((at) => !ENV_ONLY.test(source.raw(at) ?? ''));
  const written = address === undefined ? undefined : source.raw([...path, 'address']);
  if (written !== undefined && holdsLiteral(written)) paths.push([...path, 'address']);
  return paths.map((at) => source.at(at));
}

function placeOf(file: string, bucket: object, path: Path, source: Source): Location {
  const keys = Object.keys(bucket).map((key) => [key, source.at([...path, key])] as const);
  return { file, ...source.at(path), keys: Object.fromEntries(keys) };
}
