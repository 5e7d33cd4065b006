// Progress on stderr: a line that renews itself on a terminal, else one line every ten seconds.

import type { Progress } from '../audit/audit.ts';
import type { Io } from './io.ts';

const EVERY_MS = { terminal: 100, log: 10_000 } as const;

export interface ProgressLine {
  readonly update: (progress: Progress) => void;
  readonly end: () => void;
}

export function progressLine(io: Io, quiet: boolean): ProgressLine {
  if (quiet) return { update() {}, end() {} };
  const terminal = io.stderr.isTTY === true;
  let last = io.now().getTime();
  let shown = false;
  return {
    update(progress) {
      const now = io.now().getTime();
      if (now - last < (terminal ? EVERY_MS.terminal : EVERY_MS.log)) return;
      last = now;
      shown = true;
      io.stderr.write(terminal ? `\r\u001B[2K${describe(progress)}` : `${describe(progress)}\n`);
    },
    end() {
      if (shown && terminal) io.stderr.write('\r\u001B[2K');
    },
  };
}

function describe({ buckets, of, findings, open }: Progress): string {
  return `${buckets} of ${of} buckets read, ${findings} findings, ${open} could not be verified`;
}
