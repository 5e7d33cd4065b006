// The audit itself, over the library's own function as it is published.

import { measure, settings } from './measured.ts';
import type { BenchProvider } from './measured.ts';

// Types from the source, code from `dist`: in the source each thread would strip the types of every file anew.
const built = new URL('../dist/src/index.js', import.meta.url).href;
const { audit, fleetOfBuckets, RULES } = (await import(built)) as typeof import('../src/index.ts');

const { provider, buckets, concurrency, env } = settings();
const ADDRESSES: Readonly<Record<BenchProvider, (i: number) => string>> = {
  aws: (i) => `s3://bench-${i}`,
  gcp: (i) => `gs://bench-${i}`,
  azure: (i) => `az://bench${Math.floor(i / 10)}/wandb-${i % 10}`,
};
const addresses = Array.from({ length: buckets }, (_, i) => ADDRESSES[provider](i));
const { entries } = fleetOfBuckets(addresses, { deployment: 'dedicated', origin: 'https://acme.wandb.io' });

await measure(async () => {
  const report = await audit(entries, {
    rules: RULES,
    concurrency,
    timeoutMs: 20_000,
    env,
    now: () => new Date(),
    runId: 'bench',
    tool: { name: 'byob-audit', version: '0.0.0' },
  });
  if (report.summary.results.open > 0)
    throw new Error(JSON.stringify(report.results.find(({ kind }) => kind === 'open')));
  return 0;
});
