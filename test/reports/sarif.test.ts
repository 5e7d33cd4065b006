// SARIF: the schema, what GitHub asks for beyond it, and Microsoft's own validator.

import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Log, ReportingDescriptor, Result, Run } from 'sarif';
import { describe, expect, test } from 'vitest';
import sarif from '../../reports/sarif.ts';
import type { RenderOptions } from '../../src/model/format.ts';
import type { Finding, Report } from '../../src/model/report.ts';
import { DRIFTED } from '../golden/drifted.ts';
import { REPORT } from '../golden/report.ts';
import { HOSTILE } from './hostile-report.ts';
import { oneFindingEach } from './one-finding-each.ts';

const MULTITOOL = fileURLToPath(
  new URL('../../node_modules/@microsoft/sarif-multitool-linux/', import.meta.url),
);

const PLAIN: RenderOptions = { color: false, width: 80, minSeverity: 'low', verbose: false };

function render(report: Report = REPORT, options: Partial<RenderOptions> = {}): string {
  return [...sarif.render(report, { ...PLAIN, ...options })].join('');
}

function notices(report: Report, options: Partial<RenderOptions> = {}): readonly string[] {
  return sarif.notices?.(report, { ...PLAIN, ...options }) ?? [];
}

/** The one run of the log. */
function runOf(report?: Report, options: Partial<RenderOptions> = {}): Run {
  const { runs } = JSON.parse(render(report, options)) as Log;
  expect(runs).toHaveLength(1);
  return runs[0] as Run;
}

function parse(
  report?: Report,
  minSeverity: Finding['severity'] = 'low',
): { rules: ReportingDescriptor[]; results: Result[] } {
  const { tool, results } = runOf(report, { minSeverity });
  return { rules: tool.driver.rules ?? [], results: results ?? [] };
}

const at = (file: string, line = 3): Report => ({
  ...REPORT,
  results: REPORT.results.map((r) => (r.kind === 'fail' ? { ...r, location: { file, line, column: 1 } } : r)),
});
const CLEAN: Report = { ...REPORT, results: REPORT.results.filter(({ kind }) => kind === 'pass') };
/** Every bucket audited and all verified. */
const CLEAN_ALL: Report = { ...CLEAN, targets: REPORT.targets.slice(0, 4) };
const PARTIAL: Report = { ...REPORT, run: { ...REPORT.run, complete: false } };

const SCHEMA = join(MULTITOOL, 'sarif-2.1.0.json');
if (!existsSync(SCHEMA)) console.warn(`skipped: SARIF against its schema, ${SCHEMA} is not installed`);

describe.skipIf(!existsSync(SCHEMA))('the schema', () => {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  test.each<[string, Report]>([
    ['all kinds', REPORT],
    ['clean', CLEAN],
    ['interrupted', PARTIAL],
    ['against a baseline', DRIFTED],
    ['hostile', HOSTILE],
  ])('%s', (_, report) => {
    const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as { $id?: string };
    const validate =
      (schema.$id === undefined ? undefined : ajv.getSchema(schema.$id)) ?? ajv.compile(schema);
    const valid = validate(JSON.parse(render(report)));
    expect(validate.errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });
});

const BINARY = join(MULTITOOL, 'Sarif.Multitool');
const runs = ((): boolean => {
  try {
    accessSync(BINARY, constants.X_OK);
    return true;
  } catch {
    return false;
  }
})();
if (!runs) console.warn(`skipped: SARIF under sarif-multitool, ${BINARY} is not there or lacks chmod +x`);

/** Errors and warnings of the validator, counted by ourselves: it exits 0 whatever it finds. */
function complaints(text: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'byob-sarif-'));
  try {
    const [input, output] = [join(folder, 'in.sarif'), join(folder, 'out.sarif')];
    writeFileSync(input, text);
    const kinds = ['--rule-kind', 'Sarif;Gh;Ghas', '--log', 'ForceOverwrite'];
    execFileSync(BINARY, ['validate', input, '--output', output, ...kinds], { stdio: 'ignore' });
    const log = JSON.parse(readFileSync(output, 'utf8')) as Log;
    const levels = new Set(['error', 'warning']);
    // `warning` is the level of a result that has none.
    const results = (log.runs[0]?.results ?? []).filter(({ level = 'warning' }) => levels.has(level));
    return results.map(({ ruleId, message }) => `${ruleId}: ${JSON.stringify(message)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!runs)('sarif-multitool', () => {
  test.each<[string, Report]>([
    ['all kinds', REPORT],
    ['against a baseline', DRIFTED],
    ['hostile', HOSTILE],
    ['interrupted', PARTIAL],
    ['clean', CLEAN],
  ])(
    'finds nothing in ours: %s',
    (_, report) => {
      expect(complaints(render(report))).toEqual([]);
    },
    60_000,
  );

  test('finds a planted fault', () => {
    const log = JSON.parse(render()) as Log;
    delete log.runs[0]?.results?.[0]?.locations;
    expect(complaints(JSON.stringify(log)).join('\n')).toContain('MissingLocations');
  }, 60_000);
});

describe('what GitHub asks for', () => {
  const { rules, results } = parse();

  test('findings only, and evidence-readable once a bucket', () => {
    expect(results.map(({ ruleId, level }) => `${ruleId} ${level}`)).toEqual([
      'cors-configured error',
      'cors-configured error',
      'lifecycle-keeps-run-history error',
      'https-only/low note',
      'bucket-grants-wandb error',
      'https-only warning',
      'evidence-readable warning',
      'evidence-readable warning',
    ]);
  });

  test('one descriptor a rule and severity in use, the severity a string', () => {
    expect(rules.map(({ id, properties }) => [id, properties?.['security-severity'] as unknown])).toEqual([
      ['cors-configured', '8.0'],
      ['lifecycle-keeps-run-history', '9.5'],
      ['bucket-grants-wandb', '8.0'],
      ['https-only', '5.0'],
      ['https-only/low', '2.0'],
      ['evidence-readable', '5.0'],
    ]);
    for (const { shortDescription, fullDescription, help, properties } of rules) {
      for (const text of [shortDescription?.text, fullDescription?.text]) {
        expect(text).toBeTruthy();
        expect(text?.length).toBeLessThanOrEqual(1024);
      }
      expect(help?.markdown).toContain('byob explain');
      expect(properties?.tags?.length).toBeLessThanOrEqual(10);
    }
  });

  test('every result: its own rule, a message that names the bucket, one place in a file, a fingerprint of its own', () => {
    const hashes = new Set<string>();
    for (const { ruleId, ruleIndex, message, locations, partialFingerprints } of results) {
      expect(rules[ruleIndex ?? -1]?.id).toBe(ruleId);
      expect(message.text).toContain(locations?.[0]?.logicalLocations?.[0]?.name);
      expect(locations).toHaveLength(1);
      expect(locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('byob.yaml');
      const hash = partialFingerprints?.['primaryLocationLineHash'] ?? '';
      expect(hash).toMatch(/^[0-9a-f]{32}:1$/);
      hashes.add(hash);
    }
    expect(hashes.size).toBe(results.length);
  });

  test('--min-severity hides findings, never what could not be read', () => {
    expect(parse(REPORT, 'critical').results.map(({ ruleId }) => ruleId)).toEqual([
      'lifecycle-keeps-run-history',
      'evidence-readable',
      'evidence-readable',
    ]);
  });

  test('a clean report has an empty list of results', () => {
    expect(parse(CLEAN)).toEqual({ rules: [], results: [] });
  });

  test('no link is made of brackets from outside', () => {
    expect(results.map(({ message }) => message.text).join('\n')).not.toMatch(/\[[^\]]*[^\\\]]\]\(/);
  });
});

test.each([
  ['./infra/byob.yaml', 'infra/byob.yaml'],
  ['infra\\buckets.yaml', 'infra/buckets.yaml'],
  ['../shared/byob.yaml', 'shared/byob.yaml'],
  ['/home/someone/fleet/byob.yaml', 'byob.yaml'],
  ['C:\\work\\byob.yaml', 'byob.yaml'],
  ['a b/ü:x.yaml', 'a%20b/%C3%BC%3Ax.yaml'],
  ['--bucket', 'byob.yaml'],
])('%s is %s in the repository', (file, uri) => {
  const [first] = parse(at(file)).results;
  expect(first?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe(uri);
  expect(first?.locations?.[0]?.physicalLocation?.region?.startLine).toBe(file === '--bucket' ? 1 : 3);
});

test('paths are from the top of the repository where it is known', () => {
  const repositoryPaths = { 'byob.yaml': 'infra/a b/byob.yaml', '--bucket': 'infra/fleet.yaml' };
  const uris = runOf(REPORT, { repositoryPaths }).results?.map(
    ({ locations }) => locations?.[0]?.physicalLocation?.artifactLocation?.uri,
  );
  expect(new Set(uris)).toEqual(new Set(['infra/a%20b/byob.yaml', 'infra/fleet.yaml']));
});

test('hostile names of files are one relative path each', () => {
  for (const { locations } of parse(HOSTILE).results) {
    const uri = locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? '';
    expect(uri).toMatch(/^[\w.!~*'()%-]+(\/[\w.!~*'()%-]+)*$/);
    expect(uri.split('/')).not.toContain('..');
  }
});

describe('help', () => {
  const help = (id: string): string => parse().rules.find((rule) => rule.id === id)?.help?.markdown ?? '';

  test('fixes with the real names, command and document', () => {
    expect(help('cors-configured')).toContain('```sh\naws s3api put-bucket-cors --bucket acme-teams');
    expect(help('cors-configured')).toContain('"ExposeHeaders"');
    expect(help('evidence-readable')).toContain('`byob permissions`');
  });

  test('a long document is left to the other reports', () => {
    const content = {
      Statement: Array.from({ length: 200 }, (_, index) => ({ Sid: `s${index}`, Effect: 'Allow' })),
    };
    const remediation = {
      text: 'Apply it.',
      document: { file: 'policy.json', facet: 'policy' as const, content },
    };
    const report = {
      ...REPORT,
      results: REPORT.results.map((r) => (r.kind === 'fail' ? { ...r, remediation } : r)),
    };
    for (const { help: { markdown = '' } = {} } of parse(report).rules)
      expect(markdown.length).toBeLessThan(2000);
  });
});

describe('categories', () => {
  const id = (report: Report, category?: string): string | undefined =>
    runOf(report, category === undefined ? {} : { category }).automationDetails?.id;
  const narrowed = (over: Partial<Report>): Report => ({
    ...REPORT,
    ...over,
    run: { ...REPORT.run, narrowed: true },
  });

  test('the part before the last slash is the category', () => {
    expect(id(REPORT)).toBe('byob-audit/golden');
    expect(id(REPORT, 'fleet/eu')).toBe('fleet/eu/golden');
    expect(id({ ...REPORT, run: { ...REPORT.run, id: 'a/b' } })).toBe('byob-audit/a-b');
  });

  test('a narrowed run never replaces the alerts of the fleet: each selection has its own', () => {
    const [one, two] = [narrowed({}), narrowed({ targets: REPORT.targets.slice(1) })];
    expect(id(one)).toMatch(/^byob-audit\/selection-[0-9a-f]{8}\/golden$/);
    expect(id(one)).toBe(id(narrowed({ targets: REPORT.targets.toReversed() })));
    expect(id(two)).not.toBe(id(one));
    expect(id(narrowed({ rules: REPORT.rules.slice(1) }))).not.toBe(id(one));
    expect(id(one, 'mine')).toBe('mine/golden');
  });
});

describe('what is no plain finding', () => {
  const { results } = parse(DRIFTED);
  const of = (rule: string): Result[] => results.filter(({ ruleId }) => ruleId === rule);

  test('waived ones are suppressed, and say by whom and until when', () => {
    const [waived, known] = of('https-only');
    expect(waived?.suppressions).toEqual([
      {
        kind: 'external',
        status: 'accepted',
        justification: 'CloudTrail data events are on (platform@acme.example, until 2027-03-31)',
      },
    ]);
    expect(known?.suppressions).toBeUndefined();
  });

  test('new and unchanged have their state; fixed ones are gone', () => {
    expect(of('cors-configured').map(({ baselineState }) => baselineState)).toEqual(['new', 'unchanged']);
    expect(of('lifecycle-keeps-run-history')).toEqual([]);
  });

  test('what a rule asks for beyond its call is told', () => {
    expect(of('evidence-readable')[0]?.message.text).toContain(
      'kms:GetKeyPolicy denied (needs kms:GetKeyPolicy); declare organizationId',
    );
  });

  test('findings about the fleet file have a place and no bucket', () => {
    const [waiver] = of('waiver-is-used');
    expect(waiver?.locations?.[0]?.logicalLocations).toBeUndefined();
    expect(waiver?.locations?.[0]?.physicalLocation?.region?.startLine).toBe(30);
  });
});

describe('no upload closes an alert that may still be true', () => {
  const safe = (report: Report): unknown => runOf(report).properties?.['closesOnlyFixed'];

  test('last known findings of what could not be verified are carried forward', () => {
    const [known] = parse(DRIFTED).results.filter(({ properties }) => properties?.['lastKnown'] === true);
    expect(known?.partialFingerprints).toEqual({ primaryLocationLineHash: `${'f'.repeat(32)}:1` });
    expect(known?.message.text).toContain('cw://acme-locked: The bucket takes plain http. Last known');
    expect(safe(DRIFTED)).toBe(true);
  });

  test('without a baseline the file and the notice say that it is not safe to upload', () => {
    expect(safe(REPORT)).toBe(false);
    expect(notices(REPORT)[0]).toMatch(/^2 buckets could not be verified in full.* would close alerts/);
    expect(
      runOf(REPORT).invocations?.[0]?.toolExecutionNotifications?.map(({ message }) => message.text),
    ).toEqual(notices(REPORT));
    expect([safe(PARTIAL), notices(PARTIAL)[0]]).toEqual([false, expect.stringMatching(/interrupted/)]);
    expect([safe(CLEAN_ALL), notices(CLEAN_ALL)]).toEqual([true, []]);
  });

  test('an interrupted run says so with a baseline, too', () => {
    const { invocations } = runOf({ ...DRIFTED, run: { ...DRIFTED.run, complete: false } });
    expect(invocations?.[0]?.executionSuccessful).toBe(false);
    expect(invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toMatch(/interrupted/);
  });
});

describe('limits', () => {
  test('the worst 5,000 results, and a notice', () => {
    const report = oneFindingEach(6000);
    const { results = [] } = runOf(report);
    expect(results).toHaveLength(5000);
    const levels = Map.groupBy(results, ({ level }) => level);
    expect([...levels].map(([level, group]) => `${level} ${group.length}`).toSorted()).toEqual([
      'error 3000',
      'note 500',
      'warning 1500',
    ]);
    expect(notices(report)).toEqual(['Only the worst 5000 of 6000 results are in this file.']);
  });

  test('10 MB gzipped: as many as fit, the worst', () => {
    // Random digits, which gzip cannot make smaller than half.
    let seed = 1;
    const noise = (): string =>
      Array.from({ length: 2500 }, () => (seed = (seed * 48_271) % 2_147_483_647).toString(36)).join('');
    const report = oneFindingEach(1600, () => ({ message: noise() }));
    const text = render(report);
    expect(gzipSync(text).length).toBeLessThanOrEqual(10_000_000);
    const { results = [] } = (JSON.parse(text) as Log).runs[0] as Run;
    expect(results.length).toBeGreaterThan(500);
    expect(results.length).toBeLessThan(1600);
    expect(notices(report)[0]).toBe(`Only the worst ${results.length} of 1600 results are in this file.`);
  }, 60_000);

  test('equal findings have hashes of their own', () => {
    const [first] = REPORT.results.filter(({ kind }) => kind === 'fail');
    const twice = parse({ ...REPORT, results: [first, first] } as Report).results;
    expect(twice.map(({ partialFingerprints }) => partialFingerprints?.['primaryLocationLineHash'])).toEqual([
      `${first?.fingerprint}:1`,
      `${first?.fingerprint}:2`,
    ]);
  });
});
