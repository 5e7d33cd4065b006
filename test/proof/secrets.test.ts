// Canaries in every place where a secret enters, the real command over everything that it does with them, and a search of
// all it says and writes: plain, encoded, escaped, or a piece of it.

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { AZURE_CLIENT } from '../../src/sandbox/azure-world.ts';
import { DEMO_AZURE } from '../../src/sandbox/demo-azure.ts';
import { DEMO_WORLD } from '../../src/sandbox/demo-fleet.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { runCli } from '../../src/cli/cli.ts';
import { FORMATS } from '../../reports/index.ts';
import { captured } from '../cli/run-byob.ts';
import { ACCEPTED, COMPLETE, startGitHub } from '../deliver/github-stand-in.ts';
import { startReceiver } from '../deliver/notify/receiver.ts';
import { placeFor } from './byob-process.ts';
import type { Ended, Place } from './byob-process.ts';
import { canaryKey, canaryText, canaryWord, searchFor } from './canaries.ts';
import type { Canary } from './canaries.ts';
import { startEcho } from './echo.ts';

const GOOGLE_KEY = canaryKey();
const ADDRESS_KEY = canaryKey();
const SERVICE_ACCOUNT = 'byob@acme.iam.gserviceaccount.com';

/** Variables of the environment that hold a secret. */
const SECRET_ENV = {
  AWS_ACCESS_KEY_ID: canaryWord(),
  AWS_SECRET_ACCESS_KEY: canaryText(),
  AWS_SESSION_TOKEN: canaryText(),
  AZURE_CLIENT_SECRET: canaryText(),
  GITHUB_TOKEN: canaryWord(),
  BYOB_NOTIFY_WEBHOOK_SECRET: canaryText(),
  ADDRESS_ID: canaryWord(),
  ADDRESS_SECRET: canaryText(),
  STORE_ID: canaryWord(),
  STORE_SECRET: canaryText(),
  STORE_SESSION: canaryText(),
  ACCOUNT_KEY: canaryText(),
  SIGNATURE: canaryWord(),
} as const;

/** The same percent-encoded, as addresses should have them; what only a store is told; a literal of the fleet file. */
const ADDRESS_PEM = ADDRESS_KEY.pem;
const ENCODED = {
  ADDRESS_SECRET_ENCODED: encodeURIComponent(SECRET_ENV.ADDRESS_SECRET),
  ACCOUNT_KEY_ENCODED: encodeURIComponent(SECRET_ENV.ACCOUNT_KEY),
  ADDRESS_PEM,
  ADDRESS_PEM_ENCODED: encodeURIComponent(ADDRESS_PEM),
};
const LITERAL = canaryText();
const FILE_SECRET = canaryText();
const BEARER = canaryWord();
const HOOK = canaryWord();

const CANARIES: readonly Canary[] = [
  ...Object.entries(SECRET_ENV).map(([place, value]) => ({ place, value })),
  { place: 'Google key file', value: GOOGLE_KEY.line },
  { place: 'gs:// address', value: ADDRESS_KEY.line },
  { place: 'written out', value: LITERAL },
  { place: 'credentials file', value: FILE_SECRET },
  { place: 'bearer token', value: BEARER },
  { place: 'address of a webhook', value: HOOK },
];

const DEPLOYMENT = `deployment:
  type: dedicated
  origin: https://acme.wandb.io
  customerNamespace: acme
  fileStores: "s3://\${ADDRESS_ID}:\${ADDRESS_SECRET}@s3.amazonaws.com/stores,az://:\${ACCOUNT_KEY}@acmestores/wandb?sig=\${SIGNATURE}"
`;

/** Every scheme, credentials raw and percent-encoded; `${URL}` is a store of the organisation's own. */
const FLEET = `${DEPLOYMENT}buckets:
  - address: s3://acme-wandb
    level: instance
  - { address: "s3://\${ADDRESS_ID}:\${ADDRESS_SECRET_ENCODED}@s3.eu-west-1.amazonaws.com/acme-evals?region=eu-west-1&tls=true", level: team, team: a }
  - { address: "s3://\${ADDRESS_ID}:\${ADDRESS_SECRET}@s3.eu-west-1.amazonaws.com/acme-raw?region=eu-west-1", level: team, team: b }
  - { address: "s3://acme-signed/path?X-Amz-Signature=\${SIGNATURE}&X-Amz-Security-Token=\${STORE_SESSION}", level: team, team: c }
  - { address: "cw://\${ADDRESS_ID}:\${ADDRESS_SECRET_ENCODED}@cwobject.com/acme-cw-training", level: team, team: d }
  - { address: "cw://\${ADDRESS_ID}:\${ADDRESS_SECRET}@acme-cw-open.cwobject.com", level: team, team: e }
  - { address: "s3://\${STORE_ID}:\${STORE_SECRET}@\${HOST}/acme-minio?tls=false", level: team, team: f }
  - { address: "s3://acme-store", endpoint: "\${URL}", level: team, team: g, credentials: { accessKeyId: "\${STORE_ID}", secretAccessKey: "\${STORE_SECRET}", sessionToken: "\${STORE_SESSION}" } }
  - { address: "gs://${encodeURIComponent(SERVICE_ACCOUNT)}:\${ADDRESS_PEM_ENCODED}@acme-gcs-evals/x", level: team, team: h }
  - { address: "gs://${SERVICE_ACCOUNT}:\${ADDRESS_PEM}@acme-gcs-raw", level: team, team: i }
  - { address: "az://:\${ACCOUNT_KEY_ENCODED}@acmewandb/evals", level: team, team: j }
  - { address: "az://:\${ACCOUNT_KEY}@acmewandb/raw?sv=2024-01-01&sig=\${SIGNATURE}", level: team, team: k }
waivers:
  - { rule: access-logging-enabled, bucket: "s3://\${ADDRESS_ID}:\${ADDRESS_SECRET}@nowhere.example/gone", reason: r, owner: o, expires: 2099-01-01 }
  - { rule: no-such-rule, bucket: "az://:\${ACCOUNT_KEY}@x", reason: "", owner: o, expires: 2099-01-01 }
`;

const azure = { ...DEMO_AZURE, client: { ...AZURE_CLIENT, secret: SECRET_ENV.AZURE_CLIENT_SECRET } };

let sandbox: Sandbox;
let place: Place;
beforeAll(async () => {
  sandbox = await startSandbox({
    ...DEMO_WORLD,
    azure,
  });
  place = await placeFor({
    ...sandbox.env,
    ...SECRET_ENV,
    ...ENCODED,
    URL: sandbox.url,
    HOST: new URL(sandbox.url).host,
    AWS_EC2_METADATA_DISABLED: 'true',
    METADATA_SERVER_DETECTION: 'none',
  });
  await place.give('byob.yaml', FLEET);
  await place.give('google.json', googleFile());
});
afterAll(async () => {
  await place.remove();
  await sandbox.close();
});

function googleFile(over: object = {}): string {
  const file = {
    type: 'service_account',
    project_id: 'acme',
    client_email: SERVICE_ACCOUNT,
    private_key: GOOGLE_KEY.pem,
    token_uri: 'https://oauth2.googleapis.com/token',
  };
  return JSON.stringify({ ...file, ...over });
}

/** Searches what a run said, and every file that stands there by now. */
async function expectNoLeak(ended: readonly Ended[], more: readonly Canary[] = []): Promise<void> {
  const search = searchFor([...CANARIES, ...more]);
  const texts = new Map([
    ...ended.flatMap(({ out, err }, index) => [
      [`stdout ${index}`, out] as const,
      [`stderr ${index}`, err] as const,
    ]),
    ...(await place.left()),
  ]);
  const leaks = [...texts].flatMap(([name, text]) => search(text).map((what) => `${what} in ${name}`));
  expect(leaks, ended.map(({ out, err }) => `${out.slice(0, 500)}${err.slice(0, 2000)}`).join('\n')).toEqual(
    [],
  );
}

const ALL_FORMATS = FORMATS.flatMap(({ name }) => ['--format', `${name}:reports/report.${name}`]);

describe('the search itself', () => {
  const search = searchFor(CANARIES);
  const { value } = { value: SECRET_ENV.ADDRESS_SECRET };
  test.each<[string, string]>([
    ['plain', `x${value}y`],
    ['percent-encoded', encodeURIComponent(value)],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(value))],
    ['in base64, behind something else', Buffer.from(`id:${value}`).toString('base64')],
    ['in hex', Buffer.from(value).toString('hex')],
    ['in HTML', value.replaceAll('/', '&#47;').replaceAll('+', '&#43;')],
    ['cut short', `..."${value.slice(0, 17)}`],
  ])('finds a canary %s', (_, text) => {
    expect(search(text)).toEqual(['ADDRESS_SECRET']);
  });

  test('finds none where there is none', () => {
    expect(search(canaryText() + canaryWord())).toEqual([]);
  });
});

describe('what is done with a fleet', { timeout: 120_000 }, () => {
  test('audit in every format, with -v; render; diff; evaluate; a baseline and a history', async () => {
    const audited = await place.run(['audit', '-v', '--timeout', '5', ...ALL_FORMATS, '--format', 'text']);
    expect([1, 3], audited.err).toContain(audited.code);
    const collected = await place.run(['collect', '--timeout', '5', '-o', 'evidence.json']);
    expect(collected.code, collected.err).toBe(0);
    const again = await Promise.all([
      place.run([
        'evaluate',
        'evidence.json',
        '-v',
        '--baseline',
        'reports/report.json',
        '--history',
        'h.jsonl',
      ]),
      place.run([
        'render',
        'reports/report.json',
        '-v',
        '--format',
        'html:rendered.html',
        '--format',
        'text',
      ]),
      place.run(['diff', 'reports/report.json', 'reports/report.json', '--format', 'json']),
    ]);
    expect(again.map(({ code }) => code)).toEqual([1, 0, 0]);
    const names = [...(await place.left()).keys()];
    for (const { name } of FORMATS) expect(names).toContain(`reports/report.${name}`);
    // The canaries were there: the key of every scheme was used.
    const report = (await place.left()).get('reports/report.json') ?? '';
    for (const redacted of [
      's3://[redacted]:[redacted]@',
      'az://:[redacted]@',
      'gs://byob',
      'sig=[redacted]',
    ]) {
      expect(report + collected.out + (await place.left()).get('evidence.json')).toContain(redacted);
    }
    await expectNoLeak([audited, collected, ...again]);
  });

  test('schedule, and sinks that refuse, echo and hang up', async () => {
    const { url } = await startReceiver(({ path, headers, body }) => ({
      status: 403,
      body: JSON.stringify({ message: `${path} ${JSON.stringify(headers)} ${body}` }),
    }));
    const gone = await startReceiver(() => ({ fault: 'reset' }));
    const told = {
      BYOB_NOTIFY_SLACK: `${url}/services/${HOOK}`,
      BYOB_NOTIFY_WEBHOOK: `${gone.url}/${HOOK}?token=${HOOK}`,
      BYOB_NOTIFY_GITHUB_ISSUES: 'acme/buckets',
      GITHUB_API_URL: url,
    };
    const once = await place.run(['schedule', '--once', '--timeout', '5', '-o', 'nightly'], told);
    expect([1, 3], once.err).toContain(once.code);
    expect(once.out).toContain('not-told');
    const wrong = await place.run(['schedule', '--once'], { BYOB_NOTIFY_SLACK: `ftp://${HOOK}@x/${HOOK}` });
    expect(wrong.code).toBe(2);
    await expectNoLeak([once, wrong]);
  });

  test('upload: taken, refused with an echo, not SARIF', async () => {
    const at = {
      GITHUB_REPOSITORY: 'acme/buckets',
      GITHUB_SHA: 'd'.repeat(40),
      GITHUB_REF: 'refs/heads/main',
    };
    const taken = await startGitHub(ACCEPTED, COMPLETE);
    const echo = await startEcho({ status: 403, inCode: true });
    onTestFinished(async () => void (await Promise.all([taken.close(), echo.close()])));
    await place.give('clean.yaml', 'buckets:\n  - address: s3://acme-wandb\n');
    const one = ['--fleet', 'clean.yaml', '--rule', 'cors-configured'];
    const made = await place.run(['audit', ...one, '--format', 'sarif:clean.sarif']);
    await place.give('broken.sarif', `{"token": "${LITERAL}`);
    const ended = await Promise.all([
      place.run(['upload', 'clean.sarif'], { ...at, GITHUB_API_URL: taken.url }),
      place.run(['upload', 'clean.sarif'], { ...at, GITHUB_API_URL: echo.url }),
      place.run(['upload', 'broken.sarif'], { ...at, GITHUB_API_URL: taken.url }),
      place.run(['upload', 'clean.sarif'], { ...at, GITHUB_API_URL: `http://x:${LITERAL}@evil.example` }),
    ]);
    expect(ended.map(({ code }) => code)).toEqual([0, 3, 2, 2]);
    await expectNoLeak([made, ...ended]);
  });
});

/** Faulty fleet files with the literal where it does the most harm. */
const FAULTY: Readonly<Record<string, string>> = {
  'a literal in an address': `buckets:\n  - address: s3://AKIA:${LITERAL}@s3.amazonaws.com/acme\n`,
  'an address without its @': `buckets:\n  - address: s3://AKIA:${LITERAL}\n`,
  'an unknown scheme': `buckets:\n  - address: ftp://AKIA:${LITERAL}@host/acme\n`,
  'literal credentials': `buckets:\n  - { address: s3://acme, endpoint: http://127.0.0.1:9, credentials: { accessKeyId: A, secretAccessKey: "${LITERAL}" } }\n`,
  'a secret as a key': `buckets:\n  - { address: s3://acme, "${LITERAL}": 1 }\n`,
  'a secret twice as a key': `buckets:\n  - { address: s3://acme, "${LITERAL}": 1, "${LITERAL}": 2 }\n`,
  'a secret as level, type and team': `deployment: { type: "${LITERAL}" }\nbuckets:\n  - { address: s3://acme, level: "${LITERAL}" }\n`,
  'a secret in the address of an endpoint': `buckets:\n  - { address: s3://acme, endpoint: "http://me:${LITERAL}@127.0.0.1:9" }\n`,
  'a signature in the address of an endpoint': `buckets:\n  - { address: s3://acme, endpoint: "http://127.0.0.1:9/?sig=${LITERAL}" }\n`,
  'a secret in the origin': `deployment: { origin: "https://me:${LITERAL}@acme.wandb.io" }\nbuckets: [{ address: s3://acme }]\n`,
  'a secret in a file store': `deployment: { fileStores: "s3://AKIA:${LITERAL}@h/b" }\nbuckets: [{ address: s3://acme }]\n`,
  'a secret in a waiver': `buckets: [{ address: s3://acme }]\nwaivers: [{ rule: https-only, bucket: "s3://A:${LITERAL}@h/b", expires: 1 }]\n`,
  'a tag': `buckets: !${LITERAL} 1\n`,
  'an anchor that is not there': `buckets: *${LITERAL.replace(/\W/g, '')}\n`,
  'a directive': `%${LITERAL}\n---\n`,
  'no YAML': `key = ${LITERAL}\n\t- "${LITERAL}`,
  'an open quote': `buckets: ["${LITERAL}\n`,
  'a variable that is none': `buckets: [{ address: "\${${LITERAL}}" }]\n`,
  'a text alone': `${LITERAL}\n`,
};

/** The command in this process: the same but for node's own start, which takes a second. */
async function inProcess(args: readonly string[]): Promise<Ended> {
  const { io, text } = captured({ env: { ...sandbox.env, ...SECRET_ENV, ...ENCODED } });
  const code = await runCli(args, io);
  return { code, ...text() };
}

describe('what is refused', { timeout: 120_000 }, () => {
  test('faulty fleet files', async () => {
    const ended: Ended[] = [];
    for (const [name, text] of Object.entries(FAULTY)) {
      const fleet = await place.give('faulty.yaml', text);
      const out = `${place.folder}/faulty-report`;
      const formats = ['text', ...FORMATS.map((format) => `${format.name}:${out}.${format.name}`)];
      const choice = formats.flatMap((format) => ['--format', format]);
      const one = await inProcess(['audit', '-v', '--timeout', '2', '--fleet', fleet, ...choice]);
      expect([0, 1, 2, 3], `${name}: ${one.err}`).toContain(one.code);
      ended.push(one);
    }
    expect(ended.filter(({ code }) => code === 2).length).toBeGreaterThan(12);
    await expectNoLeak(ended);
  });

  test('arguments', async () => {
    const address = `s3://AKIA:${LITERAL}@s3.amazonaws.com/acme`;
    const signed = `https://acme.blob.core.windows.net/c?sv=2024&sig=${encodeURIComponent(LITERAL)}`;
    const places: readonly ((value: string) => string[])[] = [
      (value) => [value],
      (value) => ['audit', value],
      (value) => ['audit', `--buckte=${value}`],
      (value) => ['audit', '--fleet', value],
      (value) => ['audit', '--format', value],
      (value) => ['audit', '--rule', value],
      (value) => ['audit', '--fail-on', value],
      (value) => ['audit', '--concurrency', value],
      (value) => ['audit', '--deployment', value],
      (value) => ['audit', '--origin', value, '--bucket', 's3://a'],
      (value) => ['audit', '--baseline', value, '--bucket', 's3://a'],
      (value) => ['evaluate', value],
      (value) => ['explain', value],
      (value) => ['schedule', '--health', value],
      (value) => ['schedule', '--cron', value],
      (value) => ['upload', value, '--repository', value],
      (value) => ['upload', value, '--api-url', value],
      (value) => ['diff', value, value],
    ];
    const ended: Ended[] = [];
    for (const argsOf of places) {
      for (const value of [address, `s3://AKIA:${LITERAL}`, signed])
        ended.push(await inProcess(argsOf(value)));
    }
    ended.push(await inProcess(['audit', '--bucket', `s3://AKIA:${LITERAL}`]));
    expect(ended.map(({ code }) => code)).toEqual(ended.map(() => 2));
    await expectNoLeak(ended);
  });

  test('files that are something else: keys and credentials', async () => {
    const files = {
      credentials: `[default]\naws_secret_access_key = ${FILE_SECRET}\n`,
      '.env': `T=${FILE_SECRET}`,
      'text.json': `"${FILE_SECRET}`,
      'secret.json': JSON.stringify({ [FILE_SECRET]: FILE_SECRET, schemaVersion: FILE_SECRET }),
      'report.json': JSON.stringify({ [FILE_SECRET]: FILE_SECRET, schemaVersion: 1, results: FILE_SECRET }),
      'cut.json': `{"schemaVersion":1,"a":"${FILE_SECRET}",${FILE_SECRET}`,
      'google.json': googleFile(),
    };
    const ended: Ended[] = [];
    for (const [name, text] of Object.entries(files)) {
      const file = await place.give(name, text);
      for (const args of [
        ['evaluate', file],
        ['render', file],
        ['diff', file, file],
        ['upload', file, '--repository', 'a/b', '--commit', 'd'.repeat(40), '--ref', 'refs/heads/x'],
        ['audit', '--fleet', file],
      ]) {
        ended.push(await inProcess(args));
      }
    }
    expect(new Set(ended.map(({ code }) => code))).toEqual(new Set([2]));
    await expectNoLeak(ended);
  });
});

/** Who reads with what; every endpoint is the echo's. */
const STORES = (url: string, secure: string): string => `${DEPLOYMENT}buckets:
  - { address: s3://acme-aws, level: team, team: a }
  - { address: s3://acme-role, level: team, team: b, roleArn: "arn:aws:iam::111122223333:role/reader" }
  - { address: "s3://\${STORE_ID}:\${STORE_SECRET}@${new URL(url).host}/acme", level: team, team: c }
  - { address: s3://acme-session, endpoint: "${url}", level: team, team: d, credentials: { accessKeyId: "\${STORE_ID}", secretAccessKey: "\${STORE_SECRET}", sessionToken: "\${STORE_SESSION}" } }
  - { address: s3://acme-profile, level: team, team: e, profile: acme }
  - { address: "cw://\${ADDRESS_ID}:\${ADDRESS_SECRET}@acme-cw.cwobject.com", level: team, team: f }
  - { address: gs://acme-gcs, level: team, team: g }
  - { address: gs://acme-as, level: team, team: h, impersonateServiceAccount: other@acme.iam.gserviceaccount.com }
  - { address: "az://:\${ACCOUNT_KEY}@acmewandb/wandb", level: team, team: i }
  - { address: "s3://acme-proxy", endpoint: "${secure}", level: team, team: j, credentials: { accessKeyId: "\${STORE_ID}", secretAccessKey: "\${STORE_SECRET}" } }
`;

describe('stores that give back what they are sent', { timeout: 120_000 }, () => {
  test.each([
    ['403, in the message', 403, false],
    ['400, as the code', 400, true],
    ['200, as the document', 200, true],
  ])('%s', async (_, status, inCode) => {
    const echo = await startEcho({ status, inCode, token: BEARER });
    const secure = await startEcho({ status, inCode, secure: true });
    // It gives tokens for the echo as for a resource manager.
    const entra = await startSandbox({
      buckets: [],
      azure: { ...azure, accounts: [], audiences: [secure.url] },
    });
    onTestFinished(async () => void (await Promise.all([echo, secure, entra].map((one) => one.close()))));
    await place.give('stores.yaml', STORES(echo.url, secure.url));
    await place.give('aws.ini', `[acme]\naws_access_key_id = AKIA\naws_secret_access_key = ${FILE_SECRET}\n`);
    const env = {
      AZURE_AUTHORITY_HOST: entra.env['AZURE_AUTHORITY_HOST'],
      AWS_ENDPOINT_URL: echo.url,
      AWS_ENDPOINT_URL_S3: undefined,
      AWS_ENDPOINT_URL_KMS: undefined,
      AWS_ENDPOINT_URL_S3_CONTROL: undefined,
      AWS_ENDPOINT_URL_STS: undefined,
      AWS_SHARED_CREDENTIALS_FILE: `${place.folder}/aws.ini`,
      STORAGE_EMULATOR_HOST: undefined,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${echo.url}/storage/v1/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM: `${echo.url}/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS: `${echo.url}/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER: `${echo.url}/`,
      CLOUDSDK_AUTH_TOKEN_HOST: `${echo.url}/token`,
      GOOGLE_APPLICATION_CREDENTIALS: `${place.folder}/google.json`,
      AZURE_RESOURCE_MANAGER_ENDPOINT: secure.url,
      AZURE_STORAGE_SERVICE_ENDPOINT: secure.url,
    };
    const run = ['--fleet', 'stores.yaml', '--timeout', '3'];
    const ended = await Promise.all([
      place.run(['audit', '-v', ...run, ...ALL_FORMATS, '--format', 'text'], env),
      place.run(['collect', ...run, '-o', 'echoed.json'], env),
      // Azure's sign-in is asked of the echo, too.
      place.run(['audit', '--bucket', 'az://acmewandb/wandb'], { ...env, AZURE_AUTHORITY_HOST: secure.url }),
    ]);
    expect(ended.map(({ code }) => code === 70 || code === null)).toEqual([false, false, false]);
    expect(echo.requests()).toBeGreaterThan(10);
    expect(echo.secrets).toContain(BEARER);
    expect(secure.secrets.length).toBeGreaterThan(0);
    expect(echo.secrets).toContain(SECRET_ENV.STORE_SESSION);
    const seen = [...echo.secrets, ...secure.secrets].filter((value) => value.length >= 16);
    await expectNoLeak(
      ended,
      seen.map((value) => ({ place: 'sent in a header', value })),
    );
  });
});

describe('credentials that cannot be used', { timeout: 120_000 }, () => {
  test('key files and keys that are broken or refused, proxies with a password', async () => {
    const bare = { STORAGE_EMULATOR_HOST: undefined, CLOUDSDK_AUTH_TOKEN_HOST: `${sandbox.url}/token` };
    await place.give('cut.key.json', googleFile().slice(0, -300));
    await place.give('no-key.json', googleFile({ private_key: FILE_SECRET }));
    await place.give('cut.ini', `[default\naws_secret_access_key = ${FILE_SECRET}`);
    await place.give(
      'cut.config',
      `[profile acme]\ncredential_process = printf '{"Version":1,"${FILE_SECRET}'\n`,
    );
    const broken = ADDRESS_KEY.pem.replace('BEGIN PRIVATE', 'BEGIN PUBLIC');
    const google = (file: string): Promise<Ended> =>
      place.run(
        ['audit', '-v', '--timeout', '3', '--bucket', 'gs://acme-gcs-evals', '--fleet', 'none.yaml'],
        {
          ...bare,
          GOOGLE_APPLICATION_CREDENTIALS: `${place.folder}/${file}`,
        },
      );
    const one = (env: object, bucket: string): Promise<Ended> =>
      place.run(['audit', '-v', '--timeout', '3', '--fleet', 'none.yaml', '--bucket', bucket], { ...env });
    await place.give('none.yaml', 'buckets: [{ address: s3://acme-wandb }]\n');
    const proxy = `http://me:${LITERAL.replace(/\W/g, 'x')}@127.0.0.1:9`;
    const ended = [
      await google('cut.key.json'),
      await google('no-key.json'),
      await google('none.yaml'),
      await one(bare, `gs://${SERVICE_ACCOUNT}:${encodeURIComponent(broken)}@acme-gcs-evals`),
      await one({ AZURE_CLIENT_SECRET: LITERAL }, 'az://acmewandb/evals'),
      await one(
        { AWS_SHARED_CREDENTIALS_FILE: `${place.folder}/cut.ini`, AWS_ACCESS_KEY_ID: '' },
        's3://acme-x',
      ),
      await one({ AWS_CONFIG_FILE: `${place.folder}/cut.config`, AWS_PROFILE: 'acme' }, 's3://acme-y'),
      await one({ HTTPS_PROXY: proxy, HTTP_PROXY: proxy, NODE_USE_ENV_PROXY: '1' }, 's3://acme-z'),
      await one({ AWS_ENDPOINT_URL_S3: proxy }, 's3://acme-z'),
    ];
    expect(ended.filter(({ code }) => code === 70 || code === null)).toEqual([]);
    const proxied = { place: 'password of a proxy', value: new URL(proxy).password };
    await expectNoLeak(ended, [proxied]);
  });
});

describe('crashes', { timeout: 120_000 }, () => {
  /** Makes a part of node throw what an SDK's error holds. */
  const breaking = (how: string): string =>
    `--import=data:text/javascript,${encodeURIComponent(
      `import fs from 'node:fs/promises'; import { syncBuiltinESMExports } from 'node:module';
       const e = process.env; const error = () => Object.assign(
         new Error('GET https://x:' + e.AWS_SECRET_ACCESS_KEY + '@h/?sig=' + e.SIGNATURE + ' Bearer ' + e.GITHUB_TOKEN + ' ' + encodeURIComponent(e.AZURE_CLIENT_SECRET)),
         { config: { headers: { authorization: e.AWS_SESSION_TOKEN } }, secret: e.STORE_SECRET, cause: new Error(e.ADDRESS_SECRET) });
       ${how}; syncBuiltinESMExports();`,
    )}`;

  test.each([
    ['a file system that fails', 'fs.rename = () => Promise.reject(error())'],
    ['an error that nobody waits for', 'setTimeout(() => { throw error(); }, 700)'],
    ['a promise that nobody waits for', 'setTimeout(() => void Promise.reject(error()), 700)'],
  ])('%s: exit 70, without secrets, with and without -v', async (_, how) => {
    const env = { NODE_OPTIONS: breaking(how) };
    const args = ['audit', '--timeout', '3', '--format', 'html:crash.html'];
    const ended = [await place.run(args, env), await place.run([...args, '-v'], env)];
    for (const { code, err } of ended) {
      expect(code, err).toBe(70);
      expect(err).toMatch(/^byob: a bug: (Error: )?GET https:\/\/\[redacted\]@/m);
    }
    expect(ended[1]?.err).toMatch(/^ {4}at /m);
    await expectNoLeak(ended);
    expect([...(await place.left()).keys()].filter((file) => file.includes('crash'))).toEqual([]);
  });

  test('a run of schedule that fails is logged without secrets', async () => {
    const env = { NODE_OPTIONS: breaking('fs.rename = () => Promise.reject(error())') };
    const ended = await place.run(['schedule', '--once', '-o', 'crashed', '--timeout', '3'], env);
    expect(ended.code, ended.out).toBe(70);
    await expectNoLeak([ended]);
  });
});
