// What a measured child process prints as its last line, and how it comes about.

export interface Measured {
  readonly wallMs: number;
  readonly calls: number;
  readonly cpuMs: number;
  /** Peak resident set of the process, MiB. */
  readonly rssMib: number;
}

/** Runs `work`, which gives the number of calls it made, and prints the figures as one line of JSON. */
export async function measure(work: () => Promise<number>): Promise<void> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const calls = await work();
  const wallMs = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  const measured: Measured = {
    wallMs,
    calls,
    cpuMs: (user + system) / 1000,
    rssMib: process.resourceUsage().maxRSS / 1024,
  };
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}

export type BenchProvider = 'aws' | 'gcp' | 'azure';

export interface Settings {
  readonly provider: BenchProvider;
  /** Points the SDKs at the server of the run. */
  readonly env: Readonly<Record<string, string>>;
  readonly buckets: number;
  /** Calls in flight. */
  readonly concurrency: number;
  /** S3 operations, in the order of the calls. */
  readonly operations: readonly string[];
}

/** Settings of a run, from the environment of the child. */
export function settings(): Settings {
  const {
    BENCH_PROVIDER = 'aws',
    BENCH_ENV = '{}',
    BENCH_BUCKETS = '1',
    BENCH_CONCURRENCY = '128',
    BENCH_OPERATIONS = '',
  } = process.env;
  return {
    provider: BENCH_PROVIDER as BenchProvider,
    env: JSON.parse(BENCH_ENV) as Record<string, string>,
    buckets: Number(BENCH_BUCKETS),
    concurrency: Number(BENCH_CONCURRENCY),
    operations: BENCH_OPERATIONS.split(',').filter((name) => name !== ''),
  };
}

/** Runs `task(0..count-1)` with `width` at work at a time. */
export async function inParallel(
  count: number,
  width: number,
  task: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await task(next++);
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
}
