// `npm run bench [-- --provider aws|gcp|azure --buckets N --delay MS --concurrency N --rounds N]`: the audit beside the ideal,
// on Amazon also beside a bare SDK loop and a floor, as ratios in one run.

import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BenchProvider, Measured } from './measured.ts';

interface Counts {
  readonly counts: Readonly<Record<string, number>>;
  readonly mostInFlight?: number;
}

const { values } = parseArgs({
  options: {
    provider: { type: 'string', default: 'aws' },
    buckets: { type: 'string', default: '500' },
    delay: { type: 'string', default: '50' },
    concurrency: { type: 'string', default: '128' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
  },
});
const [buckets, delay, concurrency, rounds] = [
  values.buckets,
  values.delay,
  values.concurrency,
  values.rounds,
].map(Number) as [number, number, number, number];

const provider = values.provider as BenchProvider;
const scripts = (values.only ?? (provider === 'aws' ? 'floor,sdk-loop,audit-run' : 'audit-run')).split(',');

function serverFor(count: number): ChildProcess {
  return provider === 'aws'
    ? fork(here('delay-server.ts'), [String(delay), String(count)])
    : fork(here('cloud-server.ts'), [provider, String(count), String(delay)]);
}

/** One child process against a server of its own. */
async function run(script: string, count: number, operations: readonly string[]): Promise<Measured & Counts> {
  const server = serverFor(count);
  try {
    const { env } = await message<{ env: Record<string, string> }>(server);
    const measured = await child(script, {
      // Read when a process starts.
      ...(env['NODE_EXTRA_CA_CERTS'] !== undefined && { NODE_EXTRA_CA_CERTS: env['NODE_EXTRA_CA_CERTS'] }),
      BENCH_PROVIDER: provider,
      BENCH_ENV: JSON.stringify(env),
      BENCH_BUCKETS: String(count),
      BENCH_CONCURRENCY: String(concurrency),
      BENCH_OPERATIONS: operations.join(','),
    });
    const reply = message<Counts>(server);
    server.send('counts');
    const counts = await reply;
    return { ...measured, ...counts, calls: Object.values(counts.counts).reduce((sum, n) => sum + n, 0) };
  } finally {
    server.kill();
  }
}

function here(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

function message<T>(from: ChildProcess): Promise<T> {
  return new Promise((resolve) => from.once('message', (value) => resolve(value as T)));
}

function child(script: string, env: Record<string, string>): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const started = spawn(process.execPath, [here(`${script}.ts`)], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    started.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    started.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(out) as Measured);
      else reject(new Error(`${script} ended with ${code}`));
    });
  });
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

const ONCE_A_RUN: ReadonlySet<string> = new Set(['GetCallerIdentity', 'account GetPublicAccessBlock']);
// One bucket tells which reads the audit makes a bucket (and how long its longest chain is).
const single = await run('audit-run', 1, []);
const operations = Object.entries(single.counts).flatMap(([name, n]) =>
  ONCE_A_RUN.has(name) ? [] : Array.from({ length: n }, () => name),
);
console.log(
  `one bucket: ${Math.round(single.wallMs)} ms, ${single.calls} calls at ${delay} ms (${(single.wallMs / delay).toFixed(1)} x the delay)`,
);
console.log(
  `${provider}: ${buckets} buckets x ${operations.length} reads, ${delay} ms, ${concurrency} in flight, ${rounds} rounds (medians)\n`,
);
console.log(
  'run           wall ms   calls  wall/ideal  CPU ms/call  peak RSS MiB  most in flight  wall/sdk-loop',
);

const results = new Map<string, (Measured & Counts)[]>();
for (let round = 0; round < rounds; round++) {
  for (const script of scripts) {
    results.set(script, [...(results.get(script) ?? []), await run(script, buckets, operations)]);
  }
}
const loops = results.get('sdk-loop');
for (const [script, runs] of results) {
  const calls = runs[0]?.calls ?? 0;
  const wall = median(runs.map((r) => r.wallMs));
  const ideal = Math.max((calls * delay) / concurrency, 3 * delay);
  const ratio = loops === undefined ? NaN : median(runs.map((r, i) => r.wallMs / (loops[i]?.wallMs ?? NaN)));
  console.log(
    [
      script.padEnd(11),
      wall.toFixed(0).padStart(9),
      String(calls).padStart(7),
      (wall / ideal).toFixed(2).padStart(11),
      (median(runs.map((r) => r.cpuMs)) / calls).toFixed(2).padStart(12),
      median(runs.map((r) => r.rssMib))
        .toFixed(0)
        .padStart(13),
      String(Math.max(0, ...runs.map((r) => r.mostInFlight ?? 0)) || '').padStart(15),
      Number.isNaN(ratio) ? '' : ratio.toFixed(2).padStart(14),
    ].join(' '),
  );
}
