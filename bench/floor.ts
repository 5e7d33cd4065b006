// The floor: the same reads over keep-alive connections, without an SDK, a signature or a parser.

import { Agent, request } from 'node:http';
import { inParallel, measure, settings } from './measured.ts';

const { env, buckets, concurrency, operations } = settings();
const url = env['AWS_ENDPOINT_URL'];
const agent = new Agent({ keepAlive: true, maxSockets: concurrency });

function read(path: string, method: string): Promise<void> {
  return new Promise((resolve, reject) => {
    request(new URL(path, url), { agent, method }, (response) => {
      response.resume();
      response.on('end', resolve);
    })
      .on('error', reject)
      .end();
  });
}

await measure(async () => {
  const calls = buckets * operations.length;
  await inParallel(calls, concurrency, (i) => {
    const operation = operations[i % operations.length] ?? '';
    return read(`/bench-${i % buckets}?${operation}`, operation === 'HeadBucket' ? 'HEAD' : 'GET');
  });
  return calls;
});
agent.destroy();
