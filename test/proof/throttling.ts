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

/** Measures, and tells it in the words of docs/faults.md. */
export async function throttlingSection(): Promise<string> {
  // What is loaded and compiled once is no part of it.
  await measured(20, {});
  const clean = await measured(BUCKETS, { delayMs: DELAY_MS });
  const shared = await measured(BUCKETS, { delayMs: DELAY_MS, slowDown: { share: SHARE } });
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
  return `${WORDS}\n| store | scan | calls | refused | open | ratio |\n|---|---|---|---|---|---|\n${table.join('\n')}\n${NOTE}`;
}

const WORDS = `A call that is throttled is tried up to eight times. All calls to an endpoint share one pace: as fast as it goes until it
refuses, then at the rate that it was seen to answer, and a little more as long as all is well. Refusals that do not depend
on the pace do not slow it down. A \`Retry-After\` is kept. An endpoint that never answered is given up after its time-out, which
all buckets share. \`test/collect/pace.test.ts\` holds this in simulated time for stores that allow 25 to 1000 calls a second
(once the pace is found, nine tenths and more are used and less than one call in fifty is refused) and for 2 to 30 % of refusals at
random.

In simulated time, with 128 calls in flight, 50 ms each: 20 % of refusals at random make a scan of 8000 calls take 1.37 times its clean
time. A store that allows 100, 300 or 1000 calls a second (0.3 s worth of them at once) is used to 99.8 % and more after the first
five seconds, with 1.7, 0.8 and 0.8 % refused; with the start, over one minute, it is 6.9, 2.3 and 1.2 %.

Measured over the wire, ${BUCKETS} buckets of Amazon S3, ${DELAY_MS} ms a call, one thread, store and scan on one machine that had other work to do:
`;

const NOTE = `
The ratio of a scan over the wire with 20 % SlowDown depends on what else the machine does: three more pairs of runs, minutes apart
under other load, gave 1.52, 1.20 and 3.67 times the clean time. Only the simulated ratio is held by a test.
`;
