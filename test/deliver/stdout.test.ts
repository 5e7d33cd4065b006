// Streams that are slow or closed early.

import { spawn } from 'node:child_process';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { writeStdout } from '../../src/deliver/stdout.ts';

test('waits for a slow reader: at most one chunk is under way', async () => {
  let [pulled, written] = [0, 0];
  const chunks = function* (): Generator<string> {
    for (; pulled < 20; pulled++) yield 'x'.repeat(100_000);
  };
  const slow = new Writable({
    write(_chunk, _encoding, done) {
      expect(pulled - written).toBeLessThanOrEqual(1);
      written++;
      setImmediate(done);
    },
  });
  await writeStdout(chunks(), slow);
  expect(written).toBe(20);
  expect(slow.listenerCount('error')).toBe(0);
});

function failing(code: string): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error(code), { code }));
    },
  });
}

test('a closed pipe ends the output without an error; other errors are thrown', async () => {
  const closed = failing('EPIPE');
  await writeStdout(['a', 'b'], closed);
  await writeStdout(['after the pipe is gone'], closed);
  await expect(writeStdout(['a'], failing('ENOSPC'))).rejects.toThrow('ENOSPC');
});

test('a process whose reader leaves ends well', async () => {
  const module = new URL('../../src/deliver/stdout.ts', import.meta.url).href;
  const code = `const { writeStdout } = await import('${module}');
    await writeStdout(Array.from({ length: 500 }, () => 'x'.repeat(10000)), process.stdout);
    process.exitCode = 7;`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  child.stdout.once('data', () => child.stdout.destroy());
  const exit = await new Promise((done) => child.once('close', done));
  expect({ exit, errors }).toEqual({ exit: 7, errors: '' });
});
