// The process as commands are given it: its streams, environment, clock, and Ctrl-C.

import { writeSync } from 'node:fs';
import { describeBug, wantsStack } from './cli.ts';
import { EXIT } from './io.ts';
import type { Io } from './io.ts';

/** Takes the signals of the process and what nobody caught; call it once. */
export function processIo(): Io {
  // Node would print every member of the error, and an SDK's error holds the request with its headers.
  process.on('uncaughtException', (error) => {
    writeSync(process.stderr.fd, describeBug(error, wantsStack(process.argv), process.env));
    process.exit(EXIT.bug);
  });
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // The second Ctrl-C does not wait for the report of what was finished.
      if (interrupted.signal.aborted) process.exit(EXIT.interrupted);
      interrupted.abort();
    });
  }
  // A reader that has seen enough (`| head`) is no error, and a full disk none of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    writeSync(process.stderr.fd, `byob: cannot write stdout: ${error.message}\n`);
    process.exit(EXIT.usage);
  });
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    now: () => new Date(),
    signal: interrupted.signal,
  };
}
