// The sandbox's Google held against recorded and documented answers: what is refused is refused in the same words.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { GoogleFault, SandboxGoogle } from '../../src/sandbox/gcs-world.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';

const WIRE = new URL('../../../shared/data/wire/gcp/', import.meta.url);
const present = existsSync(WIRE);
if (!present) console.warn('skipped: recorded answers of Google (shared/data/wire/gcp is absent)');

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function ask(world: Omit<SandboxGoogle, 'buckets'>, path: string, token?: string): Promise<Answer> {
  const google = { buckets: [{ name: 'acme-wandb' }], ...world };
  const sandbox = await startSandbox({ buckets: [], google });
  onTestFinished(() => sandbox.close());
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${sandbox.url}${path}`, { headers });
  return { status: response.status, body: await response.json() };
}

function recorded(file: string): Answer {
  const { response } = JSON.parse(readFileSync(new URL(file, WIRE), 'utf8')) as { response: Answer };
  return { status: response.status, body: response.body };
}

const GET = '/storage/v1/b/acme-wandb';
const AUDITOR = 'byob-audit@acme-audit.iam.gserviceaccount.com';

describe.runIf(present)('errors', () => {
  test('a bucket that is not there', async () => {
    expect(await ask({}, '/storage/v1/b/never-made')).toEqual(recorded('errors/404-notFound.json'));
  });

  test('a token that is no longer good', async () => {
    expect(await ask({}, GET, 'old')).toEqual(recorded('errors/401-authError.json'));
  });

  test.each<[GoogleFault['kind'], string]>([
    ['rateLimit', '429-rateLimitExceeded'],
    ['backendError', '500-backendError'],
    ['unavailable', '503-backendError'],
  ])('%s', async (kind, file) => {
    expect(await ask({ faults: [{ kind }] }, GET)).toEqual(recorded(`errors/${file}.json`));
  });

  test.each([
    ['storage.buckets.get', GET],
    ['storage.buckets.getIamPolicy', `${GET}/iam`],
  ])('%s denied', async (permission, path) => {
    const { status, body } = await ask({ granted: [] }, path);
    const expected = recorded(`errors/403-${permission}.json`);
    expect(status).toBe(expected.status);
    // The recorded one names who asked.
    expect(JSON.stringify(body).replaceAll('Anonymous caller', AUDITOR)).toBe(JSON.stringify(expected.body));
  });
});

describe.runIf(present)('documents', () => {
  test('a bucket has the members of a recorded one', async () => {
    const { body } = await ask({}, GET);
    const { body: resource } = recorded('buckets.get/composed-soft-delete-off.json');
    const known = Object.keys(resource as object).filter((name) => name !== 'satisfiesPZI');
    expect(Object.keys(body as object).toSorted()).toEqual(known.toSorted());
  });

  test('a policy has the members of a recorded one', async () => {
    const { body } = await ask({}, `${GET}/iam`);
    const { body: policy } = recorded('buckets.getIamPolicy/composed-public.json');
    expect(Object.keys(body as object)).toEqual(Object.keys(policy as object));
  });
});
