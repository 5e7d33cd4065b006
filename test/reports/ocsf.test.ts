// OCSF events against OCSF's own schema of the class.

import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import ocsf from '../../reports/ocsf.ts';
import type { Report } from '../../src/model/report.ts';
import { DRIFTED } from '../golden/drifted.ts';
import { REPORT } from '../golden/report.ts';
import schema from './fixtures/ocsf-1.5.0-compliance-finding.schema.json' with { type: 'json' };
import { HOSTILE } from './hostile-report.ts';
import { renderWith } from './render-with.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });
const withCloud = ajv.compile(schema);
/** Without the profile `cloud`, for findings about the fleet file. */
const without = ajv.compile({ ...schema, required: schema.required.filter((name) => name !== 'cloud') });

interface Event {
  readonly activity_id: number;
  readonly type_uid: number;
  readonly severity_id: number;
  readonly status_id: number;
  readonly metadata: { readonly version: string; readonly profiles: readonly string[] };
  readonly finding_info: { readonly uid: string };
  readonly compliance: {
    readonly status: string;
    readonly control: string;
    readonly status_details?: readonly string[];
  };
}

function events(report: Report, options = {}): Event[] {
  return JSON.parse(renderWith(ocsf, report, options)) as Event[];
}

function faults(event: Event): unknown[] {
  const validate = event.metadata.profiles.includes('cloud') ? withCloud : without;
  return validate(event) ? [] : (validate.errors ?? []);
}

test('the schema refuses what is wrong', () => {
  const [event] = events(REPORT) as [Event];
  const { metadata: _, ...lacking } = event;
  expect(withCloud(lacking)).toBe(false);
  expect(withCloud({ ...event, severity_id: 7 })).toBe(false);
  expect(withCloud({ ...event, invented: 1 })).toBe(false);
});

test.each<[string, Report]>([
  ['all kinds', REPORT],
  ['against a baseline', DRIFTED],
  ['hostile', HOSTILE],
])('%s: valid', (_, report) => {
  const all = events(report);
  expect(all.length).toBeGreaterThan(5);
  for (const event of all) {
    expect(faults(event)).toEqual([]);
    expect(event.type_uid).toBe(200_300 + event.activity_id);
    expect(event.metadata.version).toBe('1.5.0');
  }
});

test("passed, failed and open have OCSF's words; what does not apply is no event", () => {
  const words = Map.groupBy(events(REPORT), ({ compliance }) => compliance.status);
  const { pass, fail, open } = REPORT.summary.results;
  expect(Object.fromEntries([...words].map(([word, group]) => [word, group.length]))).toEqual({
    Pass: pass,
    Fail: fail,
    Warning: open,
  });
});

test('waived is suppressed, unchanged an update, last known told', () => {
  const of = (control: string): Event[] =>
    events(DRIFTED).filter(({ compliance }) => compliance.control === control);
  expect(of('https-only').map(({ status_id, activity_id }) => [status_id, activity_id])).toEqual([
    [3, 2],
    [1, 2],
  ]);
  expect(of('https-only')[1]?.compliance.status_details).toEqual([
    'last known: this run could not verify it',
  ]);
  expect(of('cors-configured').map(({ activity_id }) => activity_id)).toEqual([1, 1, 2]);
});

test('--min-severity and an empty report', () => {
  expect(
    events(REPORT, { minSeverity: 'critical' }).filter(({ compliance }) => compliance.status === 'Fail'),
  ).toHaveLength(1);
  expect(events({ ...REPORT, results: [] })).toEqual([]);
});
