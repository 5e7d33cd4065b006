// The sandbox with N buckets of Google Cloud Storage or Azure that answers after a fixed delay.
// Run as a child process: `node bench/cloud-server.ts PROVIDER BUCKETS DELAY_MS`; it sends the environment that points an audit at it, and its counts when asked.

import { PROJECT_NUMBER } from '../src/sandbox/gcs-world.ts';
import { startSandbox } from '../src/sandbox/sandbox.ts';
import type { SandboxWorld } from '../src/sandbox/sandbox.ts';

const [provider, buckets, delay] = process.argv.slice(2);
const delayMs = Number(delay);

const WANDB = 'serviceAccount:deploy@wandb-production.iam.gserviceaccount.com';
const SUBSCRIPTION = '00000000-0000-0000-0000-000000000001';

function google(count: number): NonNullable<SandboxWorld['google']> {
  const cors = [
    { origin: ['*'], method: ['GET', 'HEAD', 'PUT'], responseHeader: ['*'], maxAgeSeconds: 3000 },
  ];
  const policy = { bindings: [{ role: 'roles/storage.admin', members: [WANDB] }] };
  return {
    projects: { [PROJECT_NUMBER]: { bindings: [] } },
    buckets: Array.from({ length: count }, (_, i) => ({ name: `bench-${i}`, resource: { cors }, policy })),
  };
}

/** Ten containers an account. */
function azure(count: number): NonNullable<SandboxWorld['azure']> {
  const accounts = Array.from({ length: Math.ceil(count / 10) }, (_, i) => {
    const name = `bench${i}`;
    const id = `/subscriptions/${SUBSCRIPTION}/resourceGroups/acme/providers/Microsoft.Storage/storageAccounts/${name}`;
    const containers = Array.from({ length: Math.min(10, count - i * 10) }, (_, j) => ({
      id: `${id}/blobServices/default/containers/wandb-${j}`,
      name: `wandb-${j}`,
      properties: { publicAccess: 'None', hasImmutabilityPolicy: false, hasLegalHold: false },
    }));
    const properties = {
      minimumTlsVersion: 'TLS1_2',
      allowBlobPublicAccess: false,
      supportsHttpsTrafficOnly: true,
      encryption: { services: {}, keySource: 'Microsoft.Storage' },
    };
    return { account: { id, name, location: 'westeurope', kind: 'StorageV2', properties }, containers };
  });
  return { accounts };
}

const world: SandboxWorld =
  provider === 'gcp'
    ? { buckets: [], google: google(Number(buckets)), delayMs }
    : { buckets: [], azure: azure(Number(buckets)), delayMs };
const { env, calls } = await startSandbox(world);
process.send?.({ env });
process.on('message', () => {
  const counts: Record<string, number> = {};
  for (const { operation } of calls) counts[operation] = (counts[operation] ?? 0) + 1;
  process.send?.({ counts });
});
process.on('disconnect', () => process.exit(0));
