// `byob diff` over files of real runs: a bucket is changed in the sandbox between two of them.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Difference } from '../../src/model/difference.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { runByob } from './run-byob.ts';

let folder: string;
const home = process.cwd();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'byob-diff-'));
  process.chdir(folder);
  writeFileSync('byob.yaml', FLEET);
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

const FLEET = `deployment: { type: dedicated, origin: https://acme.wandb.io }
buckets:
  - address: s3://acme-one
`;
const RULES = '--rule cors-configured --rule cors-etag-exposed --rule cors-origin-restricted';

function corsRule(ID: string, AllowedOrigins: string[], ExposeHeaders: string[]) {
  return { ID, AllowedOrigins, AllowedMethods: ['GET', 'HEAD', 'PUT'], AllowedHeaders: ['*'], ExposeHeaders };
}

/** Evidence and report of the bucket with such CORS rules. */
async function run(name: string, ...CORSRules: readonly object[]): Promise<void> {
  const sandbox = await startSandbox({ buckets: [{ name: 'acme-one', cors: { CORSRules } }] });
  try {
    await runByob(`collect ${RULES} -o ${name}.evidence.json`, { env: sandbox.env });
    await runByob(`evaluate ${name}.evidence.json ${RULES} --format json:${name}.json`);
  } finally {
    await sandbox.close();
  }
}

async function twoRuns(): Promise<void> {
  await run('old', corsRule('front', ['*'], ['ETag']), corsRule('spare', ['https://x.example'], ['ETag']));
  await run(
    'new',
    corsRule('front', ['https://acme.wandb.io'], []),
    corsRule('spare', ['https://x.example'], ['ETag']),
  );
}

describe('byob diff', () => {
  test('says which findings are new and fixed, and which CORS rule is at fault now', async () => {
    await twoRuns();
    const { code, out, err } = await runByob('diff old.json new.json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/New\n {2}high {6}s3:\/\/acme-one {2}cors-etag-exposed/);
    expect(out).toMatch(/Fixed\n {2}low {7}s3:\/\/acme-one {2}cors-origin-restricted/);
    expect(out).toMatch(/Configuration\n {2}s3:\/\/acme-one\n {4}CORS rule 'front' changed/);
    expect(out).toContain('Only what findings point at');
  });

  test('with evidence, says every change and nothing of what stayed', async () => {
    await twoRuns();
    const { out } = await runByob(
      'diff old.json new.json --old-evidence old.evidence.json --new-evidence new.evidence.json --format json',
    );
    const { configuration, findings } = JSON.parse(out) as Difference;
    expect(findings?.new).toHaveLength(1);
    expect(configuration).toMatchObject({
      from: 'evidence',
      changes: [{ facet: 'cors', kind: 'changed', name: 'front', path: '/rules/0' }],
    });
    const alone = await runByob('diff old.evidence.json new.evidence.json --format json');
    expect((JSON.parse(alone.out) as Difference).configuration).toEqual(configuration);
  });

  test('writes Markdown into a file', async () => {
    await twoRuns();
    const { out } = await runByob('diff old.evidence.json new.evidence.json --format markdown -o change.md');
    expect(out).toBe('');
    expect(readFileSync('change.md', 'utf8')).toMatch(
      /CORS rule 'front' changed\n {2}- `origins: \["\*"\] -> \["https:\/\/acme\.wandb\.io"\]`/,
    );
  });

  test.each([
    ['diff old.json nowhere.json', /nowhere\.json: no such file/],
    ['diff old.json new.evidence.json', /give two reports, or two evidence files/],
    ['diff old.json cut.json', /cut\.json: the file is cut short/],
    ['diff other.json new.json', /other\.json: it is of another fleet/],
    ['diff other.evidence.json new.evidence.json', /other\.evidence\.json: it is of another fleet/],
    ['diff old.json new.json --old-evidence old.evidence.json', /go together/],
    ['diff old.json new.json --format yaml', /Allowed choices are text, markdown, json/],
    ['diff old.json', /missing required argument 'new'/],
  ])('%s is exit 2 in one line', async (args, message) => {
    await twoRuns();
    writeFileSync('cut.json', readFileSync('new.json', 'utf8').slice(0, -200));
    for (const name of ['json', 'evidence.json']) {
      writeFileSync(`other.${name}`, readFileSync(`old.${name}`, 'utf8').replaceAll('acme-one', 'acme-two'));
    }
    const { code, out, err } = await runByob(args);
    expect(err).toMatch(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});
