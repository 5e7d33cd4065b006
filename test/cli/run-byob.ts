// One command line, run as a person would, with its streams as text.

import { Writable } from 'node:stream';
import { runCli } from '../../src/cli/cli.ts';
import type { Io } from '../../src/cli/io.ts';

export interface World {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly now?: Date;
}

export interface Streams {
  readonly out: string;
  readonly err: string;
}

export interface Outcome extends Streams {
  readonly code: number;
}

/** Streams that keep what is written to them. */
export function captured({ env = {}, now = new Date('2026-11-25T12:00:00Z') }: World = {}): {
  readonly io: Io;
  readonly text: () => Streams;
} {
  const [stdout, stderr] = [sink(), sink()];
  return {
    io: { stdout, stderr, env, now: () => now, signal: new AbortController().signal },
    text: () => ({ out: stdout.text, err: stderr.text }),
  };
}

/** Runs `byob` with the words of `args`. */
export async function runByob(args: string, world: World = {}): Promise<Outcome> {
  const { io, text } = captured(world);
  const code = await runCli(args.split(' '), io);
  return { code, ...text() };
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
