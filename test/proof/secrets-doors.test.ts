// Canaries in the doors that no fleet on the command line opens: Lambda functions, the demo, threads that are lost with a
// secret in flight.

import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { auditFleet } from '../../src/lambda/audit.ts';
import type { World } from '../../src/lambda/context.ts';
import { mergeRun } from '../../src/lambda/merge.ts';
import { planRun } from '../../src/lambda/plan.ts';
import { scanBatch } from '../../src/lambda/scan.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { startReceiver } from '../deliver/notify/receiver.ts';
import type { Taken } from '../deliver/notify/receiver.ts';
import { contextOf, startCloud, worldOf } from '../lambda/cloud.ts';
import type { Cloud } from '../lambda/cloud.ts';
import { placeFor } from './byob-process.ts';
import type { Place } from './byob-process.ts';
import { canaryText, canaryWord, searchFor } from './canaries.ts';
import { startEcho } from './echo.ts';

const SECRETS = {
  AWS_ACCESS_KEY_ID: canaryWord(),
  AWS_SECRET_ACCESS_KEY: canaryText(),
  AWS_SESSION_TOKEN: canaryText(),
  GITHUB_TOKEN: canaryWord(),
  BYOB_NOTIFY_WEBHOOK_SECRET: canaryText(),
  STORE_ACCESS_KEY_ID: canaryWord(),
  STORE_SECRET: canaryText(),
} as const;
const LITERAL = canaryText();
const HOOK = canaryWord();
const search = searchFor([
  ...Object.entries(SECRETS).map(([place, value]) => ({ place, value })),
  { place: 'written out', value: LITERAL },
  { place: 'address of a webhook', value: HOOK },
]);

/** Fails for a canary in one of the texts, and names both. */
function expectNone(texts: Iterable<readonly [string, string]>): void {
  const all = [...texts];
  const leaks = all.flatMap(([name, text]) => search(text).map((what) => `${what} in ${name}`));
  expect(leaks, all.map(([, text]) => text.slice(0, 1500)).join('\n')).toEqual([]);
}

const NIGHT = { scheduledTime: '2026-11-25T02:15:00Z' };
const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:byob-AbCdEf';
const FLEET = `deployment: { type: dedicated, origin: 'https://acme.wandb.io' }
buckets:
  - { address: "s3://\${STORE_ACCESS_KEY_ID}:\${STORE_SECRET}@s3.eu-west-1.amazonaws.com/acme-a?region=eu-west-1", level: team, team: a }
  - { address: s3://acme-b, level: team, team: b }
`;

/** The four functions, and all that each of them leaves: its answer or error as Lambda writes it down, logs, objects. */
async function nightOf(cloud: Cloud, more: Readonly<Record<string, string>>): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const stream of [process.stdout, process.stderr]) {
    const write = vi.spyOn(stream, 'write').mockImplementation((text) => {
      texts.set(`stream ${texts.size}`, String(text));
      return true;
    });
    onTestFinished(() => write.mockRestore());
  }
  const world = worldOf(cloud, more);
  const left = async <T>(name: string, invoke: (world: World) => Promise<T>): Promise<T | undefined> => {
    try {
      const answer = await invoke(world);
      texts.set(`answer of ${name}`, JSON.stringify(answer));
      return answer;
    } catch (error) {
      // Lambda logs an error's own members, too.
      const members = JSON.stringify({ ...(error as object) });
      texts.set(`error of ${name}`, `${inspect(error, { depth: 8 })}${members}${(error as Error).stack}`);
      return undefined;
    }
  };
  await left('audit', (one) => auditFleet(NIGHT, contextOf(), one));
  const plan = await left('plan', (one) => planRun(NIGHT, contextOf(), one, 1));
  if (plan !== undefined) {
    for (let batch = 0; batch < plan.batches; batch++) {
      const item = { runId: plan.runId, folder: plan.folder, batch };
      await left(`scan ${batch}`, (one) => scanBatch(item, contextOf(), one));
    }
    // The first function told and wrote this run already: as if it had not.
    cloud.objects.delete('reports/latest/report.json');
    await left('merge', (one) => mergeRun(plan, contextOf(), one));
  }
  texts.set('log', JSON.stringify(world.events));
  for (const [key, text] of cloud.objects) if (!key.startsWith('fleets/')) texts.set(key, text);
  return texts;
}

/** What a sink may see of secrets: its own address and the header that says who writes. */
function bodiesOf(sink: string, taken: readonly Taken[]): [string, string][] {
  return taken.map(({ body }, index) => [`${sink} ${index}`, body]);
}

describe('Lambda functions', { timeout: 120_000 }, () => {
  const told = (url: string): Record<string, string> => ({
    ...SECRETS,
    BYOB_NOTIFY_SLACK: `${url}/services/${HOOK}`,
    BYOB_NOTIFY_WEBHOOK: `${url}/${HOOK}?token=${HOOK}`,
    BYOB_NOTIFY_GITHUB_ISSUES: 'acme/buckets',
    BYOB_GITHUB_REPOSITORY: 'acme/buckets',
    GITHUB_API_URL: url,
  });

  async function prepared(fleet = FLEET): Promise<Cloud> {
    const cloud = await startCloud({ buckets: [{ name: 'acme-a' }, { name: 'acme-b' }] });
    cloud.objects.set('fleets/byob.yaml', fleet);
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const)
      vi.stubEnv(name, SECRETS[name]);
    onTestFinished(() => void vi.unstubAllEnvs());
    return cloud;
  }

  test('a night that goes well: answers, logs, objects, and what sinks are sent', async () => {
    const cloud = await prepared();
    const sinks = await startReceiver(({ method, path }) => ({
      body: method === 'GET' && path.includes('/issues') ? '[]' : '{}',
    }));
    const { STORE_SECRET, ...env } = told(sinks.url);
    const secrets = await startReceiver(() => ({ body: JSON.stringify({ SecretString: STORE_SECRET }) }));
    const texts = await nightOf(cloud, {
      ...env,
      BYOB_SECRETS: `STORE_SECRET=${SECRET_ARN}`,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    });
    expect([...texts.keys()].filter((name) => name.startsWith('error'))).toEqual([]);
    expect([...texts.keys()]).toContain('answer of merge');
    expect(secrets.taken.length).toBeGreaterThan(3);
    expect(texts.get('reports/latest/report.json')).toContain('s3://[redacted]:[redacted]@');
    // The news was told, with the secrets where they belong.
    expect(sinks.taken.map(({ path }) => path)).toContain(`/services/${HOOK}`);
    expect(sinks.taken.map(({ headers }) => headers.authorization)).toContain(
      `Bearer ${SECRETS.GITHUB_TOKEN}`,
    );
    expectNone([...texts, ...bodiesOf('sink', sinks.taken)]);
  });

  test('sinks, and a store of secrets, that give back what they are sent', async () => {
    const cloud = await prepared();
    const echo = await startReceiver(({ path, headers, body }) => ({
      status: 403,
      body: JSON.stringify({ message: `${path} ${JSON.stringify(headers)} ${body}` }),
    }));
    const texts = await nightOf(cloud, told(echo.url));
    expect(texts.get('answer of audit')).toContain('slack');
    const asked = { BYOB_SECRETS: `OTHER=${SECRET_ARN}`, AWS_ENDPOINT_URL_SECRETS_MANAGER: echo.url };
    const refused = await nightOf(await prepared(), { ...told(echo.url), ...asked });
    expect(refused.get('error of audit')).toContain('OTHER cannot be read');
    expectNone([...texts, ...[...refused].map(([name, text]) => [`${name}, refused`, text] as const)]);
  });

  test.each([
    ['403, in the message', 403, false],
    ['400, as the code', 400, true],
  ])('a report bucket that gives back what it is sent: %s', async (_, status, inCode) => {
    const echo = await startEcho({ status, inCode });
    onTestFinished(() => echo.close());
    const texts = await nightOf(await prepared(), { ...SECRETS, AWS_ENDPOINT_URL: echo.url });
    expect(echo.secrets).toContain(SECRETS.AWS_SESSION_TOKEN);
    expect(texts.get('error of audit')).toBeDefined();
    expectNone(texts);
  });

  test('a fleet file with a secret written out', async () => {
    const texts = await nightOf(
      await prepared(`buckets:\n  - address: s3://AKIA:${LITERAL}@s3.amazonaws.com/acme\n`),
      SECRETS,
    );
    expect(texts.get('error of plan')).toContain('byob.yaml:2');
    expectNone(texts);
  });
});

describe('processes of their own', { timeout: 120_000 }, () => {
  /** Enough for two threads, where there are two processors; each bucket's parcel carries the key of its address. */
  const NAMES = Array.from({ length: 200 }, (_, index) => `acme-${index}`);
  let sandbox: Sandbox;
  let place: Place;
  beforeAll(async () => {
    sandbox = await startSandbox({ buckets: NAMES.map((name) => ({ name })), delayMs: 20 });
    place = await placeFor({ ...sandbox.env, ...SECRETS, AWS_EC2_METADATA_DISABLED: 'true' });
    const at = '${STORE_ACCESS_KEY_ID}:${STORE_SECRET}@s3.us-east-1.amazonaws.com';
    const lines = NAMES.map((name) => `  - { address: "s3://${at}/${name}", level: team, team: ${name} }\n`);
    await place.give(
      'byob.yaml',
      `deployment: { type: dedicated, origin: "https://a.example" }\nbuckets:\n${lines.join('')}`,
    );
  });
  afterAll(async () => {
    await place.remove();
    await sandbox.close();
  });

  test('the demo: its folder, its fleet file, what it says', async () => {
    const demo = await place.run(['demo', '-v', '-o', 'demo']);
    expect(demo.code, demo.err).toBe(0);
    const left = await place.left();
    for (const file of ['byob.yaml', 'report.html', 'byob.sarif', 'report.json'])
      expect(left.has(`demo/${file}`)).toBe(true);
    const made = [
      /PRIVATE KEY-----\s+\w/,
      /AccountKey=/,
      /"(secretAccessKey|sessionToken)": ?"(?!\[redacted)/,
    ];
    for (const [file, text] of left) for (const one of made) expect(text, file).not.toMatch(one);
    expectNone([['stdout', demo.out], ['stderr', demo.err], ...left]);
  });

  /** Makes a collecting thread end, or what it is asked for fail, with all it was given in the error. */
  const inThreads = (how: string): string =>
    `--import=data:text/javascript,${encodeURIComponent(
      `import { isMainThread, parentPort, workerData } from 'node:worker_threads';
       import fs from 'node:fs';
       if (!isMainThread && workerData?.env !== undefined) {
         fs.writeFileSync(process.env.MARK + Math.random(), '');
         let parcel = '';
         const error = () => Object.assign(new Error(parcel + JSON.stringify(workerData.env)), { parcel, cause: new Error(parcel) });
         const seen = (message) => { parcel += JSON.stringify(message); };
         parentPort.on('message', seen);
         ${how}
       }`,
    )}`;

  test.each([
    ['an error that nobody catches', 'setTimeout(() => { throw error(); }, 1500);', [1, 3]],
    ['an end of its own', 'setTimeout(() => process.exit(9), 1500);', [1, 3]],
    [
      'a heap that is full',
      'setTimeout(() => { const all = []; for (;;) all.push(new Array(1e5).fill(parcel + all.length)); }, 1500);',
      [1, 3],
    ],
    [
      'an error in its answer',
      'setTimeout(() => { Map.groupBy = Object.fromEntries = () => { throw error(); }; }, 1200);',
      [1, 3, 70],
    ],
  ])('a thread that is lost: %s', async (_, how, codes) => {
    const env = { NODE_OPTIONS: inThreads(how), MARK: `${place.folder}/tmp/thread-` };
    const before = (await place.left()).size;
    const args = ['audit', '-v', '--timeout', '5', '--rule', 'cors-configured', '--rule', 'https-only'];
    const ended = await place.run([...args, '--format', 'text', '--format', 'json:lost.json'], env);
    expect(codes, ended.err).toContain(ended.code);
    const left = await place.left();
    // On one processor there are no threads, and nothing is shown by this.
    if (left.size < before + 2) console.warn('one processor: no thread was lost');
    expectNone([['stdout', ended.out], ['stderr', ended.err], ...left]);
  });
});
