// The fault matrix: each call of each reader fails in each way, and what the bucket, its neighbours and the findings say then.

import { isDeepStrictEqual } from 'node:util';
import type { Cause, Facet, Reading } from '../../src/model/evidence.ts';
import type { Provider } from '../../src/model/provider.ts';
import { RULES } from '../../rules/index.ts';
import { estateOf, NO_SUCH_HOST } from './estate.ts';
import type { Faults, Member } from './estate.ts';
import { applies, causeOf, FAULTS, isS3, scripted } from './faults.ts';
import type { FaultName } from './faults.ts';
import { ROWS } from './readers.ts';
import type { Row } from './readers.ts';
import { readingsOf, scan, verdictsOf } from './scan.ts';
import type { Scan, ScanOptions, Seen } from './scan.ts';

/** One cell: what the bucket must say, and whatever is not as it must be. */
export interface Cell {
  readonly row: Row;
  readonly fault: FaultName;
  /** Undefined where a part is left out of what stays known: the rules themselves are open then. */
  readonly cause: Cause | undefined;
  /** Some rule of the provider is left open: one that asks for what is missing. */
  readonly asked: boolean;
  readonly problems: readonly string[];
}

/**
 * Of one call, and scans at once: a healthy call takes milliseconds, and on a busy machine with two hundred buckets under
 * way some hundred; none may be told as one that hangs.
 */
const WIDE = { timeoutMs: 8000, atATime: 2 };
const SINGLE = { timeoutMs: 4000, atATime: 8 };

/** Every cell of the matrix, in the order of rows and faults. */
export async function faultMatrix(rows: readonly Row[] = ROWS): Promise<Cell[]> {
  const apart = rows.filter(({ shared }) => shared !== true);
  const wide = Object.values(Object.groupBy(apart, ({ provider, byKey }) => `${provider} ${byKey}`));
  const single = rows.flatMap((row) =>
    FAULTS.filter((fault) => applies(row, fault) && (row.shared === true || fault === 'DNS')).map(
      (fault) => async () => [await cellAlone(row, fault)],
    ),
  );
  const scansOfMany = wide.map((of) => () => wideCells(of));
  const cells = [...(await inTurn(scansOfMany, WIDE.atATime)), ...(await inTurn(single, SINGLE.atATime))];
  const order = ({ row, fault }: Cell): number => rows.indexOf(row) * FAULTS.length + FAULTS.indexOf(fault);
  return cells.flat().toSorted((a, b) => order(a) - order(b));
}

async function inTurn<T>(tasks: readonly (() => Promise<T>)[], width: number): Promise<T[]> {
  const all: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let task = tasks[next++]; task !== undefined; task = tasks[next++]) all.push(await task());
  };
  await Promise.all(Array.from({ length: width }, worker));
  return all;
}

function memberOf({ provider, operation, byKey }: Row, name: string): Member {
  if (byKey === true) return { name, provider, shape: 'address' };
  if (operation === 'RoleDefinitions_GetById') return { name, provider, shape: 'customRole' };
  // A declared account is asked for itself; the others are found in a list.
  return { name, provider, ...(operation === 'StorageAccounts_GetProperties' && { shape: 'declared' }) };
}

/** Azure's access key is asked where the resource manager gives nothing. */
function environmentOf({ provider, byKey }: Row): Readonly<Record<string, string>> {
  return provider === 'azure' && byKey === true ? { AZURE_CLIENT_SECRET: 'no longer good' } : {};
}

/** One scan: a bucket for each cell, one that nothing happens to; held against the same buckets without faults. */
async function wideCells(rows: readonly Row[]): Promise<Cell[]> {
  const [first] = rows;
  if (first === undefined) return [];
  const named = rows
    .flatMap((row) =>
      FAULTS.filter((fault) => fault !== 'DNS' && applies(row, fault)).map((fault) => ({ row, fault })),
    )
    .map((each, index) => ({ ...each, name: `victim${String(index).padStart(3, '0')}x` }));
  const control = memberOf(first, 'control000x');
  const scripts = named.map(({ row, fault, name }) => scripted(row, fault, name));
  const faults: Faults = {
    s3: scripts.flatMap(({ s3 = [] }) => s3),
    google: scripts.flatMap(({ google = [] }) => google),
    azure: scripts.flatMap(({ azure = [] }) => azure),
  };
  const env = (): Readonly<Record<string, string>> => environmentOf(first);
  const victims = named.map(({ row, name }) => memberOf(row, name));
  const faulty = await scan(estateOf([control, ...victims], faults), { timeoutMs: WIDE.timeoutMs, env });
  const healthy = rows.map((row, index) => memberOf(row, `healthy${String(index).padStart(3, '0')}x`));
  const clean = await scan(estateOf([control, ...healthy]), { env });
  const untouched = differences(bucketOf(faulty, control.name), bucketOf(clean, control.name));
  return named.map(({ row, fault, name }) => {
    const before = bucketOf(clean, healthy[rows.indexOf(row)]?.name ?? '');
    return cellOf(row, fault, bucketOf(faulty, name), before, untouched);
  });
}

/** What points the service of a call at another host. */
function variableOf({ provider, operation, byKey }: Row): string {
  if (provider === 'azure') {
    return byKey === true ? 'AZURE_STORAGE_SERVICE_ENDPOINT' : 'AZURE_RESOURCE_MANAGER_ENDPOINT';
  }
  if (operation === 'iam.roles.get') return 'CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM';
  if (operation.startsWith('cloudres')) return 'CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER';
  if (provider === 'gcp') return 'STORAGE_EMULATOR_HOST';
  if (operation === 'GetCallerIdentity') return 'AWS_ENDPOINT_URL_STS';
  if (operation === 'GetAccountPublicAccessBlock') return 'AWS_ENDPOINT_URL_S3_CONTROL';
  if (/Key|^ListGrants$/.test(operation)) return 'AWS_ENDPOINT_URL_KMS';
  // The estate's own variable for a declared endpoint.
  return provider === 's3-compatible' ? 'URL' : 'AWS_ENDPOINT_URL_S3';
}

/** All that a service which is not there leaves unknown: what any of its calls reads, and what follows from it. */
function lostWith(row: Row): Row {
  const variable = variableOf(row);
  const together = ROWS.filter((other) => other.provider === row.provider && variableOf(other) === variable);
  const follows = variable === 'AWS_ENDPOINT_URL_S3' && row.provider === 'aws' ? FOLLOWING : [];
  const project: readonly Facet[] = variable === 'STORAGE_EMULATOR_HOST' ? ['projectIam'] : [];
  return {
    ...row,
    facets: [...new Set([...together.flatMap(({ facets }) => facets), ...follows, ...project])],
  };
}

const FOLLOWING: readonly Facet[] = [
  'owner',
  'accountPublicAccess',
  'key',
  'keyPolicy',
  'keyGrants',
  'keyRotation',
];

/** Two buckets: of one the calls fail, the other is of a family that does without them. */
async function cellAlone(row: Row, fault: FaultName): Promise<Cell> {
  const victim = memberOf(row, 'victim000x');
  const neighbour: Member = { name: 'control000x', provider: isS3(row.provider) ? 'gcp' : 'aws' };
  const unresolved = fault === 'DNS';
  const faults = unresolved ? {} : scripted(row, fault, '');
  const elsewhere = unresolved ? { [variableOf(row)]: NO_SUCH_HOST } : {};
  const [faulty, clean] = await Promise.all([
    scanOnce([victim, neighbour], faults, { ...environmentOf(row), ...elsewhere }),
    scanOnce([victim, neighbour], {}, environmentOf(row)),
  ]);
  const untouched = differences(bucketOf(faulty, neighbour.name), bucketOf(clean, neighbour.name));
  const lost = unresolved ? lostWith(row) : row;
  return {
    ...cellOf(lost, fault, bucketOf(faulty, victim.name), bucketOf(clean, victim.name), untouched),
    row,
  };
}

const scans = new Map<string, Promise<Scan>>();

/** The same scan is made once: all calls of a service share that of a host which is not there. */
function scanOnce(
  members: readonly Member[],
  faults: Faults,
  env: Readonly<Record<string, string>>,
): Promise<Scan> {
  const key = JSON.stringify([members, faults, env]);
  const options: ScanOptions = { timeoutMs: SINGLE.timeoutMs, env: () => env };
  const made = scans.get(key) ?? scan(estateOf(members, faults), options);
  scans.set(key, made);
  return made;
}

function bucketOf({ buckets }: Scan, name: string): Seen {
  const found = buckets.find((bucket) => bucket.name === name);
  if (found === undefined) throw new Error(`${name} is missing from the scan`);
  return found;
}

/** Where two scans of a bucket that nothing happened to read or judge otherwise. */
function differences(seen: Seen, clean: Seen): string[] {
  const [now, before] = [readingsOf(seen), readingsOf(clean)];
  const read = (Object.keys(before) as Facet[])
    .filter((facet) => !isDeepStrictEqual(now[facet], before[facet]))
    .map((facet) => `${seen.name}: ${facet} is read as ${JSON.stringify(now[facet])}`);
  return isDeepStrictEqual(verdictsOf(seen), verdictsOf(clean))
    ? read
    : [...read, `${seen.name}: judged otherwise`];
}

function cellOf(row: Row, fault: FaultName, seen: Seen, clean: Seen, untouched: readonly string[]): Cell {
  const { facets: lost, partOf = [], permission, operation, provider } = row;
  const cause = causeOf(row, fault);
  // Without credentials no further call can tell more: the bucket ends there.
  const ends = operation === 'GetBucketLocation' && cause === 'credentials';
  const [now, before] = [readingsOf(seen), readingsOf(clean)];
  const read = Object.keys(before) as Facet[];
  const touched = (ends ? read : lost).filter((facet) => before[facet]?.status === 'known');
  const problems = read.flatMap((facet) => {
    if (touched.includes(facet)) return unfit(facet, now[facet], cause, permission);
    if (partOf.includes(facet)) return now[facet]?.status === 'known' ? [] : [`${facet} is no longer known`];
    const same = ends || isDeepStrictEqual(now[facet], before[facet]);
    return same ? [] : [`${facet} is read as ${JSON.stringify(now[facet])}`];
  });
  const asked = [...touched, ...partOf].some((facet) => isAsked(facet, provider));
  return {
    row,
    fault,
    cause: lost.length === 0 ? undefined : cause,
    asked,
    problems: [...problems, ...judgedOtherwise(seen, clean, asked), ...untouched],
  };
}

function isAsked(facet: Facet, provider: Provider): boolean {
  return RULES.some(
    ({ providers, reads, considers }) =>
      providers.includes(provider) && [...reads, ...considers].includes(facet),
  );
}

function unfit(
  facet: Facet,
  reading: Reading<unknown> | undefined,
  cause: Cause,
  permission: string,
): string[] {
  const told = reading?.status === 'unreadable' && reading.cause === cause;
  const named = cause !== 'denied' || (reading?.status === 'unreadable' && reading.permission === permission);
  return told && named ? [] : [`${facet} must be ${cause}, and is ${JSON.stringify(reading)}`];
}

/** Every result must be one that the bucket had without the fault, or open; and something must be open. */
function judgedOtherwise(seen: Seen, clean: Seen, asked: boolean): string[] {
  const before = new Set(verdictsOf(clean));
  const invented = verdictsOf(seen).filter((line) => !before.has(line) && line.split(' | ')[1] !== 'open');
  const open = seen.results.filter(({ kind }) => kind === 'open').length;
  const wasOpen = clean.results.filter(({ kind }) => kind === 'open').length;
  const told = asked === open > wasOpen ? [] : [`${open} results are open, ${wasOpen} were`];
  return [...invented.map((line) => `invented: ${line}`), ...told];
}
