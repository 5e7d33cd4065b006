// A stream that hands each line written to it on to a function.

import { Writable } from 'node:stream';

/** Empty lines are dropped; what has no line end yet waits for it. */
export function lineSink(take: (line: string) => void): Writable {
  let rest = '';
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') take(line);
      done();
    },
  });
}
