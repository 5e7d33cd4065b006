// The sign-in of the sandbox: what MSAL asks of Microsoft Entra ID for an application with a secret, a certificate or a workload.

import { constants, createHash, randomUUID, verify, X509Certificate } from 'node:crypto';
import { armError, json } from './azure-request.ts';
import type { AzureAnswer, AzureAsked } from './azure-request.ts';
import { AZURE_CLIENT } from './azure-world.ts';
import type { SandboxAzure } from './azure-world.ts';

export interface Entra {
  readonly answer: (asked: AzureAsked) => AzureAnswer;
  /** The refusal of a request without a token of this sandbox; undefined where it has one. */
  readonly refusal: (asked: AzureAsked) => AzureAnswer | undefined;
}

const LIFE_SECONDS = 3599;

export function entraOf({ client = AZURE_CLIENT, audiences = [] }: SandboxAzure, url: string): Entra {
  const { workloadToken, certificate }: NonNullable<SandboxAzure['client']> = client;
  const issued = new Set<string>();
  const signIn = (asked: AzureAsked): AzureAnswer => {
    const form = new URLSearchParams(asked.body);
    if (form.get('client_id') !== client.clientId) {
      return oauthError('unauthorized_client', 700016, 'Application was not found in the directory.');
    }
    const assertion = form.get('client_assertion');
    const proven =
      assertion === null
        ? form.get('client_secret') === client.secret
        : assertion === workloadToken || isSignedBy(certificate, assertion, client.clientId);
    if (!proven) {
      return oauthError('invalid_client', 7000215, 'Invalid client secret provided.', 401);
    }
    // A token is for one resource: the scope is its address and `/.default`.
    const scopes = (form.get('scope') ?? '').split(' ');
    if (![url, ...audiences].some((audience) => scopes.includes(`${audience}/.default`))) {
      return oauthError('invalid_resource', 500011, 'The resource principal was not found in the tenant.');
    }
    const token = `sandbox.${randomUUID()}`;
    issued.add(token);
    const life = { expires_in: LIFE_SECONDS, ext_expires_in: LIFE_SECONDS };
    return json(200, { token_type: 'Bearer', ...life, access_token: token });
  };
  return {
    answer(asked) {
      const tenant = asked.path.split('/')[1] ?? '';
      if (tenant !== client.tenantId) {
        return oauthError('invalid_tenant', 90002, `Tenant '${tenant}' not found.`);
      }
      return asked.operation === 'Token' ? signIn(asked) : json(200, configurationOf(`${url}/${tenant}`));
    },
    refusal({ headers: { authorization = '' } }) {
      if (issued.has(authorization.replace(/^Bearer /, ''))) return undefined;
      const message =
        "Authentication failed. The 'Authorization' header is missing or its token is not valid.";
      return armError(401, 'AuthenticationFailed', message, { 'www-authenticate': 'Bearer' });
    },
  };
}

/**
 * Whether the assertion is the application's own, signed with the key of its certificate.
 * https://learn.microsoft.com/en-us/entra/identity-platform/certificate-credentials
 */
function isSignedBy(certificate: string | undefined, assertion: string, clientId: string): boolean {
  const [head = '', claims = '', signature = ''] = assertion.split('.');
  if (certificate === undefined || signature === '') return false;
  const x509 = new X509Certificate(certificate);
  const { alg, 'x5t#S256': thumbprint } = partOf(head);
  const { iss, sub } = partOf(claims);
  const key = { key: x509.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  return (
    alg === 'PS256' &&
    thumbprint === createHash('sha256').update(x509.raw).digest('base64url') &&
    iss === clientId &&
    sub === clientId &&
    verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'))
  );
}

function partOf(part: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Readonly<Record<string, unknown>>;
}

/** The token that has run out: what ARM answers then. */
export function expiredToken(): AzureAnswer {
  const challenge =
    'Bearer authorization_uri="https://login.windows.net/", error="invalid_token", error_description="The access token has expired."';
  const message = 'The access token expiry UTC time is earlier than current UTC time.';
  return armError(401, 'ExpiredAuthenticationToken', message, { 'www-authenticate': challenge });
}

function configurationOf(tenant: string): object {
  return {
    issuer: `${tenant}/v2.0`,
    authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
    token_endpoint: `${tenant}/oauth2/v2.0/token`,
    device_authorization_endpoint: `${tenant}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${tenant}/oauth2/v2.0/logout`,
    jwks_uri: `${tenant}/discovery/v2.0/keys`,
  };
}

function oauthError(error: string, code: number, text: string, status = 400): AzureAnswer {
  return json(status, {
    error,
    error_description: `AADSTS${code}: ${text} Trace ID: 11111111-2222-3333-4444-555555555555`,
    error_codes: [code],
  });
}
