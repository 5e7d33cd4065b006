// Objects in the buckets of all clouds: whole or not at all, over the wire.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { azureStore } from '../../../src/deliver/stores/azure.ts';
import { gcsStore } from '../../../src/deliver/stores/gcs.ts';
import { s3Store } from '../../../src/deliver/stores/s3.ts';
import type { Env, ObjectStore } from '../../../src/deliver/stores/store.ts';
import { startCloud } from '../../lambda/cloud.ts';
import { listening, startAzure, startGoogle } from './stand-ins.ts';
import type { StandIn } from './stand-ins.ts';

const MB = 1024 * 1024;

interface Bucket extends Pick<StandIn, 'env' | 'writes'> {
  readonly textAt: (key: string) => string | undefined;
  readonly refuse: (keys: RegExp) => void;
}

async function startS3(): Promise<Bucket> {
  const cloud = await startCloud();
  const textAt = (key: string): string | undefined => cloud.objects.get(`reports/${key}`);
  return { env: cloud.env, writes: cloud.writes, textAt, refuse: (keys) => void (cloud.refuse = keys) };
}

const startBy = (start: () => Promise<StandIn>) => async (): Promise<Bucket> => {
  const cloud = await start();
  const textAt = (key: string): string | undefined => cloud.objects.get(key);
  return { env: cloud.env, writes: cloud.writes, textAt, refuse: (keys) => void (cloud.refuse = keys) };
};

const azureIn = (env: Env, ms?: number): Promise<ObjectStore> =>
  azureStore({ account: 'acme', container: 'reports' }, env, ms);

const CLOUDS = [
  ['S3', startS3, (env: Env, ms?: number) => s3Store('reports', env, ms)],
  ['Google', startBy(startGoogle), (env: Env, ms?: number) => gcsStore('reports', env, ms)],
  ['Azure', startBy(startAzure), azureIn],
] as const;

/** The environment in which each cloud is at `url`. */
function envAt(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'key',
    STORAGE_EMULATOR_HOST: url,
    AZURE_STORAGE_SERVICE_ENDPOINT: url,
    AZURE_STORAGE_KEY: 'a2V5',
  };
}

describe.each(CLOUDS)('%s', (cloud, start, open) => {
  async function prepared(): Promise<{ bucket: Bucket; store: ObjectStore }> {
    const bucket: Bucket = await start();
    const store = await open(bucket.env);
    onTestFinished(store.close);
    return { bucket, store };
  }

  test('what is put is got, of a missing object undefined', async () => {
    const { store } = await prepared();
    await store.put('a/b c.json', ['{"ü":', '1}'], 'application/json');
    expect(await store.get('a/b c.json')).toBe('{"ü":1}');
    expect(await store.get('nothing')).toBeUndefined();
    await store.put('empty', []);
    expect(await store.get('empty')).toBe('');
  });

  test('large ones in parts that become one object at the end', async () => {
    const { bucket, store } = await prepared();
    const chunks = Array.from({ length: 20 }, (_, i) => String(i % 10).repeat(MB + 1));
    await store.put('large', chunks);
    expect(bucket.textAt('large')).toBe(chunks.join(''));
    expect(bucket.writes).toHaveLength(1);
  });

  test('a text that fails on the way leaves the old object, and is no fault of the store', async () => {
    const { store } = await prepared();
    await store.put('large', ['old']);
    const broken = function* (): Generator<string> {
      for (let i = 0; i < 20; i++) yield 'x'.repeat(MB);
      throw new TypeError('broken');
    };
    await expect(store.put('large', broken())).rejects.toThrow(TypeError);
    expect(await store.get('large')).toBe('old');
  });

  test('lines are added', async () => {
    const { store } = await prepared();
    for (const line of ['one', 'two']) await store.append('log', line);
    expect(await store.get('log')).toBe('one\ntwo\n');
    await store.put('log', ['one\ncut sh']);
    await store.append('log', 'two');
    expect(await store.get('log')).toBe('one\ncut sh\ntwo\n');
  });

  test('whether a key can be written is asked without writing', async () => {
    const { bucket, store } = await prepared();
    await store.assertWritable('report.html');
    expect([bucket.writes, await store.get('report.html')]).toEqual([[], undefined]);
    bucket.refuse(/html$/);
    for (const asked of [store.assertWritable('report.html'), store.put('report.html', ['text'])]) {
      await expect(asked).rejects.toThrow(/^cannot write \w+:\/\/[\w/]*reports\/report\.html: [\w ]+: no$/);
    }
    await store.put('report.json', ['text']);
  });

  test('a store that is throttled is asked again', { timeout: 20_000 }, async () => {
    let asked = 0;
    const url = await listening((request, response) => {
      request.resume().on('end', () => {
        asked++;
        response.writeHead(asked < 3 ? 503 : cloud === 'Azure' ? 201 : 200, { etag: '"e"' });
        response.end(asked < 3 ? '<Error><Code>SlowDown</Code><Message>slower</Message></Error>' : '');
      });
    });
    const store = await open(envAt(url));
    await store.put('a', ['text']);
    expect(asked).toBe(3);
    store.close();
  });

  test('a store that hangs is given up', { timeout: 30_000 }, async () => {
    let asked = 0;
    const url = await listening((request) => {
      asked++;
      request.resume();
    });
    const store = await open(envAt(url), 500);
    await expect(store.put('a', ['text'])).rejects.toThrow(/500 ms/);
    expect(asked).toBe(5);
    store.close();
  });

  test('one that refuses is not asked again', async () => {
    let asked = 0;
    const url = await listening((request, response) => {
      request.resume().on('end', () => {
        asked++;
        response.writeHead(403).end();
      });
    });
    const store = await open(envAt(url));
    await expect(store.get('a')).rejects.toThrow(/^cannot read .*reports\/a: /);
    expect(asked).toBe(1);
    store.close();
  });
});

test('S3: a bucket in another region than the environment says is found there', async () => {
  const regions: (string | undefined)[] = [];
  const url = await listening((request, response) => {
    request.resume().on('end', () => {
      const region = /Credential=\w+\/\d+\/([\w-]+)\//.exec(request.headers.authorization ?? '')?.[1];
      regions.push(region);
      const isThere = region === 'eu-central-1';
      response.writeHead(
        isThere ? 200 : 301,
        isThere ? { etag: '"e"' } : { 'x-amz-bucket-region': 'eu-central-1' },
      );
      response.end(isThere ? '' : '<Error><Code>PermanentRedirect</Code><Message>there</Message></Error>');
    });
  });
  const store = await s3Store('reports', { ...envAt(url), AWS_REGION: 'us-east-1' });
  await store.put('a', ['text']);
  expect(regions).toEqual(['us-east-1', 'eu-central-1']);
  store.close();
});

describe('Google', () => {
  test('what it did not keep of a part is sent again', async () => {
    const google = await startGoogle();
    const store = await gcsStore('reports', google.env);
    google.keep = 3 * 256 * 1024;
    const chunks = Array.from({ length: 20 }, (_, i) => String(i % 10).repeat(MB));
    await store.put('large', chunks, 'text/html');
    expect(google.objects.get('large')).toBe(chunks.join(''));
    expect(google.types.get('large')).toBe('text/html');
  });

  test('no upload stays begun, and its address is told to nobody', async () => {
    const google = await startGoogle();
    const store = await gcsStore('reports', google.env);
    await store.assertWritable('a');
    const broken = function* (): Generator<string> {
      yield 'x'.repeat(20 * MB);
      throw new Error('broken');
    };
    await expect(store.put('a', broken())).rejects.toThrow('broken');
    expect([...google.begun.keys()]).toEqual([]);
    const url = await listening((request, response) => {
      request.resume().on('end', () => {
        if (request.method === 'PUT') response.destroy();
        else response.writeHead(200, { location: `${url}/session?upload_id=canary` }).end();
      });
    });
    const lost = await gcsStore('reports', envAt(url));
    const failure: unknown = await lost.put('a', ['x'.repeat(20 * MB)]).catch((error: unknown) => error);
    expect(String(failure)).toMatch(/^StoreError: cannot write gs:\/\/reports\/a: /);
    expect(String(failure)).not.toContain('canary');
  }, 20_000);

  test('credentials go to the bucket, and not to the address of an upload', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'byob-google-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const google = await startGoogle();
    const tokens = await listening((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"access_token":"canary","token_type":"Bearer","expires_in":3600}');
    });
    const [file, subject, broken] = ['adc.json', 'subject', 'broken'].map((name) => join(folder, name));
    await writeFile(subject ?? '', 'a-service-account-token');
    await writeFile(broken ?? '', '{"private_key":"hush" ');
    const workload = {
      type: 'external_account',
      audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/a/providers/b',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: tokens,
      credential_source: { file: subject },
    };
    await writeFile(file ?? '', JSON.stringify(workload));
    const env = {
      CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: google.env['STORAGE_EMULATOR_HOST'],
      GOOGLE_APPLICATION_CREDENTIALS: file,
    };
    const store = await gcsStore('reports', env);
    await store.put('a', ['x'.repeat(9 * MB)]);
    expect(await store.get('a')).toHaveLength(9 * MB);
    const sent = google.requests.map(({ method, headers }) => [method, headers.authorization]);
    expect(sent).toEqual([
      ['POST', 'Bearer canary'],
      ['PUT', undefined],
      ['PUT', undefined],
      ['GET', 'Bearer canary'],
    ]);
    const opened = gcsStore('reports', { ...env, GOOGLE_APPLICATION_CREDENTIALS: broken });
    await expect(opened).rejects.toThrow(
      `cannot write gs://reports: GOOGLE_APPLICATION_CREDENTIALS ${broken} cannot be read as a file of Google credentials`,
    );
  });

  test('an endpoint that keeps nothing is no endless loop', async () => {
    const url = await listening((request, response) => {
      request.resume().on('end', () => {
        if (request.method === 'PUT') response.writeHead(308).end();
        else response.writeHead(200, { location: `${url}/session` }).end();
      });
    });
    const store = await gcsStore('reports', envAt(url));
    await expect(store.put('a', ['x'.repeat(20 * MB)])).rejects.toThrow(/keeps nothing/);
  });
});

describe('Azure', () => {
  test('two writers at once never mix their blocks', async () => {
    const azure = await startAzure();
    const stores = [await azureIn(azure.env), await azureIn(azure.env)];
    const texts = ['a', 'b'].map((letter) => letter.repeat(20 * MB));
    // Whoever commits first takes the blocks of the other along: that one fails or is whole.
    const puts = stores.map((store, index) => store.put('large', [texts[index] ?? '']));
    const ended = await Promise.allSettled(puts);
    expect(ended.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(texts).toContain(azure.objects.get('large'));
    const ids = azure.requests.flatMap(({ url }) => /blockid=([^&]+)/.exec(url ?? '')?.[1] ?? []);
    expect([ids.length, new Set(ids).size]).toEqual([6, 6]);
  });

  test('a key of another account is left alone', async () => {
    const azure = await startAzure();
    const env = {
      ...azure.env,
      AZURE_STORAGE_ACCOUNT: 'other',
      AZURE_AUTHORITY_HOST: 'https://127.0.0.1:9',
    };
    const store = await azureIn(env);
    await expect(store.put('a', ['text'])).rejects.toThrow(/^cannot write az:\/\/acme\/reports\/a: /);
    expect(azure.requests).toEqual([]);
  }, 20_000);
});
