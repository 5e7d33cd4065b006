// The figures of a run of `npm run bench:peers` as a table, and as the page docs/peers.md.

import { availableParallelism } from 'node:os';
import { format } from 'prettier';
import type { Tool } from './peers-tools.ts';
import type { Cost } from './process-tree.ts';

/** One scan by one tool. */
export interface Run extends Cost {
  readonly calls: number;
  readonly verdicts: number;
  readonly mostInFlight: number;
  readonly connections: number;
}

/** The runs of all tools over one number of buckets; ours is the first tool. */
export interface Size {
  readonly buckets: number;
  readonly runs: ReadonlyMap<Tool, readonly Run[]>;
}

interface Measured {
  readonly tools: readonly Tool[];
  /** Names of tools that are not installed. */
  readonly missing: readonly string[];
  readonly sizes: readonly Size[];
  readonly delayMs: number;
  readonly rounds: number;
  /** Load averages of a minute: before the first size, and after each. */
  readonly loads: readonly number[];
}

const HEAD = [
  'tool',
  'wall',
  'x ours',
  'calls',
  'CPU',
  'CPU per bucket',
  'x ours',
  'peak RSS',
  'x ours',
  'most in flight',
  'connections',
  'verdicts',
];

/** Each figure is the least of the rounds: what else the machine does can only add to it. */
function least(runs: readonly Run[], figure: (run: Run) => number): number {
  return Math.min(...runs.map(figure));
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

function row(tool: Tool, runs: readonly Run[], ours: readonly Run[], buckets: number): string[] {
  const wall = least(runs, (run) => run.wallMs);
  const slowest = Math.max(...runs.map((run) => run.wallMs));
  const cpu = least(runs, (run) => run.cpuMs);
  const rss = least(runs, (run) => run.rssMib);
  const times = (figure: (run: Run) => number): string =>
    (least(runs, figure) / least(ours, figure)).toFixed(1);
  return [
    tool.name,
    `${seconds(wall)} (${seconds(slowest)})`,
    times((run) => run.wallMs),
    String(least(runs, (run) => run.calls)),
    seconds(cpu),
    `${(cpu / buckets).toFixed(1)} ms`,
    times((run) => run.cpuMs),
    `${rss.toFixed(0)} MiB`,
    times((run) => run.rssMib),
    String(Math.max(...runs.map((run) => run.mostInFlight))),
    String(least(runs, (run) => run.connections)),
    String(least(runs, (run) => run.verdicts)),
  ];
}

/** The figures of one size as a Markdown table with aligned columns. */
export function table({ buckets, runs }: Size): string {
  const [ours = []] = runs.values();
  const rows = [HEAD, ...[...runs].map(([tool, all]) => row(tool, all, ours, buckets))];
  const widths = HEAD.map((_, i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)));
  const lines = rows.map((cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function circumstances({ loads, rounds, missing }: Measured): string {
  const cores = availableParallelism();
  const busy = loads.some((load) => load > cores + 1);
  const load = loads.map((value) => value.toFixed(1)).join(', ');
  return [
    `Taken on ${new Date().toISOString().slice(0, 10)}, ${cores} cores, which the store shares, Node ${process.versions.node}; ${rounds} rounds.`,
    `Load average before and after each table: ${load}.`,
    busy
      ? '**Other work ran on the machine at the same time**: the wall times are longer than they need be.'
      : '',
    ...missing.map((name) => `${name} was not installed and is left out.`),
  ].join(' ');
}

/** The page: what was measured, how, and what each tool did and did not do. */
export function page(measured: Measured): Promise<string> {
  const { tools, sizes, delayMs } = measured;
  const tables = sizes.map((size) => `## ${size.buckets} buckets, ${delayMs} ms an answer\n\n${table(size)}`);
  const did = tools.map(
    ({ name, version, inFlight, does }) =>
      `- **${name}** (${version}). In flight by default: ${inFlight}. ${does}`,
  );
  return format(
    `# Beside other scanners

\`npm run bench:peers\` installs the other scanners into \`.cache/peers\` and runs each over the same buckets, one after another, against
a store on loopback that answers every call after a fixed delay. ${circumstances(measured)}

Each figure is the least of the rounds; the slowest wall time stands in brackets. Wall time, CPU (user and system) and memory are
those of the whole process and all that it starts, from its start to its written report. "x ours" is the figure over that of
byob-audit. Calls, most in flight and connections are counted by the store.

${tables.join('\n\n')}

## What each did

${did.join('\n')}

## How far this goes

- All buckets are healthy and alike, in one region, the store never refuses: nothing is retried. A real region answers S3's
  configuration calls in some 20 to 100 ms.
- Every tool runs at its own default of calls in flight. Much of the difference in wall time is that default and the
  barriers between calls; the CPU is what the tools themselves cost.
- A scan counts only where it was whole: the exit code is that of a finished scan, nothing is told to be unreadable, the store
  knew every call.
- The tools ask different questions, so that verdicts are no score. What they get right is another page's matter.
- ACCOUNT.127.0.0.1, which boto3 asks for at S3's control plane, is resolved to loopback by \`bench/peers-launch.py\`.
- The CPU is counted by the kernel in ticks of 10 ms, the memory is read every 50 ms.
`,
    { parser: 'markdown', printWidth: 110, proseWrap: 'preserve' },
  );
}
