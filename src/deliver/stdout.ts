// Reports onto a stream that may be slow or closed early.

import type { Writable } from 'node:stream';
import { gathered } from './gathered.ts';

/**
 * Writes the chunks in turn, waiting where the stream is full, until all are flushed. A reader that closed the pipe
 * (`byob audit | head`) is no error: the rest is dropped. Throws any other error of the stream.
 */
export async function writeStdout(chunks: Iterable<string>, stream: Writable): Promise<void> {
  for (const chunk of gathered(chunks)) {
    const error = await writeChunk(stream, chunk);
    if (error === undefined) continue;
    if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') return;
    throw error;
  }
}

/** Resolves when the chunk is flushed or has failed. */
function writeChunk(stream: Writable, chunk: string): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((done) => {
    // The stream emits its error after the callback: without a listener that would end the process.
    const onError = (error: Error): void => done(error);
    stream.once('error', onError);
    stream.write(chunk, (error) => {
      if (error) return done(error);
      stream.off('error', onError);
      done(undefined);
    });
  });
}
