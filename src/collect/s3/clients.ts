// The SDK clients, loaded when first needed and made once for each way to reach a store.

import { readFileSync } from 'node:fs';
import { createSecureContext, getCACertificates } from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { S3ControlClient } from '@aws-sdk/client-s3-control';
import type { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentityProvider } from '@aws-sdk/types';
import type { FleetEntry } from '../../model/target.ts';
import { lean, LEAN } from './lean-client.ts';
import type { LeanClient } from './lean-client.ts';
import { createRequestHandler } from './request-handler.ts';
import { sourceOf } from './credentials.ts';
import { CaFileError } from '../errors.ts';
import { variable } from '../provider.ts';
import type { Run } from '../provider.ts';

/** How a bucket is reached: whose credentials, which endpoint. Everything shared by buckets of the same `key`. */
export interface Reach {
  readonly key: string;
  readonly credentials: AwsCredentialIdentityProvider;
  /** Absent: the cloud's own endpoints. */
  readonly endpoint?: string;
  readonly pathStyle: boolean;
  /** Region the first call is signed for. */
  readonly region: string;
  readonly caFile?: string;
}

/** What an SDK's endpoint provider gives. */
interface Endpoint {
  readonly url: URL;
  readonly headers: Record<string, string[]>;
  readonly properties: {
    authSchemes: {
      name: string;
      signingName: string;
      signingRegion: string;
      disableDoubleEncoding: boolean;
    }[];
  };
}

type Service = 'S3' | 'KMS' | 'STS' | 'S3_CONTROL';

/** Clients of a run. */
export interface Clients {
  readonly reachOf: (entry: FleetEntry) => Reach;
  /** The same bucket with the key inside its storage address. */
  readonly addressReachOf: (entry: FleetEntry) => Reach | undefined;
  readonly s3: (reach: Reach, region: string) => Promise<LeanClient>;
  readonly kms: (reach: Reach, region: string) => Promise<KMSClient>;
  readonly control: (reach: Reach, region: string) => Promise<S3ControlClient>;
  readonly sts: (reach: Reach) => Promise<STSClient>;
  /** Name of a bucket's endpoint for the limiter. */
  readonly endpointName: (reach: Reach, region: string, bucket: string) => string;
  readonly close: () => void;
}

const COREWEAVE_ENDPOINT = 'https://cwobject.com';

export function createClients({ env, concurrency, run, bounded }: Run): Clients {
  const made = new Map<string, Promise<{ destroy: () => void }>>();
  const once = <T extends { destroy: () => void }>(key: string, make: () => Promise<T>): Promise<T> => {
    let client = made.get(key) as Promise<T> | undefined;
    if (client === undefined) {
      client = make();
      made.set(key, client);
    }
    return client;
  };
  const override = (service: Service): string | undefined =>
    variable(env, `AWS_ENDPOINT_URL_${service}`) ?? variable(env, 'AWS_ENDPOINT_URL');
  const sources = sourceOf(env, (reach) => clients.sts(reach), run, bounded);
  // Credentials come before a call takes its slot: a role is assumed by a call of its own, which would wait for ever.
  const ready = async <T extends { destroy: () => void }>(
    { credentials }: Reach,
    key: string,
    make: () => Promise<T>,
  ): Promise<T> => {
    await credentials();
    return once(key, make);
  };

  const config = ({ credentials, caFile }: Reach, region: string, endpoint: string | undefined) => ({
    region,
    credentials,
    maxAttempts: 1,
    requestHandler: createRequestHandler(
      { env, concurrency },
      caFile === undefined ? undefined : trusting(caFile),
    ),
    ...(endpoint !== undefined && { endpoint }),
  });

  const clients: Clients = {
    reachOf(entry) {
      const { target, access } = entry;
      const endpoint = endpointOf(entry, override('S3'));
      const region =
        target.region ?? variable(env, 'AWS_REGION') ?? variable(env, 'AWS_DEFAULT_REGION') ?? 'us-east-1';
      const foreign = target.provider !== 'aws';
      const source = sources({
        access,
        region,
        foreign,
        chainAllowed: !foreign || isSameStore(endpoint, override('S3')),
      });
      return {
        key: [source.key, endpoint ?? '', access.addressing ?? '', access.caFile ?? ''].join('|'),
        credentials: source.provider,
        ...(endpoint !== undefined && { endpoint }),
        pathStyle: pathStyleOf(entry, endpoint),
        region,
        ...(access.caFile !== undefined && { caFile: access.caFile }),
      };
    },
    addressReachOf(entry) {
      const { addressCredentials } = entry.access;
      if (addressCredentials === undefined) return undefined;
      const { profile: _, roleArn: __, credentials: ___, ...rest } = entry.access;
      return clients.reachOf({ ...entry, access: { ...rest, credentials: addressCredentials } });
    },
    s3: (reach, region) =>
      ready(reach, `s3|${reach.key}|${region}`, async () => {
        const { S3Client } = await import('@aws-sdk/client-s3');
        return lean(
          new S3Client({
            ...config(reach, region, reach.endpoint),
            ...LEAN,
            forcePathStyle: reach.pathStyle,
            followRegionRedirects: false,
          }),
        );
      }),
    kms: (reach, region) =>
      ready(reach, `kms|${reach.key}|${region}`, async () => {
        const { KMSClient } = await import('@aws-sdk/client-kms');
        return new KMSClient(config(reach, region, override('KMS')));
      }),
    control: (reach, region) =>
      ready(reach, `control|${reach.key}|${region}`, async () => {
        const { S3ControlClient } = await import('@aws-sdk/client-s3-control');
        const at = override('S3_CONTROL');
        const settings = {
          ...config(reach, region, undefined),
          // The SDK puts the account id before the host, which an address on loopback cannot have.
          ...(at !== undefined && { endpointProvider: () => fixedEndpoint(at, region) }),
        };
        // The SDK takes an endpoint provider, its type does not say so.
        return new S3ControlClient(
          settings as unknown as ConstructorParameters<typeof S3ControlClient>[0] & object,
        );
      }),
    sts: (reach) =>
      ready(reach, `sts|${reach.key}|${reach.region}`, async () => {
        const { STSClient } = await import('@aws-sdk/client-sts');
        return new STSClient(config(reach, reach.region, override('STS')));
      }),
    endpointName({ endpoint, pathStyle }, region, bucket) {
      if (endpoint === undefined) return `S3 ${region}`;
      // Under virtual hosts a name that does not resolve is that bucket's fault alone.
      return pathStyle ? `S3 ${endpoint}` : `S3 ${endpoint} ${bucket}`;
    },
    close() {
      for (const client of made.values()) void client.then((c) => c.destroy()).catch(() => undefined);
    },
  };
  return clients;
}

/** The usual authorities and one more; once a client, as it parses every one of them. */
function trusting(caFile: string): SecureContext {
  try {
    return createSecureContext({ ca: [...getCACertificates('default'), readFileSync(caFile, 'utf8')] });
  } catch (error) {
    const { code = 'not a PEM file' } = error as { code?: string };
    throw new CaFileError(`caFile ${caFile} cannot be used (${code})`);
  }
}

function fixedEndpoint(url: string, signingRegion: string): Endpoint {
  const scheme = { name: 'sigv4', signingName: 's3', signingRegion, disableDoubleEncoding: true };
  return { url: new URL(url), headers: {}, properties: { authSchemes: [scheme] } };
}

/** A declared endpoint, else the environment's, else the cloud's own (absent for AWS). */
function endpointOf({ target }: FleetEntry, override: string | undefined): string | undefined {
  if (target.endpoint !== undefined) return target.endpoint;
  if (override !== undefined) return override;
  return target.provider === 'coreweave' ? COREWEAVE_ENDPOINT : undefined;
}

/** An endpoint that the fleet file declares is not named by the environment because another one is. */
function isSameStore(endpoint: string | undefined, named: string | undefined): boolean {
  return named !== undefined && endpoint?.replace(/\/+$/, '') === named.replace(/\/+$/, '');
}

function pathStyleOf({ target, access }: FleetEntry, endpoint: string | undefined): boolean {
  if (access.addressing !== undefined) return access.addressing === 'path';
  if (target.address.forcePathStyle !== undefined) return target.address.forcePathStyle;
  // CoreWeave knows virtual hosts only; a stand-in on loopback has no names for them.
  return endpoint !== undefined && endpoint !== COREWEAVE_ENDPOINT;
}
