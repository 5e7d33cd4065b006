// Runs one command and tells what it and the processes it started cost: wall time, CPU, peak memory. Linux only: it reads /proc.

import { spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';

/** What a command cost. */
export interface Cost {
  readonly code: number | null;
  readonly wallMs: number;
  /** User and system time of the process and of all that it waited for, ms. */
  readonly cpuMs: number;
  /** High-water mark of the resident set, summed over the processes seen, MiB. */
  readonly rssMib: number;
}

/** The kernel counts CPU time in ticks of 10 ms (USER_HZ of all Linux architectures that node runs on). */
const TICK_MS = 10;
const SAMPLE_MS = 50;

/** CPU time of the children that this process has waited for: fields 16 and 17 of proc_pid_stat(5). */
function childrenCpuMs(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // The command's name, field 2, may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * TICK_MS;
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process has ended since.
    return otherwise;
  }
}

function noteMemory(pid: number, peaks: Map<number, number>): void {
  const peak = /VmHWM:\s*(\d+)/.exec(readOr(`/proc/${pid}/status`, ''))?.[1];
  if (peak !== undefined) peaks.set(pid, Number(peak) / 1024);
  for (const child of readOr(`/proc/${pid}/task/${pid}/children`, '').split(' ')) {
    if (child !== '') noteMemory(Number(child), peaks);
  }
}

/** Runs `file` with `args`; its output goes to the file `log`. No other child of this process may end meanwhile: its CPU would be counted. */
export function costOf(
  file: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly log: string },
): Promise<Cost> {
  return new Promise((resolve, reject) => {
    const log = openSync(options.log, 'w');
    const cpuBefore = childrenCpuMs();
    const started = performance.now();
    const child = spawn(file, args, { cwd: options.cwd, env: options.env, stdio: ['ignore', log, log] });
    const peaks = new Map<number, number>();
    const sampling = setInterval(() => {
      if (child.pid !== undefined) noteMemory(child.pid, peaks);
    }, SAMPLE_MS);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(sampling);
      resolve({
        code,
        wallMs: performance.now() - started,
        cpuMs: childrenCpuMs() - cpuBefore,
        rssMib: [...peaks.values()].reduce((sum, mib) => sum + mib, 0),
      });
    });
  });
}
