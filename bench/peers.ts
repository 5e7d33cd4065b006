// `npm run bench:peers [-- --buckets 100,500 --delay MS --rounds N --page FILE]`: the audit beside Prowler, Cloud Custodian and CloudSploit,
// over the same buckets, at the same delay, one after another; prints a table and writes it with its circumstances to the page.

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { page, table } from './peers-page.ts';
import type { Run, Size } from './peers-page.ts';
import { installedTools, LOG } from './peers-tools.ts';
import type { Tool } from './peers-tools.ts';
import { costOf } from './process-tree.ts';

interface Served {
  readonly counts: Readonly<Record<string, number>>;
  readonly mostInFlight: number;
  readonly connections: number;
  /** Calls that the store does not know. */
  readonly unknown: Readonly<Record<string, number>>;
}

const { values } = parseArgs({
  options: {
    buckets: { type: 'string', default: '100,500' },
    delay: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '2' },
    page: { type: 'string' },
  },
});
const delayMs = Number(values.delay);

function message<T>(from: ChildProcess): Promise<T> {
  return new Promise((resolve) => from.once('message', (value) => resolve(value as T)));
}

/** Variables of this process that a tool may see: no credentials, no configuration of the user's. */
function environment(folder: string, served: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: folder,
    LANG: 'C.UTF-8',
    AWS_DEFAULT_REGION: served['AWS_REGION'],
    AWS_EC2_METADATA_DISABLED: 'true',
    ...served,
  };
}

/** One scan by one tool against a store of its own; throws where the scan was not whole. */
async function scan(tool: Tool, buckets: number, delay: number): Promise<Run> {
  const server = fork(fileURLToPath(new URL('delay-server.ts', import.meta.url)), [
    String(delay),
    String(buckets),
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'byob-peers-'));
  try {
    const { env } = await message<{ env: Record<string, string> }>(server);
    const [file, ...args] = tool.command(folder, buckets);
    const cost = await costOf(file, args, {
      cwd: folder,
      env: environment(folder, env),
      log: join(folder, LOG),
    });
    const reply = message<Served>(server);
    server.send('counts');
    const served = await reply;
    if (!tool.codes.includes(cost.code ?? -1))
      throw new Error(
        `${tool.name} ended with ${cost.code}:\n${readFileSync(join(folder, LOG), 'utf8').slice(-2000)}`,
      );
    const judged = tool.judged(folder, buckets);
    if (judged.unread > 0 || Object.keys(served.unknown).length > 0)
      throw new Error(
        `${tool.name} did not scan all: ${JSON.stringify({ ...judged, unknown: served.unknown })}`,
      );
    const calls = Object.values(served.counts).reduce((sum, n) => sum + n, 0);
    return { ...cost, ...served, calls, verdicts: judged.verdicts };
  } finally {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await gone;
    rmSync(folder, { recursive: true });
  }
}

/** All tools in turns, `rounds` times; every second round in the opposite order. */
async function sideBySide(tools: readonly Tool[], buckets: number): Promise<Size> {
  const runs = new Map<Tool, Run[]>(tools.map((tool) => [tool, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const tool of round % 2 === 0 ? tools : tools.toReversed()) {
      const run = await scan(tool, buckets, delayMs);
      runs.get(tool)?.push(run);
      console.error(
        `${buckets} buckets, round ${round + 1}, ${tool.name}: ${(run.wallMs / 1000).toFixed(1)} s`,
      );
    }
  }
  return { buckets, runs };
}

const { tools, missing } = installedTools();
for (const name of missing) console.error(`${name} is not installed (bash bench/peers-setup.sh): left out.`);
// Compiles the Python sources and fills the file cache; shows that each tool scans at all.
for (const tool of tools) await scan(tool, 2, 0);

const loads = [loadavg()[0] ?? NaN];
const sizes: Size[] = [];
for (const buckets of values.buckets.split(',').map(Number)) {
  sizes.push(await sideBySide(tools, buckets));
  loads.push(loadavg()[0] ?? NaN);
}
for (const size of sizes) console.log(`\n${size.buckets} buckets x ${delayMs} ms\n\n${table(size)}`);
const file = values.page ?? fileURLToPath(new URL('../docs/peers.md', import.meta.url));
mkdirSync(join(file, '..'), { recursive: true });
writeFileSync(file, await page({ tools, missing, sizes, delayMs, rounds: Number(values.rounds), loads }));
