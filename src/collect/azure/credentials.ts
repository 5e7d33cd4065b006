// Whose token reads a tenant: the standard variables of the run's environment, else the SDK's default chain.

import type { AccessToken, TokenCredential } from '@azure/identity';
import { Interrupted, NoCredentials, TimeoutError } from '../errors.ts';
import type { Env, Run } from '../provider.ts';
import type { AzureCloud } from '../../model/azure-cloud.ts';

/** One identity in one tenant. */
export interface Caller {
  /** Tells tenants apart. */
  readonly key: string;
  /** Gives the token for the resource manager, renewed before it expires; throws {@link NoCredentials} in one clear line. */
  readonly credential: TokenCredential;
  /** Asks for the token before a call takes its slot: getting one may take as long as a time-out. */
  readonly ready: () => Promise<void>;
}

type Identity = typeof import('@azure/identity');

/** A caller for each tenant; undefined is the environment's own. */
export function callersOf(
  { env, bounded, once }: Run,
  cloud: AzureCloud,
): (tenantId: string | undefined) => Promise<Caller> {
  return (tenantId) =>
    once(`azure caller ${tenantId ?? ''}`, async () => {
      const tokenOf = memoised(async () => {
        if (!cloud.arm.startsWith('https://')) throw new NoCredentials(PLAIN_HTTP);
        try {
          const source = sourceOf(await import('@azure/identity'), env, cloud, tenantId);
          return await bounded(() => source.getToken(cloud.scope));
        } catch (error) {
          throw tokenFailure(error, cloud);
        }
      });
      return {
        key: tenantId ?? '',
        credential: { getToken: tokenOf },
        ready: () => tokenOf().then(() => undefined),
      };
    });
}

const PLAIN_HTTP =
  'AZURE_RESOURCE_MANAGER_ENDPOINT must be an https address: a token is never sent in the clear';

/**
 * The parts of the SDK's EnvironmentCredential and WorkloadIdentityCredential, from the run's environment and not from the
 * process's; what needs no variables is the SDK's own chain.
 */
function sourceOf(
  {
    ClientCertificateCredential,
    ClientSecretCredential,
    DefaultAzureCredential,
    WorkloadIdentityCredential,
  }: Identity,
  env: Env,
  cloud: AzureCloud,
  declaredTenant: string | undefined,
): { getToken: (scope: string) => Promise<AccessToken> } {
  const tenantId = declaredTenant ?? env['AZURE_TENANT_ID'];
  const options = {
    authorityHost: cloud.authority,
    // A stand-in or a private cloud is not in Microsoft's list, which is asked for at a public address.
    disableInstanceDiscovery: !cloud.microsoft,
  };
  const { AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: secret } = env;
  const { AZURE_CLIENT_CERTIFICATE_PATH: certificatePath, AZURE_FEDERATED_TOKEN_FILE: tokenFilePath } = env;
  if (isSet(tenantId) && isSet(clientId)) {
    const once = { ...options, retryOptions: { maxRetries: 1, retryDelayInMs: 200 } };
    if (isSet(secret)) return new ClientSecretCredential(tenantId, clientId, secret, once);
    if (isSet(certificatePath)) {
      const certificatePassword = env['AZURE_CLIENT_CERTIFICATE_PASSWORD'];
      const certificate = { certificatePath, ...(isSet(certificatePassword) && { certificatePassword }) };
      return new ClientCertificateCredential(tenantId, clientId, certificate, once);
    }
    if (isSet(tokenFilePath)) {
      return new WorkloadIdentityCredential({ ...once, tenantId, clientId, tokenFilePath });
    }
  }
  return new DefaultAzureCredential({
    ...options,
    ...(isSet(tenantId) && { tenantId }),
    ...(isSet(clientId) && { managedIdentityClientId: clientId }),
  });
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

/** One clear line without what the service said, which holds names of tenants and applications. */
function tokenFailure(error: unknown, { authority }: AzureCloud): unknown {
  if (error instanceof Interrupted || error instanceof NoCredentials) return error;
  if (error instanceof TimeoutError) {
    return new NoCredentials(
      `no token in time: ${authority} or a credential source does not answer (--timeout)`,
    );
  }
  const text = error instanceof Error ? error.message : '';
  const refusal = /AADSTS\d+/.exec(text)?.[0];
  if (refusal !== undefined) {
    return new NoCredentials(`Microsoft Entra ID refuses the credentials or the tenant (${refusal})`);
  }
  const { name = '' } = error as { name?: string };
  // What MSAL makes of every failure to learn the addresses of a tenant, whatever it was.
  if (name === 'CredentialUnavailableError' && text.includes('endpoints_resolution_error')) {
    return new NoCredentials(`${authority} cannot be reached or does not know the tenant`);
  }
  if (name === 'AggregateAuthenticationError') {
    return new NoCredentials(
      'no Azure credentials: sign in (`az login`) or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET',
    );
  }
  const broken = /\b(E[A-Z]{5,}|[A-Z_]*CERT[A-Z_]*|UNABLE_TO_[A-Z_]+)\b/.exec(text)?.[0];
  return new NoCredentials(`no token from ${authority} (${broken ?? name})`);
}

const RENEW_MS = 300_000;

/** One token for all calls; asked for again before it expires. A refusal stays for the run. */
function memoised(ask: () => Promise<AccessToken>): () => Promise<AccessToken> {
  let current: Promise<AccessToken> | undefined;
  let expires = Infinity;
  return () => {
    if (current === undefined || Date.now() > expires - RENEW_MS) {
      expires = Infinity;
      current = ask();
      current.then(
        ({ expiresOnTimestamp }) => (expires = expiresOnTimestamp),
        () => undefined,
      );
    }
    return current;
  };
}
