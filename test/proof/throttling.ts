// How a scan fares with a store that refuses, one that allows so much a second, and one that never answers: measured.

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { audit } from '../../src/audit/audit.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import type { SandboxWorld } from '../../src/sandbox/sandbox.ts';
import { RULES } from '../../rules/index.ts';
import { estateOf } from './estate.ts';
import type { Member } from './estate.ts';

/** One measured scan. */
export interface Ran {
  readonly seconds: number;
  /** That reached the store. */
  readonly calls: number;
  readonly refused: number;
  /** Results that could not be verified. */
  readonly open: number;
}

/** Scans so many buckets of Amazon S3 against a store in a process of its own. */
export async function measured(
  buckets: number,
  over: Partial<SandboxWorld>,
  timeoutMs = 20_000,
): Promise<Ran> {
  const members = Array.from({ length: buckets }, (_, index): Member => ({
    name: `bucket${index}x`,
    provider: 'aws',
  }));
  const { world, fleet } = estateOf(members);
  const store = fork(fileURLToPath(new URL('store-process.ts', import.meta.url)));
  const ready = message<{ env: Record<string, string> }>(store);
  store.send({ ...world, ...over });
  try {
    const { env } = await ready;
    const { entries } = readFleet(fleet, 'byob.yaml', env);
    const options = { rules: RULES, env, timeoutMs, threads: 1, now: () => new Date(), runId: 'proof' };
    const started = performance.now();
    const { summary } = await audit(entries, { ...options, tool: { name: 'byob-audit', version: '0' } });
    const seconds = (performance.now() - started) / 1000;
    const reply = message<{ calls: number; refused: number }>(store);
    store.send('counts');
    return { seconds, ...(await reply), open: summary.results.open };
  } finally {
    store.kill();
  }
}

function message<T>(from: ChildProcess): Promise<T> {
  return new Promise((resolve) => from.once('message', (value) => resolve(value as T)));
}

const DELAY_MS = 50;
const BUCKETS = 200;
const SHARE = 0.2;
const ALLOWED = { perSecond: 150, atOnce: 150 };
const TIMEOUT_MS = 2000;
const PAIRS = 3;

/** Measures, and tells it in the words of docs/faults.md. */
export async function throttlingSection(): Promise<string> {
  // What is loaded and compiled once is no part of it.
  await measured(20, {});
  // What else the machine does comes and goes: pairs, one after the other, and the fastest of each.
  const pairs: { readonly clean: Ran; readonly shared: Ran }[] = [];
  while (pairs.length < PAIRS) {
    const clean = await measured(BUCKETS, { delayMs: DELAY_MS });
    const shared = await measured(BUCKETS, { delayMs: DELAY_MS, slowDown: { share: SHARE } });
    pairs.push({ clean, shared });
  }
  const clean = fastest(pairs.map((pair) => pair.clean));
  const shared = fastest(pairs.map((pair) => pair.shared));
  const limited = await measured(BUCKETS, { delayMs: DELAY_MS, slowDown: ALLOWED });
  const dead = await measured(100, { faults: [{ kind: 'hang' }] }, TIMEOUT_MS);
  const answered = (limited.calls - limited.refused) / limited.seconds;
  const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
  const rows = [
    ['clean', clean, ''],
    [
      `${percent(SHARE)} SlowDown at random`,
      shared,
      `${(shared.seconds / clean.seconds).toFixed(2)} x the clean time`,
    ],
    [
      `${ALLOWED.perSecond} calls a second allowed, ${ALLOWED.atOnce} at once after a pause`,
      limited,
      `${percent(answered / ALLOWED.perSecond)} of what is allowed`,
    ],
    [
      `nothing answered, --timeout ${TIMEOUT_MS / 1000}, 100 buckets`,
      dead,
      `${((dead.seconds * 1000) / TIMEOUT_MS).toFixed(2)} x the time-out`,
    ],
  ] as const;
  const table = rows.map(
    ([what, { seconds, calls, refused, open }, ratio]) =>
      `| ${what} | ${seconds.toFixed(1)} s | ${calls} | ${refused} (${percent(refused / calls)}) | ${open} | ${ratio} |`,
  );
  return `${WORDS}\n| store | scan | calls | refused | open | ratio |\n|---|---|---|---|---|---|\n${table.join('\n')}\n\n${noteOf(pairs)}`;
}

const WORDS = `A call that is throttled is tried up to thirteen times, over five seconds. All calls to an endpoint share one pace: as fast as it
goes until it refuses, then at the rate that it was seen to answer, and a little more as long as all is well. Refusals that do not
depend on the pace do not slow it down: which they are is seen by asking less. A \`Retry-After\` is kept. An endpoint that never
answered is given up after its time-out, which all buckets share. (The adaptive mode of Amazon's SDKs lowers its rate to seven
tenths with every refusal, whatever its reason.)

\`test/collect/pace.test.ts\` holds this in simulated time, with many seeds. 128 calls in flight, 50 ms each, uneven by a quarter:

- 20 % of refusals at random, 1.2 ms of the processor a call, a scan of 2800 calls, 1000 seeds: 1.32 times its clean time (median),
  1.43 (95 of 100), 1.53 (99 of 100), 1.76 (worst). Before, a call that was refused six times by chance waited for 1.5 and then 3 s, and
  shares that varied by chance had the pace lowered again and again: in the same kind of simulation 1.40 (median) and 3.1 (95 of 100).
- A store that allows so many calls a second, over 20,000 calls or one minute, 20 seeds; settled is after five seconds, or 500 calls:

| allowed a second | saved up | used, settled (worst) | refused, settled (median, worst) | refused with the start (median, worst) |
|---|---|---|---|---|
| 25 | 25 | 98.8 % | 0.2, 0.4 % | 17.3, 28.8 % |
| 50 | 50 | 96.4 % | 0.3, 1.2 % | 10.3, 13.8 % |
| 100 | 30 | 95.1 % | 0.5, 1.8 % | 5.7, 6.8 % |
| 300 | 300 | 99.3 % | 0.7, 1.7 % | 2.3, 3.9 % |
| 1000 | 300 | 98.7 % | 0.9, 1.6 % | 3.3, 4.8 % |

From the start, one minute of a slow store has more than 2 % refused: the first hundred calls are in flight before the first refusal
comes back.

A bucket that refuses whatever it is asked, four times in a row, has one of its calls ask on while the others wait; if that one is
given up, so are they. What it refuses meanwhile is no measure for the pace of the endpoint (\`test/collect/scout.test.ts\`). 500
buckets of 13 calls, 20 ms each, 128 in flight, simulated: with one in twenty that refuses for ever the others are read after 1.9 s
(1.0 s without any), with every other one after 20 s, as each holds a place among those under way for six seconds. Where the first
25 are the ones, the endpoint is taken for one that is out of order, and the others are read after 25 to 33 s.

Measured over the wire, ${BUCKETS} buckets of Amazon S3, ${DELAY_MS} ms a call, one thread, store and scan on one machine that had other work to do:
`;

function fastest(runs: readonly Ran[]): Ran {
  return runs.reduce((best, ran) => (ran.seconds < best.seconds ? ran : best));
}

function noteOf(pairs: readonly { readonly clean: Ran; readonly shared: Ran }[]): string {
  const ratios = pairs.map(({ clean, shared }) => (shared.seconds / clean.seconds).toFixed(2));
  return `The first two rows are the fastest of ${pairs.length} runs each. In pairs, one after the other, they gave ${ratios.join(', ')}
times the clean time: that depends on what else the machine does, and only the simulated ratio is held by a test.
`;
}
