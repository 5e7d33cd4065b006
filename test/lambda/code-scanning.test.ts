// Alerts on the head of a branch: uploaded where the fleet file there was audited, refused where it was not.

import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { auditFleet } from '../../src/lambda/audit.ts';
import { startReceiver } from '../deliver/notify/receiver.ts';
import type { Reply, Taken } from '../deliver/notify/receiver.ts';
import { contextOf, fleetText, startCloud, worldOf } from './cloud.ts';
import type { TestWorld } from './cloud.ts';

const SHA = '0123456789abcdef0123456789abcdef01234567';
const NIGHT = { scheduledTime: '2026-11-25T02:15:00Z' };
const NEXT = { scheduledTime: '2026-11-26T02:15:00Z' };
const FLEET = fleetText(['acme-a']);

async function audited(
  answer: (taken: Taken) => Reply,
  { token = 'token', deadlineMs = 60_000, delayMs = 0 } = {},
): Promise<{
  readonly taken: readonly Taken[];
  readonly notTold: readonly string[];
  readonly world: TestWorld;
}> {
  const { url, taken } = await startReceiver(answer);
  const cloud = await startCloud({ buckets: [{ name: 'acme-a' }], delayMs });
  cloud.objects.set('fleets/byob.yaml', FLEET);
  // Without a baseline a bucket that cannot be read in full is reason enough to upload nothing.
  await auditFleet(NIGHT, contextOf(), worldOf(cloud));
  const world = worldOf(cloud, {
    BYOB_GITHUB_REPOSITORY: 'acme/buckets',
    GITHUB_API_URL: url,
    GITHUB_TOKEN: token,
  });
  const { notTold } = await auditFleet(NEXT, contextOf(deadlineMs), world);
  return { taken, notTold, world };
}

function github(
  fleet: string,
  upload: Reply = { status: 202, body: '{"id":"u1"}' },
): (taken: Taken) => Reply {
  return ({ method, path }) => {
    if (path.endsWith('/commits/main')) return { body: `${SHA}\n` };
    if (path.includes('/contents/')) return { body: fleet };
    return method === 'POST' ? upload : { body: '{"processing_status":"complete"}' };
  };
}

test('uploaded for the head, from its fleet file', async () => {
  const { taken, notTold } = await audited(github(FLEET));
  expect(notTold).toEqual([]);
  expect(taken.map(({ path }) => path)).toContain(`/repos/acme/buckets/contents/byob.yaml?ref=${SHA}`);
  const upload = JSON.parse(taken.find(({ method }) => method === 'POST')?.body ?? '') as Record<
    string,
    string
  >;
  expect(upload).toMatchObject({ commit_sha: SHA, ref: 'refs/heads/main' });
  const sarif = gunzipSync(Buffer.from(upload['sarif'] ?? '', 'base64')).toString();
  expect(sarif).toContain('"uri":"byob.yaml"');
});

test('another fleet file at the head: not uploaded, and said so', async () => {
  const { taken, notTold, world } = await audited(github(`# moved down a line\n${FLEET}`));
  expect(notTold).toEqual(['code-scanning']);
  expect(taken.some(({ method }) => method === 'POST')).toBe(false);
  expect(JSON.stringify(world.events)).toContain('is another than the one that was audited');
});

test('a token without rights fails no run', async () => {
  const refusal = { status: 403, body: '{"message":"Resource not accessible by integration"}' };
  const { notTold, world } = await audited(github(FLEET, refusal));
  expect(notTold).toEqual(['code-scanning']);
  expect(JSON.stringify(world.events)).toContain('security-events: write');
  const blind = await audited(() => ({ status: 404, body: '{"message":"Not Found"}' }));
  expect(blind.notTold).toEqual(['code-scanning']);
  expect(JSON.stringify(blind.world.events)).toContain(
    'answered 404: there is nothing, or the token needs contents: read on acme/buckets',
  );
  expect(await audited(github(FLEET), { token: '' })).toMatchObject({ notTold: ['code-scanning'] });
});

test('a partial run is not uploaded: GitHub would close alerts that may still be true', async () => {
  const { taken, notTold } = await audited(github(FLEET), { deadlineMs: 60, delayMs: 100 });
  expect(notTold).toEqual(['code-scanning']);
  expect(taken).toEqual([]);
});
