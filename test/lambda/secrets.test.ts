// Secrets of a run, fetched over the wire; what cannot be read stops the run and is not told.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withSecrets } from '../../src/lambda/secrets.ts';
import { startReceiver } from '../deliver/notify/receiver.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:byob-AbCdEf';

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterEach(() => void vi.unstubAllEnvs());

async function resolved(secrets: string, answer: object, status = 200): Promise<Record<string, unknown>> {
  const { url } = await startReceiver(() => ({
    status,
    body: JSON.stringify(answer),
    headers: { 'content-type': 'application/x-amz-json-1.1' },
  }));
  return withSecrets({
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL_SSM: url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
    BYOB_SECRETS: secrets,
    OTHER: 'kept',
  });
}

test('Secrets Manager, whole or a member of a JSON object', async () => {
  expect(await resolved(`TOKEN=${ARN}`, { SecretString: 'whole' })).toMatchObject({
    TOKEN: 'whole',
    OTHER: 'kept',
  });
  const member = await resolved(` A=${ARN}#a, B=${ARN}#b `, { SecretString: '{"a":"1","b":"2"}' });
  expect(member).toMatchObject({ A: '1', B: '2' });
});

test('SSM', async () => {
  expect(await resolved('SLACK=ssm:/byob/slack', { Parameter: { Value: 'v' } })).toMatchObject({
    SLACK: 'v',
  });
});

test('none named: nothing is asked', async () => {
  expect(await withSecrets({ OTHER: 'kept' })).toEqual({ OTHER: 'kept' });
});

test.each([
  [
    `TOKEN=${ARN}`,
    { __type: 'ResourceNotFoundException', message: 'canary' },
    400,
    /TOKEN cannot be read \(ResourceNotFound/,
  ],
  [`TOKEN=${ARN}#gone`, { SecretString: '{"a":"canary"}' }, 200, /TOKEN is empty/],
  [`TOKEN=${ARN}#a`, { SecretString: 'canary' }, 200, /TOKEN is empty/],
])('%s: %j', async (secrets, answer, status, message) => {
  const attempt = resolved(secrets, answer, status);
  await expect(attempt).rejects.toThrow(message);
  await expect(attempt).rejects.not.toThrow(/canary/);
});
