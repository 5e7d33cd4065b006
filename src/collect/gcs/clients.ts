// Calls of Google's services: whose credentials, which endpoint, through the limiter, ended by its signal.

import type { Bucket, Storage } from '@google-cloud/storage';
import type { FleetEntry } from '../../model/target.ts';
import { NoCredentials } from '../errors.ts';
import type { Env, Run } from '../provider.ts';
import { createConnections } from '../transport.ts';
import { callersOf, SCOPE } from './credentials.ts';
import type { Caller, Impersonate, TransporterOptions } from './credentials.ts';
import { endpointOf, isEmulated, LIMITER_NAMES } from './endpoints.ts';
import type { Service } from './endpoints.ts';
import { GoogleError, NotGoogle } from './errors.ts';
import { askGoogle } from './exchange.ts';
import type { GoogleRequest } from './exchange.ts';

/** A request that goes without the storage SDK. */
export interface Ask {
  readonly service: Service;
  /** `/v3/projects/123456789012:getIamPolicy` */
  readonly path: string;
  /** Makes it a POST. */
  readonly body?: object;
}

/** Clients of a run. */
export interface Clients {
  readonly callerOf: (entry: FleetEntry, addressed: FleetEntry) => Caller;
  /** One call of the storage SDK on a bucket. */
  readonly storage: <T>(caller: Caller, bucket: string, call: (bucket: Bucket) => Promise<T>) => Promise<T>;
  /** One call of any service. */
  readonly ask: (caller: Caller, ask: Ask) => Promise<unknown>;
  readonly close: () => void;
}

const ANONYMOUS: Caller = { key: 'emulator', headers: () => Promise.resolve(new Headers()) };

export function createClients({ env, concurrency, run, bounded, once }: Run): Clients {
  const connections = createConnections({ env, concurrency });
  const transporterOptions = { agent: connections.agent, adapter: tokenHost(env) };

  // Headers come before a call takes its slot: an impersonated account's are got by a call of their own.
  async function through<T>(
    caller: Caller,
    service: Service,
    call: (send: Send) => Promise<T>,
    bucket?: string,
  ): Promise<T> {
    const own = Object.fromEntries(await caller.headers());
    const send = (signal: AbortSignal): Send => {
      return ({ headers, ...request }) =>
        askGoogle({ ...request, headers: { ...headers, ...own }, signal }, connections);
    };
    return run(LIMITER_NAMES[service], (signal) => call(send(signal)), bucket);
  }

  const ask: Clients['ask'] = async (caller, { service, path, body }) => {
    const url = new URL(`${endpointOf(service, env)}${path}`);
    return through(caller, service, (send) => send({ url, ...(body !== undefined && { body }) }));
  };
  const callerOf = callersOf({ env, bounded, transporterOptions, impersonate: impersonateBy(ask) });

  return {
    ask,
    callerOf: (entry, addressed) => (isEmulated(env) ? ANONYMOUS : callerOf(entry, addressed)),
    storage: async (caller, bucket, call) => {
      // Loaded outside of the call's time.
      const by = await once('google storage client', () => storageAt(endpointOf('storage', env)));
      // Names of buckets hold nothing to encode; what was declared may.
      const name = encodeURIComponent(bucket);
      return through(caller, 'storage', (send) => call(by(send).bucket(name)), bucket);
    },
    close: connections.close,
  };
}

/** One request in the name of a caller. */
type Send = (
  request: Pick<GoogleRequest, 'url' | 'body'> & Partial<Pick<GoogleRequest, 'headers'>>,
) => Promise<object>;

/** What the SDK hands to its transport, and how it takes the answer. */
type SdkRequest = (
  request: { uri: string; qs?: Record<string, unknown>; headers?: Record<string, string> },
  callback: (error: unknown, body?: object, response?: object) => void,
) => void;

/**
 * The SDK with our transport. Its own cannot be ended, which would keep the process alive behind an endpoint that hangs, and
 * takes proxy and emulator out of the process's environment instead of the run's.
 */
async function storageAt(endpoint: string): Promise<(send: Send) => Storage> {
  const [{ Storage }, { PassThroughClient }] = await Promise.all([
    import('@google-cloud/storage'),
    import('google-auth-library'),
  ]);
  // Without a project it would look for one, in the metadata server and in gcloud.
  const storage = new Storage({
    apiEndpoint: endpoint,
    projectId: 'unused',
    authClient: new PassThroughClient(),
  });
  storage.baseUrl = `${endpoint}/storage/v1`;
  return (send) => {
    const request: SdkRequest = ({ uri, qs = {}, headers = {} }, callback) => {
      const url = new URL(uri);
      for (const [name, value] of Object.entries(qs)) url.searchParams.append(name, String(value));
      send({ url, headers }).then(
        (body) => callback(null, body, {}),
        (error: unknown) => callback(error),
      );
    };
    // Each call sends with its own: a client made anew for it costs a good part of what the request does.
    return Object.create(storage, { makeAuthenticatedRequest: { value: request } }) as Storage;
  };
}

type Adapter = NonNullable<TransporterOptions['adapter']>;

/** The auth library has one address for tokens; gcloud's property auth/token_host names another (Private Service Connect). */
function tokenHost({ CLOUDSDK_AUTH_TOKEN_HOST: host }: Env): Adapter {
  return (options, send) => {
    const other =
      host !== undefined && host !== '' && options.url.href === 'https://oauth2.googleapis.com/token';
    return send(other ? { ...options, url: new URL(host) } : options);
  };
}

/** https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken */
function impersonateBy(ask: Clients['ask']): Impersonate {
  return async (source, account) => {
    const path = `/v1/projects/-/serviceAccounts/${encodeURIComponent(account)}:generateAccessToken`;
    try {
      const answer = await ask(source, { service: 'iamCredentials', path, body: { scope: [SCOPE] } });
      const { accessToken, expireTime } = answer as { accessToken?: string; expireTime?: string };
      if (accessToken === undefined) throw new NotGoogle('IAM Credentials answers without a token');
      const expires = Date.parse(expireTime ?? '') - RENEW_BEFORE_MS;
      return { headers: new Headers({ authorization: `Bearer ${accessToken}` }), expires };
    } catch (error) {
      throw refusedToActAs(error, account);
    }
  };
}

const RENEW_BEFORE_MS = 300_000;

function refusedToActAs(error: unknown, account: string): unknown {
  if (!(error instanceof GoogleError)) return error;
  const { status } = error;
  if (status === 404) return new NoCredentials(`the service account ${account} does not exist`);
  if (status !== 403) return error;
  return new NoCredentials(
    `the caller may not act as ${account}: grant it roles/iam.serviceAccountTokenCreator there (iam.serviceAccounts.getAccessToken)`,
  );
}
