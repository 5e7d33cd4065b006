// Secrets of a run, fetched when it starts: the function's configuration holds only where they lie.

import { SettingsError } from './settings.ts';
import type { Env } from './settings.ts';

interface Wanted {
  /** Of the variable that the fleet file, the sinks or GitHub are given. */
  readonly name: string;
  readonly service: 'secretsmanager' | 'ssm';
  readonly id: string;
  /** Of a secret that holds a JSON object. */
  readonly key?: string;
}

/**
 * The environment with the variables that `BYOB_SECRETS` names, commas between: `GITHUB_TOKEN=arn:aws:secretsmanager:...`,
 * `MINIO_SECRET=arn:aws:secretsmanager:...#secretKey` or `SLACK=ssm:/byob/slack`. Throws {@link SettingsError} for what
 * cannot be read: a run without its secrets would report half of its buckets as unreadable.
 */
export async function withSecrets(env: Env): Promise<Env> {
  const wanted = wantedIn(env['BYOB_SECRETS'] ?? '');
  const values = await Promise.all(
    wanted.map(async (secret) => [secret.name, await fetched(secret, env)] as const),
  );
  return { ...env, ...Object.fromEntries(values) };
}

function wantedIn(text: string): Wanted[] {
  return text.split(',').flatMap((entry) => {
    if (entry.trim() === '') return [];
    const [, name, id, key] = /^([A-Z_][A-Z0-9_]*)=([^#]+)(?:#(.+))?$/.exec(entry.trim()) ?? [];
    const isSsm = id?.startsWith('ssm:/') === true;
    if (name === undefined || id === undefined || !(isSsm || /^arn:[\w-]+:secretsmanager:/.test(id))) {
      throw new SettingsError(
        'BYOB_SECRETS must hold NAME=arn:aws:secretsmanager:... or NAME=ssm:/name, commas between',
      );
    }
    return {
      name,
      service: isSsm ? 'ssm' : 'secretsmanager',
      id: isSsm ? id.slice('ssm:'.length) : id,
      ...(key !== undefined && { key }),
    } as const;
  });
}

async function fetched({ name, service, id, key }: Wanted, env: Env): Promise<string> {
  let value: string | undefined;
  try {
    value = service === 'ssm' ? await parameter(id, env) : await secret(id, env);
  } catch (error) {
    throw new SettingsError(`BYOB_SECRETS: ${name} cannot be read (${(error as Error).name})`);
  }
  const picked = key === undefined ? value : memberOf(value, key);
  if (picked === undefined || picked === '') throw new SettingsError(`BYOB_SECRETS: ${name} is empty`);
  return picked;
}

async function parameter(Name: string, env: Env): Promise<string | undefined> {
  const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
  const client = new SSMClient(reach(env, 'SSM'));
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name, WithDecryption: true }));
    return Parameter?.Value;
  } finally {
    client.destroy();
  }
}

async function secret(SecretId: string, env: Env): Promise<string | undefined> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient(reach(env, 'SECRETS_MANAGER'));
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
    return SecretString;
  } finally {
    client.destroy();
  }
}

function reach(env: Env, service: string): { region: string; endpoint?: string } {
  const endpoint = env[`AWS_ENDPOINT_URL_${service}`];
  return {
    region: env['AWS_REGION'] ?? 'us-east-1',
    ...(endpoint !== undefined && { endpoint }),
  };
}

function memberOf(text: string | undefined, key: string): string | undefined {
  try {
    const value = (JSON.parse(text ?? '') as Record<string, unknown>)[key];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
