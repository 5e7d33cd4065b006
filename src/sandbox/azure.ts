// Azure on loopback: Entra ID, the resource manager and the blob service on one https address, with scripted faults.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { armAnswer, armDenial, azureActionOf } from './azure-arm.ts';
import { blobAnswer, blobError } from './azure-blob.ts';
import { entraOf, expiredToken } from './azure-entra.ts';
import type { Entra } from './azure-entra.ts';
import { armError, azureAskedOf } from './azure-request.ts';
import type { AzureAnswer, AzureAsked } from './azure-request.ts';
import { AZURE_CLIENT } from './azure-world.ts';
import type { AzureFault, SandboxAzure } from './azure-world.ts';
import { bodyOf } from './body.ts';
import { LOOPBACK_TEST_CERTIFICATE, LOOPBACK_TEST_KEY } from './certificate.ts';
import { faultPicker } from './faults.ts';
import type { SandboxCall } from './sandbox.ts';

export interface SandboxAzureServer {
  /** `https://127.0.0.1:PORT`. */
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/**
 * Starts it on a free port. `NODE_EXTRA_CA_CERTS` of its environment names a file with the test certificate, which node reads
 * when a process starts; in a process that runs already, `tls.setDefaultCACertificates` takes the certificate itself.
 */
export async function startAzure(
  world: SandboxAzure,
  record: (call: SandboxCall) => void,
  delayMs: number,
): Promise<SandboxAzureServer> {
  let url = '';
  let entra: Entra;
  const pick = faultPicker(world.faults ?? []);
  const answer = (asked: AzureAsked, response: ServerResponse): void => {
    const fault = pick(asked);
    const proper = (): AzureAnswer => answerOf(asked, world, entra, url);
    const given = fault === undefined ? proper() : answerFault(fault, asked, proper, response);
    record(callOf(asked, given?.status ?? 0));
    if (given !== undefined) respond(given, response);
  };
  const server = createServer(
    { cert: LOOPBACK_TEST_CERTIFICATE, key: LOOPBACK_TEST_KEY },
    (request, response) => {
      void bodyOf(request).then(
        (body) => setTimeout(() => answer(azureAskedOf(request, body), response), delayMs),
        // The client went away in the middle of its request.
        () => response.destroy(),
      );
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  entra = entraOf(world, url);
  const folder = await mkdtemp(join(tmpdir(), 'byob-sandbox-'));
  const certificate = join(folder, 'loopback-test.pem');
  await writeFile(certificate, LOOPBACK_TEST_CERTIFICATE);
  const { tenantId, clientId, secret } = world.client ?? AZURE_CLIENT;
  return {
    url,
    env: {
      AZURE_AUTHORITY_HOST: url,
      AZURE_RESOURCE_MANAGER_ENDPOINT: url,
      AZURE_STORAGE_SERVICE_ENDPOINT: url,
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: clientId,
      AZURE_CLIENT_SECRET: secret,
      NODE_EXTRA_CA_CERTS: certificate,
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await rm(folder, { recursive: true });
    },
  };
}

function callOf({ operation, bucket }: AzureAsked, status: number): SandboxCall {
  return { operation, ...(bucket !== undefined && { bucket }), status };
}

function answerOf(asked: AzureAsked, world: SandboxAzure, entra: Entra, url: string): AzureAnswer {
  switch (asked.service) {
    case 'entra':
      return entra.answer(asked);
    case 'blob':
      return blobAnswer(asked, world);
    case 'arm':
      return entra.refusal(asked) ?? (mayAsk(asked, world) ? armAnswer(asked, world, url) : armDenial(asked));
  }
}

function mayAsk({ operation }: AzureAsked, { granted }: SandboxAzure): boolean {
  return granted === undefined || granted.includes(azureActionOf(operation) ?? operation);
}

/** The answer of a fault, or undefined where it broke the connection instead. */
function answerFault(
  { kind, retryAfter = 1 }: AzureFault,
  asked: AzureAsked,
  proper: () => AzureAnswer,
  response: ServerResponse,
): AzureAnswer | undefined {
  const arm = asked.service === 'arm';
  switch (kind) {
    case 'denied':
      return arm
        ? armDenial(asked)
        : blobError(403, 'AuthorizationFailure', 'This request is not authorized to perform this operation.');
    case 'expired':
      return arm ? expiredToken() : blobError(403, 'AuthenticationFailed', 'The date header is too old.');
    case 'throttled':
      return arm
        ? throttled(asked, retryAfter)
        : blobError(503, 'ServerBusy', 'The server is currently unable to receive requests.');
    case 'internalError':
      return arm
        ? armError(500, 'InternalServerError', 'Encountered internal server error.')
        : blobError(
            500,
            'InternalError',
            'The server encountered an internal error. Please retry the request.',
          );
    case 'exhausted':
      return withHeaders(proper(), NOTHING_LEFT);
    case 'pageElsewhere':
      return goingOn(proper(), 'https://elsewhere.example/subscriptions?api-version=2022-12-01');
    case 'pageInCircle':
      return goingOn(proper(), `https://${asked.headers['host']}${asked.path}?api-version=2022-12-01`);
    case 'unknownVersion':
      return armError(400, 'InvalidApiVersionParameter', 'The api-version is invalid.');
    case 'wrongDocument':
      return { status: 200, body: '{"value":[]}', headers: { 'content-type': 'application/json' } };
    case 'html':
      return {
        status: 200,
        body: '<!DOCTYPE html><html><body>Sign in</body></html>',
        headers: { 'content-type': 'text/html' },
      };
    case 'truncate':
      breakOff(proper(), response);
      return undefined;
    case 'reset':
      response.socket?.destroy();
      return undefined;
    case 'hang':
      // Never answered; the connection ends when the sandbox does.
      return undefined;
  }
}

/** https://learn.microsoft.com/en-us/azure/azure-resource-manager/management/request-limits-and-throttling */
function throttled({ path }: AzureAsked, retryAfter: number): AzureAnswer {
  const message = `Number of 'read' requests for subscription '${path.split('/')[2] ?? ''}' actor '22222222-3333-4444-5555-666666666666' exceeded. Please try again after '${retryAfter}' seconds.`;
  return armError(429, 'SubscriptionRequestsThrottled', message, {
    'retry-after': String(retryAfter),
    ...NOTHING_LEFT,
  });
}

const NOTHING_LEFT = { 'x-ms-ratelimit-remaining-subscription-reads': '0' };

function withHeaders(answer: AzureAnswer, headers: Record<string, string>): AzureAnswer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function goingOn(answer: AzureAnswer, nextLink: string): AzureAnswer {
  return { ...answer, body: JSON.stringify({ ...JSON.parse(answer.body), nextLink }) };
}

function respond({ status, headers, body }: AzureAnswer, response: ServerResponse): void {
  response.writeHead(status, headers);
  response.end(body);
}

/** Promises the whole body, sends half of it, and closes. */
function breakOff({ status, headers, body }: AzureAnswer, response: ServerResponse): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'content-length': String(bytes.length) });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}
