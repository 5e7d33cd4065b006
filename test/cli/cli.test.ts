// The command line as a person meets it: exit codes, streams, and clear lines for wrong use.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli/cli.ts';
import type { Report } from '../../src/model/report.ts';
import { DEMO_WORLD } from '../../src/sandbox/demo-fleet.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

let folder: string;
let sandbox: Sandbox;
const home = process.cwd();

beforeAll(async () => {
  sandbox = await startSandbox(DEMO_WORLD);
});
afterAll(() => sandbox.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'byob-cli-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

function sink(): Writable & { text: string } {
  const stream = Object.assign(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        stream.text += chunk.toString();
        done();
      },
    }),
    { text: '' },
  );
  return stream;
}

async function byob(args: string, over: { signal?: AbortSignal; env?: Record<string, string> } = {}) {
  const [stdout, stderr] = [sink(), sink()];
  const code = await runCli(args === '' ? [] : args.split(' '), {
    stdout,
    stderr,
    env: { ...sandbox.env, ...over.env },
    now: () => new Date('2026-11-25T12:00:00Z'),
    signal: over.signal ?? new AbortController().signal,
  });
  return { code, out: stdout.text, err: stderr.text };
}

/** The first bucket of the demo that is as W&B's Terraform makes it. */
const GOOD = `s3://${DEMO_WORLD.buckets[0]?.name}`;
const DEDICATED = '--deployment dedicated --origin https://acme.wandb.io';

describe('wrong use is exit 2 with one clear line', () => {
  test.each([
    ['audit', /no byob\.yaml here and no --bucket.*byob init/],
    ['audit --fleet nowhere.yaml', /nowhere\.yaml: no such file/],
    ['audit --fleet .', /\.: is a directory, not a file/],
    ['render .', /\.: is a directory, not a file/],
    ['audit --bucket acme', /^--bucket 1: /],
    ['audit --bukcet s3://x', /Did you mean --bucket/],
    ['audti', /Did you mean audit/],
    ['audit --bucket s3://x --format sarfi', /unknown format 'sarfi', did you mean 'sarif'/],
    ['audit --bucket s3://x --format json --format text', /two formats to stdout/],
    ['audit --bucket s3://x --format json:', /the file name is missing/],
    ['audit --bucket s3://x --format json:nowhere/\u0000/x.json', /cannot write/],
    ['audit --bucket s3://x --rule cors-etag-expose', /did you mean 'cors-etag-exposed'/],
    ['audit --bucket s3://x --origin https://acme.wandb.io/home', /scheme, host and port only/],
    ['audit --bucket s3://x --origin ftp://acme.wandb.io', /scheme, host and port only/],
    ['audit --bucket s3://x --concurrency 0', /whole number/],
    ['audit --bucket s3://x --timeout 0', /greater than 0/],
    ['audit --bucket s3://x --timeout 9999999', /at most one day/],
    ['explain cors-etags-exposed', /did you mean 'cors-etag-exposed'/],
    ['render nowhere.json', /nowhere\.json: no such file/],
  ])('byob %s', async (args, message) => {
    const { code, out, err } = await byob(args);
    expect(err).toMatch(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toMatch(/\n\s+at /);
  });

  test.each(['--deployment dedicated', '--origin https://acme.wandb.io'])(
    'a fleet file says its deployment itself: %s would be passed over',
    async (option) => {
      writeFileSync('byob.yaml', `buckets:\n  - address: ${GOOD}\n`);
      const { code, err } = await byob(`audit ${option}`);
      expect(err).toContain('byob.yaml says its own under `deployment`');
      expect(code).toBe(2);
    },
  );

  test('every fault of a fleet file is a line with its place', async () => {
    writeFileSync(
      'byob.yaml',
      'deployment:\n  type: dedicatd\nbuckets:\n  - adress: s3://acme\n    level: instance\n',
    );
    const { code, err } = await byob('audit');
    expect(code).toBe(2);
    expect(err).toMatch(/^byob\.yaml:2:9: .*dedicated/m);
    expect(err).toMatch(/^byob\.yaml:4:5: .*address/m);
  });
});

describe('audit', () => {
  test('a good bucket is exit 0, the report on stdout', async () => {
    const { code, out, err } = await byob(`audit --bucket ${GOOD} ${DEDICATED}`);
    expect(out).toContain(GOOD);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('without a deployment the questions that need it are open: exit 3, and the way out is named', async () => {
    const { code, out } = await byob(`audit --bucket ${GOOD}`);
    expect(code).toBe(3);
    expect(out).toContain('--deployment');
  });

  test('a bucket that does not exist is open, not a failure of the run', async () => {
    const { code, out } = await byob(`audit --bucket s3://never-made-here ${DEDICATED}`);
    expect(code).toBe(3);
    expect(out).toMatch(/does not exist/);
  });

  test('a bucket of Google Cloud is read like any other', async () => {
    const { code, out } = await byob(`audit --bucket gs://acme-gcs-evals ${DEDICATED}`);
    expect([code, out]).toEqual([0, expect.stringContaining('gs://acme-gcs-evals')]);
  });

  test('files are written whole, beside the text; the findings point at lines of the fleet file', async () => {
    writeFileSync(
      'byob.yaml',
      `deployment:\n  type: dedicated\n  origin: https://acme.wandb.io\nbuckets:\n  - address: ${GOOD}\n    level: instance\n`,
    );
    const { code } = await byob(
      'audit --format text --format json:out/report.json --format sarif:out/byob.sarif',
    );
    expect(code).toBe(0);
    const report = JSON.parse(readFileSync('out/report.json', 'utf8')) as Report;
    expect(report.targets[0]?.location).toMatchObject({ file: 'byob.yaml', line: 5 });
    expect(JSON.parse(readFileSync('out/byob.sarif', 'utf8'))).toMatchObject({ version: '2.1.0' });
  });

  test('interrupted: what is missing is open, the report is partial, exit 130', async () => {
    const signal = AbortSignal.abort();
    const { code, out } = await byob(`audit --bucket ${GOOD} ${DEDICATED} --format json`, { signal });
    expect(code).toBe(130);
    expect((JSON.parse(out) as Report).run.complete).toBe(false);
  });

  test('no credentials: one line that says what to do, no stack', async () => {
    const { AWS_ENDPOINT_URL = '' } = sandbox.env;
    const env = {
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_ENDPOINT_URL,
      AWS_EC2_METADATA_DISABLED: 'true',
      HOME: folder,
    };
    const { code, out } = await byob(`audit --bucket ${GOOD} ${DEDICATED}`, { env });
    expect(code).toBe(3);
    expect(out.replace(/\s+/g, ' ').match(/no credentials/g)).toHaveLength(1);
    expect(out).toMatch(/credentials/i);
    expect(out).not.toMatch(/\n\s+at /);
  });
});

describe('the stages one by one give what audit gives', () => {
  test('collect, evaluate, render', async () => {
    const whole = await byob(`audit --bucket ${GOOD} ${DEDICATED} --format json`);
    expect((await byob(`collect --bucket ${GOOD} ${DEDICATED} -o evidence.json`)).code).toBe(0);
    const evaluated = await byob('evaluate evidence.json --format json:report.json --format text');
    expect(evaluated.code).toBe(0);
    const [a, b] = [
      JSON.parse(whole.out) as Report,
      JSON.parse(readFileSync('report.json', 'utf8')) as Report,
    ];
    expect(b.results).toEqual(a.results);
    const rendered = await byob('render report.json');
    expect(rendered.out).toBe(evaluated.out);
  });

  test('a file cut short is one line and exit 2', async () => {
    writeFileSync('cut.json', '{"schemaVersion":1,"tool":');
    const { code, err } = await byob('evaluate cut.json');
    expect(code).toBe(2);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});

describe('the catalogue', () => {
  test('rules, explain, permissions', async () => {
    expect((await byob('rules')).out).toMatch(/^cors-etag-exposed +high/m);
    expect((await byob('explain https-only/low')).out).toContain('# https-only');
    const policy = JSON.parse((await byob('permissions --rule cors-etag-exposed')).out) as {
      Statement: { Action: string[] }[];
    };
    const actions = policy.Statement.flatMap(({ Action }) => Action);
    expect(actions).toContain('s3:GetBucketCORS');
    expect(actions).not.toContain('s3:GetBucketPolicy');
  });

  test('init writes a file that audit accepts, and never over another', async () => {
    expect((await byob('init')).code).toBe(0);
    expect((await byob('init')).err).toMatch(/exists already/);
    const { err } = await byob('audit --rule cors-configured --timeout 1', {
      env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
    });
    expect(err).not.toMatch(/byob\.yaml:/);
  });
});
