// `byob schedule` over the wire: runs, compares, tells, ends as it is told, and writes nothing secret.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { spawn } from 'node:child_process';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxWorld } from '../../src/sandbox/sandbox.ts';
import { runByob } from '../cli/run-byob.ts';
import { startAzure, startGoogle } from '../deliver/stores/stand-ins.ts';
import { startCloud } from '../lambda/cloud.ts';

interface Prepared {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly fleet: (buckets: readonly string[]) => Promise<void>;
  readonly read: (file: string) => Promise<string>;
}

async function prepare(world: Partial<SandboxWorld> = {}): Promise<Prepared> {
  const folder = await mkdtemp(join(tmpdir(), 'byob-schedule-'));
  const sandbox = await startSandbox({ buckets: [{ name: 'acme-a' }, { name: 'acme-b' }], ...world });
  onTestFinished(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true });
  });
  return {
    folder,
    env: sandbox.env,
    fleet: (buckets) =>
      writeFile(
        join(folder, 'byob.yaml'),
        `deployment: { type: dedicated, origin: 'https://acme.wandb.io' }\nbuckets:\n${buckets
          .map((name) => `  - { address: 's3://${name}', level: team, team: ${name} }\n`)
          .join('')}`,
      ),
    read: (file) => readFile(join(folder, 'out', file), 'utf8'),
  };
}

/** Takes what is posted to it. */
async function startReceiver(): Promise<{ readonly url: string; readonly bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      bodies.push(body);
      response.end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => new Promise((done) => server.close(() => done())));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/canary-path`, bodies };
}

/** The address of a sink that takes a request and never answers. */
async function startSilence(): Promise<{ readonly url: string; readonly end: () => void }> {
  const server = createServer(() => undefined);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const end = (): void => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(end);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/canary-path`, end };
}

function linesOf(text: string): Record<string, unknown>[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('--once: reports, a history, a last success; the second run compares with the first and tells only changes', async () => {
  const { folder, env, fleet, read } = await prepare();
  const { url, bodies } = await startReceiver();
  await fleet(['acme-a']);
  const args = `schedule --once --fleet ${folder}/byob.yaml --output ${folder}/out`;
  const world = { env: { ...env, BYOB_NOTIFY_SLACK: url } };
  const first = await runByob(args, world);
  expect(first.code, first.out + first.err).toBe(1);
  expect(JSON.parse(await read('last-success.json'))).toMatchObject({
    runId: '20261125T120000Z',
    complete: true,
  });
  expect(bodies).toHaveLength(1);
  const second = await runByob(args, { ...world, now: new Date('2026-11-26T12:00:00Z') });
  expect(second.code).toBe(1);
  expect(bodies).toHaveLength(1);
  await fleet(['acme-a', 'acme-b']);
  await runByob(args, { ...world, now: new Date('2026-11-27T12:00:00Z') });
  expect(bodies).toHaveLength(2);
  expect(bodies[1]).toContain('s3://acme-b');
  expect(bodies[1]).not.toContain('s3://acme-a');
  expect((await read('history.jsonl')).trim().split('\n')).toHaveLength(3);
  for (const { out, err } of [first, second]) {
    expect(linesOf(out).every(({ runId }) => typeof runId === 'string')).toBe(true);
    expect(out + err).not.toContain('canary-path');
  }
});

test.each([
  ['a fleet file that is not there', '--fleet nowhere.yaml', {}, /nowhere\.yaml: no such file/],
  ['a schedule that never fires', '--cron 0_0_30_2_*', {}, /no schedule that ever fires/],
  ['a place that is none', '--output az://acme', {}, /--output must be s3:/],
  ['a sink without TLS', '', { BYOB_NOTIFY_SLACK: 'http://hooks.example/canary' }, /BYOB_NOTIFY_SLACK/],
  ['a deadline of no time', '--deadline 0', {}, /greater than 0/],
  ['a deadline beyond a day', '--deadline 86401', {}, /at most one day/],
  ['a start that no timer waits for', '--jitter 9999999', {}, /at most one day/],
])('%s is wrong use', async (_, args, more, message) => {
  const { folder, env, fleet } = await prepare();
  await fleet(['acme-a']);
  const words = `schedule --fleet ${folder}/byob.yaml --output ${folder}/out ${args}`.trim();
  const { code, err } = await runByob(words, { env: { ...env, ...more } });
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(err).not.toContain('canary');
});

const FILES = ['report.html', 'byob.sarif', 'report.json', 'history.jsonl', 'last-success.json'];

test.each([
  ['s3://reports/a', undefined],
  ['gs://reports/a', startGoogle],
  ['az://acme/reports/a', startAzure],
])('%s has all that a folder has, and the second run compares with the first', async (place, start) => {
  const { folder, fleet } = await prepare();
  const cloud = await startCloud({ buckets: [{ name: 'acme-a' }, { name: 'acme-b' }] });
  const bucket = await start?.();
  await fleet(['acme-a']);
  const env = { ...cloud.env, ...bucket?.env };
  const args = `schedule --once --fleet ${folder}/byob.yaml --output ${place}`;
  const first = await runByob(args, { env });
  expect(first.code, first.out + first.err).toBe(1);
  expect(first.out).toContain(`there is no ${place}/report.json yet`);
  await fleet(['acme-a', 'acme-b']);
  const second = await runByob(args, { env, now: new Date('2026-11-26T12:00:00Z') });
  expect(second.code, second.out + second.err).toBe(1);
  expect(second.out).not.toMatch(/no-baseline|baseline-left-out/);
  const objects = new Map(
    [...(bucket ?? cloud).objects].map(([key, text]) => [key.replace(/^(reports\/)?a\//, ''), text]),
  );
  expect([...objects.keys()].toSorted()).toEqual(FILES.toSorted());
  expect(objects.get('history.jsonl')?.trim().split('\n')).toHaveLength(2);
  expect(JSON.parse(objects.get('last-success.json') ?? '')).toMatchObject({ runId: '20261126T120000Z' });
  const report = JSON.parse(objects.get('report.json') ?? '') as { baseline?: object; history?: object[] };
  expect(report.baseline).toMatchObject({ runId: '20261125T120000Z' });
  expect(report.history).toHaveLength(2);
});

test('a bucket that refuses is told before the schedule starts', async () => {
  const { folder, fleet } = await prepare();
  const [cloud, google] = [await startCloud(), await startGoogle()];
  await fleet(['acme-a']);
  google.refuse = /history/;
  const args = `schedule --once --fleet ${folder}/byob.yaml --output gs://reports`;
  const { code, err } = await runByob(args, { env: { ...cloud.env, ...google.env } });
  expect(err).toBe('byob: cannot write gs://reports/history.jsonl: 403: no\n');
  expect({ code, writes: google.writes }).toEqual({ code: 2, writes: [] });
});

test('--once as an operator reads it: what began, what was compared, what came of it', async () => {
  const { folder, env, fleet } = await prepare();
  await fleet(['acme-a']);
  const { out } = await runByob(`schedule --once --fleet ${folder}/byob.yaml --output ${folder}/out`, {
    env,
  });
  expect(linesOf(out)).toMatchObject([
    { event: 'run-started', level: 'info', reason: 'once' },
    { event: 'no-baseline', level: 'info', reason: `there is no ${folder}/out/report.json yet` },
    {
      event: 'run-ended',
      complete: true,
      exitCode: 1,
      buckets: 1,
      findings: { high: expect.any(Number) as number },
    },
  ]);
});

test('--once beyond its deadline: says so, reports what it has, exits as an audit does', async () => {
  const { folder, env, fleet, read } = await prepare({
    faults: [{ operation: 'GetBucketCors', bucket: 'acme-b', kind: 'hang' }],
  } as Partial<SandboxWorld>);
  await fleet(['acme-a', 'acme-b']);
  const words = `schedule --once --deadline 2 --timeout 60 --fleet ${folder}/byob.yaml --output ${folder}/out`;
  const { code, out } = await runByob(words, { env });
  expect(code).toBe(1);
  expect(linesOf(out)).toContainEqual(expect.objectContaining({ event: 'run-cut-short', why: 'deadline' }));
  expect(JSON.parse(await read('report.json'))).toMatchObject({ run: { complete: false } });
});

test('two --once at once in one folder: both end, and every file is whole', async () => {
  const { folder, env, fleet, read } = await prepare();
  await fleet(['acme-a', 'acme-b']);
  const words = `schedule --once --fleet ${folder}/byob.yaml --output ${folder}/out`;
  const both = await Promise.all([runByob(words, { env }), runByob(words, { env })]);
  expect(both.map(({ code }) => code)).toEqual([1, 1]);
  for (const file of ['report.json', 'byob.sarif', 'last-success.json']) JSON.parse(await read(file));
  for (const line of linesOf(await read('history.jsonl'))) expect(line).toHaveProperty('runId');
});

test(
  'as a process: a fleet file that breaks fails the runs until it is mended; a sink that hangs none',
  { timeout: 90_000 },
  async () => {
    const { folder, env, fleet, read } = await prepare();
    const sink = await startSilence();
    await fleet(['acme-a']);
    const args = [
      '--cron',
      '* * * * * *',
      '--jitter',
      '0',
      '--fleet',
      `${folder}/byob.yaml`,
      '--output',
      `${folder}/out`,
    ];
    const child = spawn(process.execPath, ['src/cli/main.ts', 'schedule', ...args], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const lines: Record<string, unknown>[] = [];
    createInterface(child.stdout).on('line', (line) =>
      lines.push(JSON.parse(line) as Record<string, unknown>),
    );
    const seen = (event: string, from: number): Promise<number> =>
      vi.waitFor(
        () => {
          const index = lines.findIndex((line, i) => i >= from && line['event'] === event);
          if (index === -1) throw new Error(`no ${event} in ${JSON.stringify(lines.slice(from))}`);
          return index + 1;
        },
        { timeout: 20_000, interval: 50 },
      );
    const good = await seen('run-ended', 0);
    await writeFile(join(folder, 'byob.yaml'), 'buckets: [');
    const failed = await seen('run-failed', good);
    expect(lines[failed - 1]).toMatchObject({
      level: 'error',
      reason: expect.stringContaining('byob.yaml:1:') as string,
    });
    const before = await read('report.json');
    expect(JSON.parse(before)).toMatchObject({ run: { complete: true } });
    await fleet(['acme-a']);
    await seen('run-ended', failed);
    child.kill('SIGTERM');
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
    expect(lines.at(-1)).toMatchObject({ event: 'schedule-ended' });

    const words = `schedule --once --fleet ${folder}/byob.yaml --output ${folder}/other`;
    const told = runByob(words, { env: { ...env, BYOB_NOTIFY_SLACK: sink.url } });
    // Before the sink is given up the success is on record.
    await vi.waitFor(() => readFile(join(folder, 'other', 'last-success.json')), { timeout: 20_000 });
    sink.end();
    const { code, out } = await told;
    expect(code).toBe(1);
    expect(linesOf(out)).toContainEqual(expect.objectContaining({ event: 'not-told', sink: 'slack' }));
    expect(out).not.toContain('canary-path');
  },
);

test('as a process: probes answer, SIGTERM ends a hanging run, whose sink hangs too, with a partial report and exit 0', async () => {
  const { folder, env, fleet, read } = await prepare({
    faults: [{ operation: 'GetBucketCors', bucket: 'acme-b', kind: 'hang' }],
  } as Partial<SandboxWorld>);
  await fleet(['acme-a', 'acme-b']);
  const args = ['--fleet', `${folder}/byob.yaml`, '--output', `${folder}/out`, '--timeout', '60'];
  const child = spawn(
    process.execPath,
    ['src/cli/main.ts', 'schedule', '--run-at-start', '--health', '0', ...args],
    {
      env: { PATH: process.env['PATH'], ...env, BYOB_NOTIFY_SLACK: (await startSilence()).url },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const started = new Promise<number>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const port = /"health-served".*?"port":(\d+)/.exec(out)?.[1];
      if (out.includes('"run-started"') && port !== undefined) resolve(Number(port));
    });
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const port = await Promise.race([started, ended.then(() => Promise.reject(new Error(err + out)))]);
  const health = await fetch(`http://127.0.0.1:${port}/health`);
  expect(health.status).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  // Kubernetes kills after 30 seconds, of which ten go by before the run is cut short.
  const timeOf = (wanted: string): number =>
    Date.parse(String(linesOf(out).find(({ event }) => event === wanted)?.['time']));
  expect(timeOf('not-told') - timeOf('run-cut-short')).toBeLessThan(18_000);
  expect(JSON.parse(await read('report.json'))).toMatchObject({ run: { complete: false } });
  await expect(read('last-success.json')).rejects.toThrow('ENOENT');
}, 60_000);
