// Whose credentials read a bucket, in the order of the documentation, each identity resolved once.

import { createHash } from 'node:crypto';
import type { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@aws-sdk/types';
import type { Access, AccessKeys } from '../model/target.ts';
import type { Env, Reach } from './clients.ts';
import type { Limiter } from './limiter.ts';

export interface CredentialSource {
  /** Tells identities apart; holds no secret. */
  readonly key: string;
  readonly provider: AwsCredentialIdentityProvider;
}

/**
 * The bucket's `profile` or `roleArn`; else its `credentials` or the address's key; else, unless the store is foreign, the
 * default chain: sending AWS keys to a foreign host would leak them.
 */
export function sourceOf(
  env: Env,
  sts: (reach: Reach) => Promise<STSClient>,
  run: Limiter,
): (access: Access, region: string, foreign: boolean) => CredentialSource {
  const sources = new Map<string, CredentialSource>();
  const once = (key: string, make: () => AwsCredentialIdentityProvider): CredentialSource => {
    let source = sources.get(key);
    if (source === undefined) {
      source = { key, provider: memoised(make()) };
      sources.set(key, source);
    }
    return source;
  };
  const base = (access: Access, foreign: boolean): CredentialSource => {
    if (access.profile !== undefined)
      return once(`profile ${access.profile}`, () => chain(env, access.profile));
    const keys = access.credentials ?? (foreign ? access.addressCredentials : undefined);
    if (keys !== undefined)
      return once(`keys ${digest(keys)}`, () => () => Promise.resolve(identityOf(keys)));
    if (foreign) return once('none', () => () => Promise.reject(noCredentials()));
    return once('default', () => chain(env, undefined));
  };
  return (access, region, foreign) => {
    const from = base(access, foreign && access.roleArn === undefined);
    const { roleArn, externalId } = access;
    if (roleArn === undefined) return from;
    return once(`${from.key} role ${roleArn} ${externalId ?? ''}`, () => async () => {
      const client = await sts({ key: from.key, credentials: from.provider, pathStyle: false, region });
      const { AssumeRoleCommand } = await import('@aws-sdk/client-sts');
      const command = new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: 'byob-audit',
        ...(externalId !== undefined && { ExternalId: externalId }),
      });
      const { Credentials: given } = await run(`STS ${region}`, (abortSignal) =>
        client.send(command, { abortSignal }),
      );
      return {
        accessKeyId: given?.AccessKeyId ?? '',
        secretAccessKey: given?.SecretAccessKey ?? '',
        ...(given?.SessionToken !== undefined && { sessionToken: given.SessionToken }),
        ...(given?.Expiration !== undefined && { expiration: given.Expiration }),
      };
    });
  };
}

function chain(env: Env, profile: string | undefined): AwsCredentialIdentityProvider {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = env;
  if (profile === undefined && id !== undefined && id !== '' && secret !== undefined && secret !== '') {
    return () =>
      Promise.resolve({
        accessKeyId: id,
        secretAccessKey: secret,
        ...(token !== undefined && { sessionToken: token }),
      });
  }
  return async () => {
    const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
    const named = profile ?? env['AWS_PROFILE'];
    return fromNodeProviderChain({
      ...(named !== undefined && { profile: named }),
      maxRetries: 0,
      timeout: 1000,
    })();
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
  return Object.assign(new Error('no credentials'), { name: 'CredentialsProviderError' });
}
