// The reports as readers of their formats take them: junitparser, csv, markdown-it, sarif-tools and the models of OCSF.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../reports/index.ts';
import type { Report } from '../../src/model/report.ts';
import { DRIFTED } from '../golden/drifted.ts';
import { REPORT } from '../golden/report.ts';
import { HOSTILE } from '../reports/hostile-report.ts';
import { renderWith } from '../reports/render-with.ts';

const PYTHON = process.env['FORMATS_PYTHON'];
if (PYTHON === undefined) console.warn('skipped: formats under their readers, FORMATS_PYTHON is not set');

interface Found {
  readonly junit: { cases: number; Error: number; Failure: number; Skipped: number };
  readonly table: { rows: number; broken: number };
  readonly markdown: string[];
  readonly ocsf: { events: number; faults: string[] };
  readonly sarif: { records: number; places: string[] };
}

function read(report: Report): Found {
  const folder = mkdtempSync(join(tmpdir(), 'byob-formats-'));
  try {
    for (const format of FORMATS) writeFileSync(join(folder, format.file), renderWith(format, report));
    const script = fileURLToPath(new URL('read_formats.py', import.meta.url));
    return JSON.parse(execFileSync(PYTHON as string, [script, folder], { encoding: 'utf8' })) as Found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(PYTHON === undefined)('readers find what is in the report', () => {
  test('all kinds', () => {
    const { pass, fail, open, notApplicable } = REPORT.summary.results;
    expect(read(REPORT)).toEqual({
      junit: {
        cases: pass + fail + open + notApplicable,
        Error: open,
        Failure: fail,
        Skipped: notApplicable,
      },
      table: { rows: fail + open, broken: 0 },
      markdown: [],
      ocsf: { events: pass + fail + open, faults: [] },
      // Findings, and one a bucket that could not be verified in full.
      sarif: { records: fail + 2, places: ['byob.yaml'] },
    });
  });

  test('against a baseline', () => {
    expect(read(DRIFTED)).toMatchObject({
      junit: { cases: 6, Error: 1, Failure: 3, Skipped: 1 },
      table: { rows: 6, broken: 0 },
      ocsf: { events: 7, faults: [] },
      sarif: { records: 6 },
    });
  });

  test('hostile text breaks none', () => {
    const { table, markdown, ocsf } = read(HOSTILE);
    expect({ table, markdown, ocsf }).toMatchObject({
      table: { broken: 0 },
      markdown: [],
      ocsf: { faults: [] },
    });
  });
});
