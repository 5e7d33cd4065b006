// Endpoints: which host is asked for a bucket, certificates, and what a store out of reach says.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http, { createServer as createProxy } from 'node:http';
import type { RequestOptions } from 'node:http';
import https, { createServer } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createClients } from '../../src/collect/s3/clients.ts';
import { createCollector } from '../../src/collect/collect.ts';
import { createLimiter } from '../../src/collect/limiter.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import { readFrom } from './over-the-wire.ts';

type Env = Readonly<Record<string, string>>;
const KEYS: Env = { KEY: 'AKIADECLARED', SECRET: 'CANARY9secret' };
const DECLARED = '    credentials: { accessKeyId: "${KEY}", secretAccessKey: "${SECRET}" }\n';

/** The address the SDK would ask for a bucket, without asking. */
async function urlOf(bucket: string, env: Env): Promise<string> {
  const { run, bounded, hold } = createLimiter({ concurrency: 1, timeoutMs: 1000 });
  const all = { ...KEYS, ...env };
  const clients = createClients({
    env: all,
    concurrency: 1,
    run,
    bounded,
    hold,
    once: (_, make) => make(),
  });
  const [entry] = readFleet(`buckets:\n${bucket}${DECLARED}`, 'byob.yaml', all).entries;
  if (entry === undefined) throw new Error('no entry');
  const client = await clients.s3(clients.reachOf(entry), 'us-east-1');
  let url = '';
  const sending = (module: typeof http | typeof https, protocol: string) =>
    vi.spyOn(module, 'request').mockImplementation((options: unknown) => {
      const { host, port, path } = options as RequestOptions;
      url = `${protocol}//${host}${port === undefined ? '' : `:${port}`}${path}`;
      throw new Error('not sent');
    });
  const spies = [sending(http, 'http:'), sending(https, 'https:')];
  const { GetBucketCorsCommand } = await import('@aws-sdk/client-s3');
  const command = new GetBucketCorsCommand({ Bucket: entry.target.bucket });
  const { signal: abortSignal } = new AbortController();
  await expect(client.send(command, { abortSignal })).rejects.toThrow('not sent');
  for (const spy of spies) spy.mockRestore();
  clients.close();
  return url;
}

const CLOUD = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
const S3_ONLY = { ...CLOUD, AWS_ENDPOINT_URL_S3: 'http://127.0.0.2:2' };
const STORE = '  - address: s3://acme\n    endpoint: https://minio.acme.example\n    region: us-east-1\n';

test.each([
  ['Amazon', '  - address: s3://acme\n', {}, 'https://acme.s3.us-east-1.amazonaws.com/?cors='],
  ['CoreWeave, virtual hosts', '  - address: cw://acme\n', {}, 'https://acme.cwobject.com/?cors='],
  ['a store, by path', STORE, {}, 'https://minio.acme.example/acme/?cors='],
  [
    'a store that wants hosts',
    `${STORE}    addressing: virtual-host\n`,
    {},
    'https://acme.minio.acme.example/?cors=',
  ],
  [
    'an address of IPv6',
    '  - address: s3://acme\n    endpoint: http://[::1]:9000\n    region: us-east-1\n',
    {},
    'http://::1:9000/acme/?cors=',
  ],
  ['Amazon, environment', '  - address: s3://acme\n', CLOUD, 'http://127.0.0.1:1/acme/?cors='],
  [
    'Amazon, an empty environment',
    '  - address: s3://acme\n',
    { AWS_ENDPOINT_URL: '', AWS_ENDPOINT_URL_S3: '' },
    'https://acme.s3.us-east-1.amazonaws.com/?cors=',
  ],
  ['Amazon, environment of S3', '  - address: s3://acme\n', S3_ONLY, 'http://127.0.0.2:2/acme/?cors='],
  ['CoreWeave, environment', '  - address: cw://acme\n', CLOUD, 'http://127.0.0.1:1/acme/?cors='],
  ['a declared endpoint, whatever the environment', STORE, S3_ONLY, 'https://minio.acme.example/acme/?cors='],
] as const)('%s', async (_, bucket, env, url) => {
  expect(await urlOf(bucket, env)).toBe(url);
});

test('a name that does not resolve says so', async () => {
  const buckets = `  - address: s3://acme\n    endpoint: http://store.invalid\n    region: us-east-1\n${DECLARED}`;
  const { first } = await readFrom({ buckets: [] }, { facets: ['cors'], buckets, env: KEYS });
  expect(first.cors).toMatchObject({ cause: 'unreachable', detail: expect.stringMatching(/not resolve/) });
});

test('a caFile that cannot be read says so', async () => {
  const buckets = `  - address: s3://acme\n    endpoint: URL\n    region: us-east-1\n    caFile: /no/such/ca.pem\n${DECLARED}`;
  const { first } = await readFrom({ buckets: [{ name: 'acme' }] }, { facets: ['cors'], buckets, env: KEYS });
  expect(first.cors).toMatchObject({ detail: expect.stringMatching(/ca\.pem cannot be used \(ENOENT\)/) });
});

const OPENSSL = 'openssl';

/** A self-signed certificate for 127.0.0.1, or undefined where there is no openssl. */
function certificate(folder: string): { key: string; cert: string } | undefined {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const args = `req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1`;
  try {
    execFileSync(OPENSSL, [...args.split(' '), '-keyout', key, '-out', cert], { stdio: 'ignore' });
    return { key, cert };
  } catch {
    return undefined;
  }
}

/** A store behind TLS that says where the bucket is, and a way to read it; undefined where there is no openssl. */
async function tlsStore() {
  const folder = mkdtempSync(join(tmpdir(), 'byob-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const pem = certificate(folder);
  if (pem === undefined) return undefined;
  const xml = '<?xml version="1.0"?><LocationConstraint/>';
  const server = createServer({ key: readFileSync(pem.key), cert: readFileSync(pem.cert) }, (_, response) =>
    response.end(xml),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const read = async (more: string, env: Env = {}) => {
    const text = `buckets:\n  - address: s3://acme\n    endpoint: https://127.0.0.1:${port}\n    region: us-east-1\n${DECLARED}${more}`;
    const { entries } = readFleet(text, 'byob.yaml', KEYS);
    const collector = createCollector({ facets: ['location'], concurrency: 2, timeoutMs: 2000, env });
    onTestFinished(() => collector.close());
    return (await collector.collect(entries)).readings.location;
  };
  return { read, port, caFile: `    caFile: ${pem.cert}\n` };
}

const NO_OPENSSL = 'SKIPPED: no openssl, the certificate tests did not run';

test('an untrusted certificate names the way out, and caFile is that way', async (context) => {
  const store = await tlsStore();
  if (store === undefined) {
    console.warn(NO_OPENSSL);
    context.skip();
    return;
  }
  expect(await store.read('')).toMatchObject({
    cause: 'unreachable',
    detail: expect.stringMatching(/caFile.*NODE_EXTRA_CA_CERTS/),
  });
  expect(await store.read(store.caFile)).toMatchObject({ status: 'known' });
});

test('a store behind TLS is reached through a tunnel of HTTPS_PROXY, and its certificate still checked', async (context) => {
  const store = await tlsStore();
  if (store === undefined) {
    console.warn(NO_OPENSSL);
    context.skip();
    return;
  }
  const tunnels: string[] = [];
  const proxy = createProxy();
  proxy.on('connect', (request, client: Socket) => {
    tunnels.push(request.url ?? '');
    const far = connect(store.port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      client.pipe(far).pipe(client);
    });
    for (const socket of [far, client]) socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  const env = { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
  expect(await store.read(store.caFile, env)).toMatchObject({ status: 'known' });
  expect(await store.read('', env)).toMatchObject({
    cause: 'unreachable',
    detail: expect.stringMatching(/caFile/),
  });
  expect(new Set(tunnels)).toEqual(new Set([`127.0.0.1:${store.port}`]));
});

test('the proxy of the environment is asked, but for NO_PROXY', async (context) => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 24 || (major === 24 && minor < 5)) {
    console.warn('SKIPPED: agents know proxies since node 24.5');
    context.skip();
    return;
  }
  const asked: string[] = [];
  const proxy = createProxy((request, response) => {
    asked.push(request.url ?? '');
    response.end('<?xml version="1.0"?><LocationConstraint/>');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const buckets = `  - address: s3://acme\n    endpoint: http://store.invalid\n    region: us-east-1\n${DECLARED}`;
  const read = (noProxy: string) =>
    readFrom(
      { buckets: [] },
      { facets: ['location'], buckets, env: { ...KEYS, HTTP_PROXY: url, NO_PROXY: noProxy } },
    );
  expect((await read('')).first.location?.status).toBe('known');
  expect(asked).toEqual([expect.stringMatching(/^http:\/\/store\.invalid(:80)?\/acme\/?\?location/)]);
  expect((await read('store.invalid')).first.location).toMatchObject({ cause: 'unreachable' });
  expect(asked).toHaveLength(1);
});

const REFUSALS = [403, 407, 501, 502, 503];
test.each(REFUSALS)(
  'a proxy that lets nothing through (%i) is told from the endpoint behind it',
  async (status) => {
    const proxy = createProxy();
    proxy.on('connect', (_, client: Socket) => client.end(`HTTP/1.1 ${status} No\r\n\r\n`));
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const buckets = `  - address: s3://acme\n    endpoint: https://store.invalid\n    region: us-east-1\n${DECLARED}`;
    const env = { ...KEYS, HTTPS_PROXY };
    const { first } = await readFrom({ buckets: [] }, { facets: ['location'], buckets, env });
    expect(first.location).toMatchObject({
      cause: 'unreachable',
      detail: expect.stringMatching(/^the proxy of HTTPS_PROXY lets no connection through/),
    });
  },
);

test('an endpoint of the environment that is no URL is called so', async () => {
  const env = { AWS_ENDPOINT_URL: 'not-a-url' };
  const { first } = await readFrom({ buckets: [] }, { facets: ['cors'], env });
  expect(first.cors).toMatchObject({ detail: 'the endpoint is no URL (ERR_INVALID_URL)' });
});

test('an answer without end is cut off, and the bucket says so', async () => {
  let sent = 0;
  const endless = createProxy((_, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(1 << 16, ' '))) sent += 1 << 16;
    };
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.on('drain', more);
    more();
  });
  await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => endless.closeAllConnections());
  const url = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`;
  const buckets = `  - address: s3://acme\n    endpoint: ${url}\n    region: us-east-1\n${DECLARED}`;
  const { first } = await readFrom({ buckets: [] }, { facets: ['cors'], buckets, env: KEYS });
  expect(first.cors).toMatchObject({ cause: 'malformed', detail: expect.stringMatching(/longer than/) });
  expect(sent).toBeLessThan(64 * 2 ** 20);
});

test('a web server that is no store is told by its 404', async () => {
  const server = createProxy((_, response) => {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<html>Not Found</html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const buckets = `  - address: s3://acme\n    endpoint: ${endpoint}\n    region: us-east-1\n${DECLARED}`;
  const { first } = await readFrom({ buckets: [] }, { facets: ['cors'], buckets, env: KEYS });
  expect(first.cors).toMatchObject({
    cause: 'unreachable',
    detail: expect.stringMatching(/answers 404.*is it the address of the store/),
  });
});
