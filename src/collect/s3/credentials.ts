// Whose credentials read a bucket, in the order of the documentation, each identity resolved once.

import { createHash } from 'node:crypto';
import type { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@aws-sdk/types';
import type { Access, AccessKeys } from '../../model/target.ts';
import { codeOf, NoCredentials } from '../errors.ts';
import type { Bounded, Limiter } from '../limiter.ts';
import { variable } from '../provider.ts';
import type { Env } from '../provider.ts';
import type { Reach } from './clients.ts';
import { roleFailure } from './errors.ts';

export interface CredentialSource {
  /** Tells identities apart; holds no secret. */
  readonly key: string;
  readonly provider: AwsCredentialIdentityProvider;
}

/** What a bucket's credentials follow from. */
export interface Wanted {
  readonly access: Access;
  /** Region of the calls, STS included. */
  readonly region: string;
  /** Another store than Amazon's. */
  readonly foreign: boolean;
  /** The default chain may be sent there: always to Amazon, else only where the environment names this very endpoint. */
  readonly chainAllowed: boolean;
}

/**
 * The bucket's `profile` or `roleArn`; else its `credentials`, and on a foreign store the address's key; else the default
 * chain, which a foreign store never gets unless the environment names it: it would leak AWS keys to that host;
 * else the address's key.
 */
export function sourceOf(
  env: Env,
  sts: (reach: Reach) => Promise<STSClient>,
  run: Limiter,
  bounded: Bounded,
): (wanted: Wanted) => CredentialSource {
  const sources = new Map<string, CredentialSource>();
  const once = (key: string, make: () => AwsCredentialIdentityProvider): CredentialSource => {
    let source = sources.get(key);
    if (source === undefined) {
      source = { key, provider: memoised(make()) };
      sources.set(key, source);
    }
    return source;
  };
  const fixed = (keys: AccessKeys): CredentialSource =>
    once(`keys ${digest(keys)}`, () => () => Promise.resolve(identityOf(keys)));
  const base = ({ access, foreign, chainAllowed }: Wanted): CredentialSource => {
    const { profile, credentials, addressCredentials } = access;
    if (profile !== undefined) return once(`profile ${profile}`, () => chain(env, profile, bounded));
    const keys = credentials ?? (foreign ? addressCredentials : undefined);
    if (keys !== undefined) return fixed(keys);
    if (!chainAllowed) return once('none', () => () => Promise.reject(noCredentials()));
    const standard = once('default', () => chain(env, undefined, bounded));
    if (addressCredentials === undefined) return standard;
    const last = fixed(addressCredentials);
    return once(`default else ${last.key}`, () => () => standard.provider().catch(ifNone(last.provider)));
  };
  return (wanted) => {
    const { access, region } = wanted;
    const { roleArn, externalId } = access;
    if (roleArn === undefined) return base(wanted);
    // STS is Amazon's, whatever the store is.
    const from = base({ ...wanted, chainAllowed: true });
    return once(`${from.key} role ${roleArn} ${externalId ?? ''}`, () => async () => {
      const client = await sts({ key: from.key, credentials: from.provider, pathStyle: false, region });
      return assumed(client, roleArn, externalId, (call) => run(`STS ${region}`, call));
    });
  };
}

/** The credentials of a role. A refusal is a fault of the credentials of every call that wanted it. */
async function assumed(
  client: STSClient,
  roleArn: string,
  externalId: string | undefined,
  run: <T>(call: (abortSignal: AbortSignal) => Promise<T>) => Promise<T>,
): Promise<AwsCredentialIdentity> {
  const { AssumeRoleCommand } = await import('@aws-sdk/client-sts');
  const command = new AssumeRoleCommand({
    RoleArn: roleArn,
    RoleSessionName: 'byob-audit',
    ...(externalId !== undefined && { ExternalId: externalId }),
  });
  try {
    const { Credentials: given } = await run((abortSignal) => client.send(command, { abortSignal }));
    return {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      ...(given?.SessionToken !== undefined && { sessionToken: given.SessionToken }),
      ...(given?.Expiration !== undefined && { expiration: given.Expiration }),
    };
  } catch (error) {
    throw roleFailure(error, roleArn);
  }
}

function chain(env: Env, profile: string | undefined, bounded: Bounded): AwsCredentialIdentityProvider {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = env;
  // As in the SDK's own chain, AWS_PROFILE comes before the keys of the environment.
  const named = profile ?? variable(env, 'AWS_PROFILE');
  if (named === undefined && id !== undefined && id !== '' && secret !== undefined && secret !== '') {
    return () =>
      Promise.resolve({
        accessKeyId: id,
        secretAccessKey: secret,
        ...(token !== undefined && { sessionToken: token }),
      });
  }
  const { AWS_CONFIG_FILE: configFilepath, AWS_SHARED_CREDENTIALS_FILE: filepath } = env;
  return async () => {
    const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
    const provider = fromNodeProviderChain({
      ...(named !== undefined && { profile: named }),
      ...(configFilepath !== undefined && { configFilepath }),
      ...(filepath !== undefined && { filepath }),
      maxRetries: 0,
      timeout: 1000,
    });
    return bounded(() => provider());
  };
}

function ifNone(next: AwsCredentialIdentityProvider) {
  return (error: unknown): Promise<AwsCredentialIdentity> => {
    if (codeOf(error) !== 'CredentialsProviderError') throw error;
    return next();
  };
}

/** One resolution for all calls; renewed five minutes before it expires. */
function memoised(provider: AwsCredentialIdentityProvider): AwsCredentialIdentityProvider {
  let current: Promise<AwsCredentialIdentity> | undefined;
  let expires = Infinity;
  return () => {
    if (current === undefined || Date.now() > expires - 300_000) {
      expires = Infinity;
      current = provider();
      void current
        .then(({ expiration }) => (expires = expiration?.getTime() ?? Infinity))
        .catch(() => undefined);
    }
    return current;
  };
}

function identityOf({ accessKeyId, secretAccessKey, sessionToken }: AccessKeys): AwsCredentialIdentity {
  return {
    accessKeyId: accessKeyId.reveal(),
    secretAccessKey: secretAccessKey.reveal(),
    ...(sessionToken !== undefined && { sessionToken: sessionToken.reveal() }),
  };
}

function digest({ accessKeyId, secretAccessKey, sessionToken }: AccessKeys): string {
  const text = [accessKeyId, secretAccessKey, sessionToken]
    .map((secret) => secret?.reveal() ?? '')
    .join('\u0000');
  return createHash('sha256').update(text).digest('hex');
}

function noCredentials(): Error {
  return new NoCredentials(
    'no credentials for this store: set `credentials` or `profile` of the bucket; AWS credentials are not sent to it',
  );
}
