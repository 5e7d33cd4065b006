// What a fleet file or the command line declares of one bucket, turned into a target and the way to reach it.

import type { Level } from '../model/provider.ts';
import { Secret } from '../model/secret.ts';
import type { Access, AccessKeys, Deployment, FleetEntry, Location, Target } from '../model/target.ts';
import { bucketIdOf, parseAddress } from './address.ts';
import { trimSlashes } from './address-parts.ts';
import type { ParsedAddress } from './address.ts';
import { FleetError } from './problem.ts';

/** A bucket of `byob.yaml`, as the schema has it. */
export interface DeclaredBucket {
  readonly address: string;
  readonly level?: Level;
  readonly team?: string;
  readonly path?: string;
  readonly kmsKey?: string;
  /** AWS account of the bucket, for `{account}` of a role. */
  readonly account?: string;
  /** Google project of the bucket, for `{project}` of a service account. */
  readonly project?: string;
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
  readonly impersonateServiceAccount?: string;
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly accountResourceId?: string;
}

/** The entry of one declaration; undefined, with the reason reported under the key at fault, where there is none. */
export function entryOf(
  declared: DeclaredBucket,
  deployment: Deployment,
  location: Location,
  report: (key: keyof DeclaredBucket, message: string) => void,
): FleetEntry | undefined {
  const parsed = parsedAddress(declared.address, (message) => report('address', message));
  if (parsed === undefined) return undefined;
  const { team, kmsKey, tenantId, clientId, accountResourceId } = declared;
  if (declared.endpoint !== undefined && parsed.address.scheme !== 's3') {
    report('endpoint', 'endpoint belongs to s3:// only');
    return undefined;
  }
  if (team !== undefined && declared.level === 'instance') {
    report('team', 'team is for level team only');
    return undefined;
  }
  const level =
    declared.level ?? (team !== undefined || deployment.type === 'multi-tenant' ? 'team' : 'instance');
  const place = placeOf(declared, parsed);
  const bucketId = bucketIdOf(place);
  const subpath = declared.path === undefined ? parsed.subpath : trimSlashes(declared.path);
  const declaredSubpath = declared.path ?? parsed.declaredSubpath;
  const region = declared.region ?? parsed.address.region;
  const target: Target = {
    id: targetIdOf(bucketId, subpath, level, team),
    bucketId,
    ...place,
    subpath,
    ...(declaredSubpath !== undefined && { declaredSubpath }),
    level,
    ...(team !== undefined && { team }),
    ...(kmsKey !== undefined && { kmsKey }),
    ...(region !== undefined && { region }),
    ...(tenantId !== undefined && { tenantId }),
    ...(clientId !== undefined && { clientId }),
    ...(accountResourceId !== undefined && { accountResourceId }),
    address: parsed.address,
    deployment,
    peers: [],
    location,
  };
  return { target, access: accessOf(declared, parsed) };
}

function parsedAddress(text: string, report: (message: string) => void): ParsedAddress | undefined {
  try {
    return parseAddress(text);
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    for (const { message } of error.problems) report(message);
    return undefined;
  }
}

/** An endpoint on `s3://` makes the store S3-compatible. */
function placeOf(
  declared: DeclaredBucket,
  { provider, bucket, account, endpoint }: ParsedAddress,
): Pick<Target, 'provider' | 'bucket' | 'account' | 'endpoint'> {
  const at = declared.endpoint === undefined ? endpoint : declared.endpoint.replace(/\/$/, '');
  return {
    provider: declared.endpoint === undefined ? provider : 's3-compatible',
    bucket,
    ...(account !== undefined && { account }),
    ...(at !== undefined && { endpoint: at }),
  };
}

/** Unique in a fleet and stable over runs: bucket, sub-path, level, team. */
function targetIdOf(bucketId: string, subpath: string, level: Level, team: string | undefined): string {
  const where = subpath === '' ? bucketId : `${bucketId}/${subpath}`;
  return level === 'instance' ? where : `${where}#team=${team ?? ''}`;
}

function accessOf(declared: DeclaredBucket, { credentials, secret }: ParsedAddress): Access {
  const { profile, roleArn, externalId, addressing, caFile, impersonateServiceAccount } = declared;
  return {
    ...(profile !== undefined && { profile }),
    ...(roleArn !== undefined && { roleArn }),
    ...(externalId !== undefined && { externalId }),
    ...(addressing !== undefined && { addressing }),
    ...(caFile !== undefined && { caFile }),
    ...(declared.credentials !== undefined && { credentials: keysOf(declared.credentials) }),
    ...(credentials !== undefined && { addressCredentials: credentials }),
    ...(secret !== undefined && { addressSecret: secret }),
    ...(impersonateServiceAccount !== undefined && { impersonateServiceAccount }),
  };
}

function keysOf(declared: NonNullable<DeclaredBucket['credentials']>): AccessKeys {
  const { accessKeyId, secretAccessKey, sessionToken } = declared;
  return {
    accessKeyId: new Secret(accessKeyId),
    secretAccessKey: new Secret(secretAccessKey),
    ...(sessionToken !== undefined && { sessionToken: new Secret(sessionToken) }),
  };
}
