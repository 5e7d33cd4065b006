// The GitHub action: its file, and a run of it as a runner would.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { runAction } from '../../src/cli/action/action.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { ACCEPTED, COMPLETE, startGitHub } from '../deliver/github-stand-in.ts';
import type { GitHub, Reply } from '../deliver/github-stand-in.ts';
import { captured } from './run-byob.ts';

const TOP = new URL('../../', import.meta.url);

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const ACTION = parse(readFileSync(new URL('action.yml', TOP), 'utf8')) as Action;
const WORKFLOW = readFileSync(new URL('docs/github/byob.yml', TOP), 'utf8');

describe('action.yml', () => {
  const { inputs, outputs, runs } = ACTION;
  const env = Object.assign({}, ...runs.steps.map((step) => step.env ?? {})) as Record<string, string>;

  test('puts nothing of its inputs into a script', () => {
    expect(runs.using).toBe('composite');
    for (const { run } of runs.steps) expect(run ?? '').not.toContain('${{');
    for (const line of WORKFLOW.split('\n').filter((text) => text.includes('run:'))) {
      expect(line).not.toContain('${{');
    }
  });

  test('pins every inner action by its commit', () => {
    const used = [...runs.steps.flatMap(({ uses }) => uses ?? []), ...WORKFLOW.matchAll(/uses: (\S+)/g)].map(
      (entry) => (typeof entry === 'string' ? entry : (entry[1] ?? '')),
    );
    expect(used.length).toBeGreaterThan(5);
    for (const name of used.filter((entry) => entry !== 'OWNER/byob-audit@COMMIT')) {
      expect(name).toMatch(/^[\w-]+(\/[\w-]+)+@[0-9a-f]{40}$/);
    }
  });

  test('hands every input over, and every one is described', () => {
    const names = Object.keys(inputs).map((name) =>
      name === 'token' ? 'GITHUB_TOKEN' : `BYOB_${name.replaceAll('-', '_').toUpperCase()}`,
    );
    expect(Object.keys(env).toSorted()).toEqual(names.toSorted());
    for (const { description } of Object.values(inputs)) expect(description.length).toBeGreaterThan(10);
  });

  test('reads its outputs from the step that gives them', () => {
    for (const [name, { value }] of Object.entries(outputs)) {
      expect(value).toBe(`\${{ steps.audit.outputs.${name} }}`);
    }
  });
});

let folder: string;
let sandbox: Sandbox;
const home = process.cwd();
beforeAll(async () => {
  sandbox = await startSandbox({
    buckets: [{ name: 'acme-one', cors: { CORSRules: [] } }, { name: 'acme-denied' }],
    faults: [{ operation: 'GetBucketCors', bucket: 'acme-denied', kind: 'denied' }],
  });
});
afterAll(() => sandbox.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'byob-action-'));
  process.chdir(folder);
  writeFileSync('byob.yaml', fleetOf('acme-one'));
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

function fleetOf(bucket: string): string {
  return `deployment: { type: dedicated, origin: https://acme.wandb.io }\nbuckets:\n  - address: s3://${bucket}\n`;
}

async function run(env: Record<string, string> = {}, replies: readonly Reply[] = [ACCEPTED, COMPLETE]) {
  const github = await startGitHub(...replies);
  onTestFinished(() => github.close());
  for (const file of ['output', 'summary.md']) writeFileSync(file, '');
  const { io, text } = captured({
    env: {
      ...sandbox.env,
      GITHUB_API_URL: github.url,
      GITHUB_OUTPUT: join(folder, 'output'),
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REPOSITORY: 'acme/buckets',
      GITHUB_SHA: 'd'.repeat(40),
      GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
      GITHUB_TOKEN: 'CANARY-token',
      ...env,
    },
  });
  const code = await runAction(io);
  const { out, err } = text();
  const outputs = Object.fromEntries(
    readFileSync('output', 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  );
  const summary = readFileSync('summary.md', 'utf8');
  expect(`${out}${err}${summary}${JSON.stringify(outputs)}`).not.toContain('CANARY');
  return { code, out, err, outputs, summary, github };
}

function sent({ received }: GitHub): number {
  return received.filter(({ method }) => method === 'POST').length;
}

describe('a run', () => {
  test('reports, annotates, summarises, uploads, and gives every output of action.yml', async () => {
    const { code, out, outputs, summary, github } = await run();
    expect(code).toBe(1);
    for (const name of ['json', 'html', 'sarif'])
      expect(existsSync(outputs[`${name}-file`] ?? '')).toBe(true);
    expect(out).toMatch(/^::error .*file=byob\.yaml,line=3/m);
    expect(summary).toContain('s3://acme-one');
    expect(sent(github)).toBe(1);
    expect(outputs).toMatchObject({ complete: 'true', uploaded: 'true', 'exit-code': '1', waived: '0' });
    expect(Number(outputs['high'])).toBeGreaterThan(0);
    const given = [...Object.keys(outputs), 'new', 'fixed'].toSorted();
    expect(given).toEqual(Object.keys(ACTION.outputs).toSorted());
  });

  test('the first has no baseline; the next fails for what is new only, and keeps the trend', async () => {
    const kept = {
      BYOB_BASELINE: 'kept/report.json',
      BYOB_HISTORY: 'kept/trend.jsonl',
      BYOB_FAIL_ON: 'new:high',
    };
    const first = await run(kept);
    expect(first.out).toContain('::notice title=byob-audit::no baseline at kept/report.json yet');
    expect(first.code).toBe(1);
    const second = await run({ ...kept, BYOB_BASELINE: first.outputs['json-file'] ?? '' });
    expect(second.code).not.toBe(1);
    expect(second.outputs).toMatchObject({ new: '0', fixed: '0' });
    expect(readFileSync('kept/trend.jsonl', 'utf8').trim().split('\n')).toHaveLength(2);
  });

  test.each<[string, object, string]>([
    ['a fork', { pull_request: { head: { repo: { full_name: 'stranger/buckets' } } } }, ''],
    ['a fork that is gone', { pull_request: { head: { repo: null } } }, ''],
    ['Dependabot', {}, 'dependabot[bot]'],
  ])(
    'of %s has a token that only reads: nothing is sent, and nothing fails for it',
    async (_name, event, actor) => {
      writeFileSync('event.json', JSON.stringify(event));
      const { outputs, out, github } = await run({
        GITHUB_EVENT_PATH: join(folder, 'event.json'),
        GITHUB_ACTOR: actor,
      });
      expect(sent(github)).toBe(0);
      expect(outputs['uploaded']).toBe('false');
      expect(out).toContain('::notice title=byob-audit::not uploaded to code scanning');
    },
  );

  test('of a pull request from the repository itself is sent', async () => {
    const event = { pull_request: { head: { repo: { full_name: 'acme/buckets' } } } };
    writeFileSync('event.json', JSON.stringify(event));
    expect(sent((await run({ GITHUB_EVENT_PATH: join(folder, 'event.json') })).github)).toBe(1);
  });

  const CLOSED: Reply = {
    status: 403,
    body: { message: 'Code Security must be enabled for this repository to use code scanning.' },
  };
  const QUIET = { BYOB_FAIL_ON: 'critical', BYOB_MIN_SEVERITY: 'critical' };

  test('without Advanced Security warns in auto, and fails where always is asked for', async () => {
    const auto = await run(QUIET, [CLOSED]);
    expect(auto.outputs['uploaded']).toBe('false');
    expect(auto.out).toContain('::warning title=byob-audit::not uploaded to code scanning');
    expect(auto.err).toContain('Code Security must be enabled');
    const always = await run({ ...QUIET, BYOB_SARIF_UPLOAD: 'always' }, [CLOSED]);
    expect(always.out).toContain('::error title=byob-audit::not uploaded');
    expect([auto.code, always.code]).toEqual(
      [auto.outputs['exit-code'], always.outputs['exit-code']].map(Number),
    );
    expect(always.code).toBe(3);
  });

  test('of a partial scan is not sent, and says so', async () => {
    writeFileSync('byob.yaml', fleetOf('acme-denied'));
    const { github, err, out } = await run();
    expect(sent(github)).toBe(0);
    expect(err).toContain('byob.sarif is not uploaded');
    expect(out).toContain('::warning title=byob-audit::not uploaded');
  });

  test('never, no annotations, no summary, and more formats', async () => {
    const { github, out, summary } = await run({
      BYOB_SARIF_UPLOAD: 'never',
      BYOB_ANNOTATIONS: 'false',
      BYOB_SUMMARY: 'false',
      BYOB_FORMAT: 'csv:byob.csv\njunit:byob.xml\n',
      BYOB_OUTPUT: 'reports/',
    });
    expect({ sent: sent(github), summary }).toEqual({ sent: 0, summary: '' });
    expect(out).not.toMatch(/^::(error|warning)/m);
    for (const file of ['byob.csv', 'byob.xml', 'reports/report.json']) expect(existsSync(file)).toBe(true);
  });

  test.each<[Record<string, string>, RegExp]>([
    [{ BYOB_FAIL_ON: 'hihg' }, /input fail-on must be one of critical/],
    [{ BYOB_ANNOTATIONS: 'yes' }, /input annotations must be one of true, false/],
    [{ BYOB_OUTPUT: 'a\nexit-code=0' }, /input output must be a path of one line/],
    [{ BYOB_FLEET: 'nowhere.yaml' }, /byob audit ended with exit code 2/],
    [{ BYOB_FORMAT: 'yaml:x' }, /byob audit ended with exit code 2/],
  ])('with %o is exit 2 and an annotation', async (env, message) => {
    const { code, out, github } = await run(env);
    expect(out).toMatch(message);
    expect({ code, sent: sent(github) }).toEqual({ code: 2, sent: 0 });
  });
});
