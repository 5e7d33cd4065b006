// Whose credentials read a bucket, in the order of the documentation, each identity resolved once.

import { createHash, createPrivateKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { AuthClient, OAuth2ClientOptions } from 'google-auth-library';
import type { FleetEntry } from '../../model/target.ts';
import { NoCredentials } from '../errors.ts';
import type { Bounded } from '../limiter.ts';
import type { Env } from '../provider.ts';
import { tokenFailure } from './token-failure.ts';

/** Someone who reads: the headers that say who it is. */
export interface Caller {
  /** Tells identities apart; holds no secret. */
  readonly key: string;
  /** @throws NoCredentials, or what kept Google from answering */
  readonly headers: () => Promise<Headers>;
}

/** Gets a token for a service account by a call of IAM: https://cloud.google.com/iam/docs/service-account-impersonation */
export type Impersonate = (
  source: Caller,
  account: string,
) => Promise<{ readonly headers: Headers; readonly expires: number }>;

/** Two of the three services accept nothing less for reading policies. */
export const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';

export type TransporterOptions = NonNullable<OAuth2ClientOptions['transporterOptions']>;

/** Headers are asked for again after this time, milliseconds; the auth library keeps the token itself while it is good. */
const KEEP_MS = 60_000;

export interface CallerOptions {
  readonly env: Env;
  readonly bounded: Bounded;
  readonly impersonate: Impersonate;
  /** For the calls that get tokens. */
  readonly transporterOptions: TransporterOptions;
}

/** The application's default credentials, or a service account they act as; else the service account of the address. */
export function callersOf({
  env,
  bounded,
  impersonate,
  transporterOptions,
}: CallerOptions): (entry: FleetEntry, addressed: FleetEntry) => Caller {
  const callers = new Map<string, Caller>();
  const once = (key: string, make: () => Promise<Timed>): Caller => {
    const caller = callers.get(key) ?? { key, headers: kept(make) };
    callers.set(key, caller);
    return caller;
  };
  const byClient = (find: () => Promise<AuthClient>): (() => Promise<Timed>) => {
    const found = onFirstUse(find);
    return () =>
      bounded(async () => {
        const client = await found();
        const headers = await client.getRequestHeaders().catch((error: unknown) => {
          throw tokenFailure(error, client);
        });
        return { headers, expires: Date.now() + KEEP_MS };
      });
  };
  const standard = onFirstUse(() => applicationDefault(env, { transporterOptions }));
  const plain = byClient(async () => orNone(await standard()));

  return (entry, addressed) => {
    const account = entry.access.impersonateServiceAccount;
    if (account !== undefined) {
      const source = once('default', plain);
      return once(`as ${account}`, () => impersonate(source, account));
    }
    const { addressSecret: secret } = addressed.access;
    const { user } = addressed.target.address;
    if (secret === undefined || user === undefined) return once('default', plain);
    const pem = secret.reveal();
    return once(
      `default else ${user} ${digest(pem)}`,
      byClient(async () => (await standard()) ?? serviceAccount(user, pem, { transporterOptions })),
    );
  };
}

interface Timed {
  readonly headers: Headers;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** One resolution for all calls until it expires. */
function kept(make: () => Promise<Timed>): () => Promise<Headers> {
  let current: Promise<Timed> | undefined;
  let expires = 0;
  return async () => {
    if (current === undefined || Date.now() > expires) {
      expires = Infinity;
      current = make();
    }
    const made = await current;
    expires = made.expires;
    return made.headers;
  };
}

function onFirstUse<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** Google's own order: https://cloud.google.com/docs/authentication/application-default-credentials */
async function applicationDefault(env: Env, options: OAuth2ClientOptions): Promise<AuthClient | undefined> {
  const { GoogleAuth, Compute } = await import('google-auth-library');
  const auth = new GoogleAuth({ scopes: SCOPE });
  const load = async (file: string, name: string): Promise<AuthClient> => {
    try {
      return await auth._getApplicationCredentialsFromFilePath(file, options);
    } catch {
      // Without the parser's message: it quotes the file, which holds a key.
      throw new NoCredentials(`${name} ${file} cannot be read as a file of Google credentials`);
    }
  };
  const quota = (client: AuthClient): AuthClient => {
    const { GOOGLE_CLOUD_QUOTA_PROJECT: project } = env;
    if (project !== undefined && project !== '') client.quotaProjectId = project;
    return client;
  };
  const { GOOGLE_APPLICATION_CREDENTIALS: named } = env;
  if (named !== undefined && named !== '') return quota(await load(named, 'GOOGLE_APPLICATION_CREDENTIALS'));
  const file = join(gcloudFolder(env), 'application_default_credentials.json');
  if (existsSync(file)) return quota(await load(file, 'the file of gcloud'));
  if (env['METADATA_SERVER_DETECTION'] === 'none') return undefined;
  return (await auth._checkIsGCE()) ? quota(new Compute({ ...options, scopes: [SCOPE] })) : undefined;
}

function gcloudFolder({ CLOUDSDK_CONFIG: folder, APPDATA: appData, HOME: home = homedir() }: Env): string {
  if (folder !== undefined && folder !== '') return folder;
  return appData === undefined ? join(home, '.config', 'gcloud') : join(appData, 'gcloud');
}

function orNone(client: AuthClient | undefined): AuthClient {
  if (client !== undefined) return client;
  throw new NoCredentials(
    'no credentials: run `gcloud auth application-default login` or set GOOGLE_APPLICATION_CREDENTIALS',
  );
}

/** The service account that the storage address names, with the key that it holds. */
async function serviceAccount(email: string, pem: string, options: OAuth2ClientOptions): Promise<AuthClient> {
  try {
    createPrivateKey(pem);
  } catch {
    throw new NoCredentials(
      `the key of ${email} in the storage address is no private key in PEM form: percent-encode it whole, line ends too`,
    );
  }
  const { JWT } = await import('google-auth-library');
  return new JWT({ ...options, email, key: pem, scopes: [SCOPE] });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
