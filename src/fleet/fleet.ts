// A fleet: the targets that a file or the command line declares, and how to reach them.

import type { DeploymentType, Level } from '../model/provider.ts';
import { Secret } from '../model/secret.ts';
import type {
  Access,
  AccessKeys,
  Deployment,
  FleetEntry,
  Location,
  Position,
  Target,
} from '../model/target.ts';
import { MULTI_TENANT_ORIGIN } from '../wandb/browser.ts';
import { AddressError, parseAddress, trimSlashes } from './address.ts';
import type { ParsedAddress } from './address.ts';
import { parseFleetDocument } from './document.ts';
import type { FleetDocument } from './document.ts';
import { FleetError } from './problem.ts';
import type { Problem } from './problem.ts';
import { bucketIdOf, linkEntries, parseFileStores, targetIdOf } from './target.ts';

export { FleetError } from './problem.ts';

export interface Fleet {
  /** The file as the user named it, or `--bucket`. */
  readonly file: string;
  readonly entries: readonly FleetEntry[];
}

/** What the command line says of buckets that no file declares. */
export interface BucketOptions {
  readonly deployment?: DeploymentType;
  /** Scheme, host and port. */
  readonly origin?: string;
}

interface DeclaredBucket {
  readonly address: string;
  readonly level?: Level;
  readonly team?: string;
  readonly path?: string;
  readonly kmsKey?: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly addressing?: 'path' | 'virtual-host';
  readonly caFile?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly profile?: string;
  readonly roleArn?: string;
  readonly externalId?: string;
}

interface DeclaredDeployment extends Omit<Deployment, 'fileStores' | 'teamBuckets' | 'instanceBuckets'> {
  readonly fileStores?: string | readonly string[];
}

/** Reads a fleet file. Throws {@link FleetError} with every problem in it. */
export function readFleet(
  text: string,
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Fleet {
  const problems: Problem[] = [];
  const document = parseFleetDocument(text, file, env, problems);
  if (document === undefined) throw new FleetError(problems);
  const value = document.value as { deployment?: DeclaredDeployment; buckets: readonly DeclaredBucket[] };
  const report = (at: Position, message: string): void => void problems.push({ file, ...at, message });
  const deployment = deploymentOf(value.deployment ?? {}, document, report);
  const seen = new Map<string, number>();
  const entries = value.buckets.flatMap((bucket, index) => {
    const at = (key: string, isKey = false): Position => document.at(['buckets', index, key], isKey);
    const literal = literalSecret(bucket, index, document);
    if (literal !== undefined) {
      report(literal, 'a secret stands in the file: put it into the environment and write ${NAME} here');
      return [];
    }
    const location = locationOf(file, bucket, index, document);
    const entry = entryOf(bucket, deployment, location, (key, message) => report(at(key), message));
    if (entry === undefined) return [];
    const twin = seen.get(entry.target.id);
    if (twin !== undefined) {
      report(at('address'), `declared twice: ${entry.target.id} stands in line ${twin}, too`);
    }
    seen.set(entry.target.id, location.line);
    return [entry];
  });
  if (problems.length > 0) throw new FleetError(problems);
  return { file, entries: linkEntries(entries) };
}

/** A fleet of the addresses of the command line alone. Throws {@link FleetError}, `line` being the how-manieth `--bucket`. */
export function fleetOfBuckets(addresses: readonly string[], options: BucketOptions): Fleet {
  const problems: Problem[] = [];
  const entries = entriesOfBuckets(addresses, options, problems);
  if (problems.length > 0) throw new FleetError(problems);
  return { file: '--bucket', entries: linkEntries(entries) };
}

/** The targets of the fleet on the named buckets; a bucket the fleet does not declare is added as `--bucket` alone would. */
export function selectBuckets(fleet: Fleet, addresses: readonly string[], options: BucketOptions): Fleet {
  const problems: Problem[] = [];
  const selected: FleetEntry[] = [];
  const others: string[] = [];
  for (const address of addresses) {
    const matches = fleet.entries.filter(({ target }) => names(address, target));
    if (matches.length === 0) others.push(address);
    selected.push(...matches.filter((entry) => !selected.includes(entry)));
  }
  const declared = fleet.entries[0]?.target.deployment;
  const added = entriesOfBuckets(others, options, problems, declared);
  if (problems.length > 0) throw new FleetError(problems);
  // What rules know of the fleet stays the whole fleet's: a selection judges as the whole would.
  return { file: fleet.file, entries: [...selected, ...added] };
}

function names(address: string, { id, bucketId, address: { text } }: Target): boolean {
  const plain = address.replace(/\/+$/, '');
  return plain === id || plain === bucketId || plain === text || id.startsWith(`${plain}#`);
}

function entriesOfBuckets(
  addresses: readonly string[],
  { deployment: type, origin }: BucketOptions,
  problems: Problem[],
  declared: Deployment = { teamBuckets: [], instanceBuckets: [] },
): FleetEntry[] {
  const front = origin ?? declared.origin ?? (type === 'multi-tenant' ? MULTI_TENANT_ORIGIN : undefined);
  const deployment: Deployment = {
    ...declared,
    ...(type !== undefined && { type }),
    ...(front !== undefined && { origin: front }),
  };
  return [...new Set(addresses)].flatMap((address, index) => {
    const location: Location = { file: '--bucket', line: index + 1, column: 1 };
    return (
      entryOf({ address }, deployment, location, (_, message) => {
        problems.push({ file: '--bucket', line: index + 1, column: 1, message });
      }) ?? []
    );
  });
}

function deploymentOf(
  declared: DeclaredDeployment,
  document: FleetDocument,
  report: (at: Position, message: string) => void,
): Deployment {
  const {
    fileStores,
    origin = declared.type === 'multi-tenant' ? MULTI_TENANT_ORIGIN : undefined,
    ...rest
  } = declared;
  const at = (key: string): Position => document.at(['deployment', key]);
  if (
    origin !== undefined &&
    (!URL.canParse(origin) || new URL(origin).origin !== origin.replace(/\/$/, ''))
  ) {
    report(at('origin'), 'origin must be scheme, host and port only, like https://acme.wandb.io');
  }
  const texts = fileStores === undefined ? [] : typeof fileStores === 'string' ? [fileStores] : fileStores;
  texts.forEach((text, index) => {
    const path =
      typeof fileStores === 'string' ? ['deployment', 'fileStores'] : ['deployment', 'fileStores', index];
    if (/:\/\/[^/]*:[^/]*@|:\/\/.+:.+@/.test(text) && !document.fromEnv(path)) {
      report(
        document.at(path),
        'a secret stands in the file: put it into the environment and write ${NAME} here',
      );
    }
  });
  return {
    ...rest,
    ...(origin !== undefined && { origin: URL.canParse(origin) ? new URL(origin).origin : origin }),
    ...(fileStores !== undefined && { fileStores: texts.flatMap(parseFileStores) }),
    teamBuckets: [],
    instanceBuckets: [],
  };
}

/** The place of a secret that was written out, if any. */
function literalSecret(
  { address, credentials }: DeclaredBucket,
  index: number,
  document: FleetDocument,
): Position | undefined {
  for (const key of Object.keys(credentials ?? {})) {
    const path = ['buckets', index, 'credentials', key];
    if (!document.fromEnv(path)) return document.at(path);
  }
  const path = ['buckets', index, 'address'];
  if (document.fromEnv(path)) return undefined;
  try {
    return parseAddress(address).address.hasCredentials ? document.at(path) : undefined;
  } catch {
    return undefined;
  }
}

function locationOf(file: string, bucket: DeclaredBucket, index: number, document: FleetDocument): Location {
  const keys = Object.keys(bucket).map((key) => [key, document.at(['buckets', index, key])] as const);
  return { file, ...document.at(['buckets', index]), keys: Object.fromEntries(keys) };
}

function entryOf(
  declared: DeclaredBucket,
  deployment: Deployment,
  location: Location,
  report: (key: string, message: string) => void,
): FleetEntry | undefined {
  let parsed: ParsedAddress;
  try {
    parsed = parseAddress(declared.address);
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    report('address', error.message);
    return undefined;
  }
  const { level = deployment.type === 'multi-tenant' ? 'team' : 'instance', team, kmsKey } = declared;
  const provider =
    declared.endpoint !== undefined && parsed.provider === 'aws' ? 's3-compatible' : parsed.provider;
  const endpoint = declared.endpoint ?? parsed.endpoint;
  if (endpoint !== undefined && !URL.canParse(endpoint)) {
    report('address', 'the host of the address cannot be read: is the secret percent-encoded?');
    return undefined;
  }
  const declaredSubpath = declared.path ?? parsed.declaredSubpath;
  const subpath = declared.path === undefined ? parsed.subpath : trimSlashes(declared.path);
  const region = declared.region ?? parsed.address.region;
  const { bucket, account } = parsed;
  const bucketId = bucketIdOf(provider, bucket, {
    ...(account !== undefined && { account }),
    ...(endpoint !== undefined && { endpoint }),
  });
  const target: Target = {
    id: targetIdOf(bucketId, subpath, level, team),
    bucketId,
    provider,
    bucket,
    ...(account !== undefined && { account }),
    subpath,
    ...(declaredSubpath !== undefined && { declaredSubpath }),
    level,
    ...(team !== undefined && { team }),
    ...(kmsKey !== undefined && { kmsKey }),
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    address: parsed.address,
    deployment,
    peers: [],
    location,
  };
  return { target, access: accessOf(declared, parsed) };
}

function accessOf(declared: DeclaredBucket, { credentials }: ParsedAddress): Access {
  const { profile, roleArn, externalId, addressing, caFile } = declared;
  return {
    ...(profile !== undefined && { profile }),
    ...(roleArn !== undefined && { roleArn }),
    ...(externalId !== undefined && { externalId }),
    ...(addressing !== undefined && { addressing }),
    ...(caFile !== undefined && { caFile }),
    ...(declared.credentials !== undefined && { credentials: keysOf(declared.credentials) }),
    ...(credentials !== undefined && { addressCredentials: credentials }),
  };
}

function keysOf({
  accessKeyId,
  secretAccessKey,
  sessionToken,
}: NonNullable<DeclaredBucket['credentials']>): AccessKeys {
  return {
    accessKeyId: new Secret(accessKeyId),
    secretAccessKey: new Secret(secretAccessKey),
    ...(sessionToken !== undefined && { sessionToken: new Secret(sessionToken) }),
  };
}
