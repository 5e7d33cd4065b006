// The process as commands are given it: its streams, environment, clock, and Ctrl-C.

import type { Io } from './io.ts';

/** Takes the signals of the process; call it once. */
export function processIo(): Io {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // The second Ctrl-C does not wait for the report of what was finished.
      if (interrupted.signal.aborted) process.exit(130);
      interrupted.abort();
    });
  }
  // A reader that has seen enough (`| head`) is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    now: () => new Date(),
    signal: interrupted.signal,
  };
}
