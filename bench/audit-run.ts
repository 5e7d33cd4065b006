// The audit itself, over the library's own function.

import { audit } from '../src/audit/audit.ts';
import { fleetOfBuckets } from '../src/fleet/fleet.ts';
import { RULES } from '../rules/index.ts';
import { measure, settings } from './measured.ts';

const { url, buckets, concurrency } = settings();
const addresses = Array.from({ length: buckets }, (_, i) => `s3://bench-${i}`);
const { entries } = fleetOfBuckets(addresses, { deployment: 'dedicated', origin: 'https://acme.wandb.io' });

await measure(async () => {
  const report = await audit(entries, {
    rules: RULES,
    concurrency,
    timeoutMs: 20_000,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'AKIABENCH',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_REGION: 'eu-west-1',
    },
    now: () => new Date(),
    runId: 'bench',
    tool: { name: 'byob-audit', version: '0.0.0' },
  });
  if (report.summary.results.open > 0)
    throw new Error(`${report.summary.results.open} open results: not a healthy run`);
  return 0;
});
