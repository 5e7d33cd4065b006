// A store that gives back all it was sent: what a debugging proxy, a careless gateway or a thief answers.

import { createServer as createPlain } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { LOOPBACK_TEST_CERTIFICATE, LOOPBACK_TEST_KEY } from '../../src/sandbox/certificate.ts';

export interface EchoOptions {
  readonly secure?: boolean;
  readonly status: number;
  /** What it says for the token that it is asked for (`POST /token`). */
  readonly token?: string;
  /** The error's code is what was sent, too; else `AccessDenied`. */
  readonly inCode?: boolean;
}

export interface Echo {
  readonly url: string;
  /** Bearer tokens, session tokens and signatures that came in headers. */
  readonly secrets: readonly string[];
  readonly requests: () => number;
  readonly close: () => Promise<void>;
}

export async function startEcho({
  secure = false,
  status,
  token,
  inCode = false,
}: EchoOptions): Promise<Echo> {
  const secrets = new Set<string>();
  let requests = 0;
  const listener: RequestListener = (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      requests++;
      for (const secret of secretsIn(request)) secrets.add(secret);
      if (request.url === '/token' && token !== undefined) {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ access_token: token, expires_in: 3600, token_type: 'Bearer' }));
        return;
      }
      const said = [request.method, request.url, ...request.rawHeaders, body].join(' ');
      const isJson = /json|storage\/v1|token|subscriptions|^\/v\d/i.test(
        `${request.headers['content-type'] ?? ''}${request.headers.accept ?? ''}${request.url}`,
      );
      const header = said.replace(/[^\x20-\x7e]/g, ' ').slice(0, 4000);
      response.writeHead(status, {
        'content-type': isJson ? 'application/json' : 'application/xml',
        'x-amz-request-id': header,
        'x-amz-bucket-region': header,
        'x-ms-request-id': header,
        'x-echo': header,
      });
      response.end(isJson ? jsonOf(said, inCode) : xmlOf(said, inCode, status));
    });
  };
  const server = secure
    ? createSecure({ cert: LOOPBACK_TEST_CERTIFICATE, key: LOOPBACK_TEST_KEY }, listener)
    : createPlain(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get secrets() {
      return [...secrets];
    },
    requests: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function secretsIn({ headers }: IncomingMessage): string[] {
  const { authorization = '', 'x-amz-security-token': session } = headers;
  const bearer = /^(?:Bearer|SharedKey \w+:?)\s*(\S+)$/.exec(authorization)?.[1];
  const signature = /Signature=(\w+)/.exec(authorization)?.[1];
  return [bearer, signature, session].flatMap((secret) => (typeof secret === 'string' ? [secret] : []));
}

function jsonOf(said: string, inCode: boolean): string {
  const code = inCode ? said : 'AccessDenied';
  const reasons = [{ reason: code, message: said, domain: 'global' }];
  return JSON.stringify({
    __type: code,
    message: said,
    error_description: said,
    errors: [said],
    error: { code, message: said, errors: reasons, details: reasons, status: code },
  });
}

function xmlOf(said: string, inCode: boolean, status: number): string {
  const text = said.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const code = inCode ? text : 'AccessDenied';
  const members = `<Code>${code}</Code><Message>${text}</Message><Region>${text}</Region><RequestId>${text}</RequestId>`;
  // With 200 an error would be asked for again and again.
  const root = status < 300 ? 'Echo' : 'Error';
  return `<?xml version="1.0"?><${root}>${members}<HostId>${text}</HostId></${root}>`;
}
