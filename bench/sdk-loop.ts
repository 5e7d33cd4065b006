// A bare loop of the SDK over the same reads: what the audit is held against.

import { Agent } from 'node:http';
import type { HeadBucketCommand } from '@aws-sdk/client-s3';
import { inParallel, measure, settings } from './measured.ts';

const { env, buckets, concurrency, operations } = settings();
type Make = new (input: { Bucket: string }) => HeadBucketCommand;

await measure(async () => {
  // Loaded within the measured time, as the audit loads it.
  const s3 = await import('@aws-sdk/client-s3');
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  const client = new s3.S3Client({
    endpoint: env['AWS_ENDPOINT_URL'] ?? '',
    region: 'eu-west-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIABENCH', secretAccessKey: 'bench' },
    requestHandler: new NodeHttpHandler({
      httpAgent: new Agent({ keepAlive: true, maxSockets: concurrency }),
    }),
  });
  const commands = operations.map((name) => (s3 as unknown as Record<string, Make>)[`${name}Command`]);
  const calls = buckets * commands.length;
  await inParallel(calls, concurrency, async (i) => {
    const Command = commands[i % commands.length];
    // "Not configured" is an answer, as it is for the audit.
    if (Command !== undefined)
      await client.send(new Command({ Bucket: `bench-${i % buckets}` })).catch(() => undefined);
  });
  client.destroy();
  return calls;
});
