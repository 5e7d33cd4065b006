// SARIF: the schema, what GitHub asks for beyond it, and Microsoft's own validator.

import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Log, ReportingDescriptor, Result } from 'sarif';
import { describe, expect, test } from 'vitest';
import sarif from '../../reports/sarif.ts';
import type { Finding, Report } from '../../src/model/report.ts';
import { REPORT } from '../golden/report.ts';

const MULTITOOL = fileURLToPath(
  new URL('../../node_modules/@microsoft/sarif-multitool-linux/', import.meta.url),
);

function render(report: Report = REPORT, minSeverity: Finding['severity'] = 'low'): string {
  return [...sarif.render(report, { color: false, width: 80, minSeverity, verbose: false })].join('');
}

function parse(
  report?: Report,
  minSeverity?: Finding['severity'],
): { rules: ReportingDescriptor[]; results: Result[] } {
  const { runs } = JSON.parse(render(report, minSeverity)) as Log;
  expect(runs).toHaveLength(1);
  return { rules: runs[0]?.tool.driver.rules ?? [], results: runs[0]?.results ?? [] };
}

const at = (file: string, line = 3): Report => ({
  ...REPORT,
  results: REPORT.results.map((r) => (r.kind === 'fail' ? { ...r, location: { file, line, column: 1 } } : r)),
});
const CLEAN: Report = { ...REPORT, results: REPORT.results.filter(({ kind }) => kind === 'pass') };
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

/**
 * Errors and warnings of the validator: it exits 0 whatever it finds. SARIF2005 asks for a page about the tool, which
 * has none of its own yet.
 */
function complaints(text: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'byob-sarif-'));
  try {
    const [input, output] = [join(folder, 'in.sarif'), join(folder, 'out.sarif')];
    writeFileSync(input, text);
    const kinds = ['--rule-kind', 'Sarif;Gh;Ghas', '--log', 'ForceOverwrite'];
    execFileSync(BINARY, ['validate', input, '--output', output, ...kinds], { stdio: 'ignore' });
    const log = JSON.parse(readFileSync(output, 'utf8')) as Log;
    const results = (log.runs[0]?.results ?? []).filter(({ ruleId }) => ruleId !== 'SARIF2005');
    return results.map(({ ruleId, message }) => `${ruleId}: ${JSON.stringify(message)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!runs)('sarif-multitool', () => {
  test('finds nothing in ours', () => {
    expect(complaints(render())).toEqual([]);
  }, 60_000);

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
