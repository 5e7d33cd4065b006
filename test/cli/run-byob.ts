// One command line, run as a person would, with its streams as text.

import { Writable } from 'node:stream';
import { runCli } from '../../src/cli/cli.ts';

export interface World {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly now?: Date;
}

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `byob` with the words of `args`. */
export async function runByob(
  args: string,
  { env = {}, now = new Date('2026-11-25T12:00:00Z') }: World = {},
): Promise<Outcome> {
  const [stdout, stderr] = [sink(), sink()];
  const code = await runCli(args.split(' '), {
    stdout,
    stderr,
    env,
    now: () => now,
    signal: new AbortController().signal,
  });
  return { code, out: stdout.text, err: stderr.text };
}

function sink(): Writable & { text: string } {
  const stream = Object.assign(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        stream.text += chunk.toString();
        done();
      },
    }),
    { text: '' },
  );
  return stream;
}
