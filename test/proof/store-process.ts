// A store in a process of its own. It is sent a SandboxWorld, and sends the environment that points an audit at it; whatever
// is sent after that is answered with what it counted.

import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxWorld } from '../../src/sandbox/sandbox.ts';

process.once('message', (world) => void serve(world as SandboxWorld));
process.on('disconnect', () => process.exit(0));

async function serve(world: SandboxWorld): Promise<void> {
  const { env, calls } = await startSandbox(world);
  process.on('message', () => {
    const refused = calls.filter(({ status, operation }) => isThrottled(status, operation)).length;
    process.send?.({ calls: calls.length, refused });
  });
  process.send?.({ env });
}

/** S3 says 503; KMS and STS say 400, to nothing else in a healthy world. */
function isThrottled(status: number, operation: string): boolean {
  return status === 503 || (status === 400 && /^(Describe|GetKey|ListGrants|GetCaller)/.test(operation));
}
