// `npm run bench:start [-- --rounds N]`: what a user waits before the first call, on the built package: `--version`, and an audit of one bucket a cloud.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } });
const main = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));

/** Nothing listens on port 1: an audit ends with its first call, so that starting is all there is to measure. */
const NOWHERE = {
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  AWS_ACCESS_KEY_ID: 'AKIABENCH',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_REGION: 'us-east-1',
  STORAGE_EMULATOR_HOST: 'http://127.0.0.1:1',
  AZURE_AUTHORITY_HOST: 'https://127.0.0.1:1',
  AZURE_RESOURCE_MANAGER_ENDPOINT: 'https://127.0.0.1:1',
  AZURE_TENANT_ID: '00000000-0000-0000-0000-000000000000',
  AZURE_CLIENT_ID: '00000000-0000-0000-0000-000000000000',
  AZURE_CLIENT_SECRET: 'bench',
};

const RUNS: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': [],
  'byob --version': ['--version'],
  'byob audit, Amazon S3': ['audit', '--bucket', 's3://acme'],
  'byob audit, Google': ['audit', '--bucket', 'gs://acme'],
  'byob audit, Azure': ['audit', '--bucket', 'az://acme/wandb'],
};

function started(args: readonly string[]): number {
  const begin = performance.now();
  const script = args.length === 0 ? ['-e', '0'] : [main, ...args];
  spawnSync(process.execPath, script, {
    env: { ...NOWHERE, PATH: process.env['PATH'] ?? '' },
    stdio: 'ignore',
  });
  return performance.now() - begin;
}

const times = new Map(Object.keys(RUNS).map((name): [string, number[]] => [name, []]));
// In turns, so that what else the machine does is shared by all.
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, args] of Object.entries(RUNS)) times.get(name)?.push(started(args));
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
const bare = median(times.get('node -e 0') ?? []);
console.log('run                      median ms  x bare node');
for (const [name, all] of times) {
  const ms = median(all);
  console.log(`${name.padEnd(24)} ${ms.toFixed(0).padStart(9)} ${(ms / bare).toFixed(1).padStart(12)}`);
}
