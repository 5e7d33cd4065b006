// The report itself as JSON: all of it, whatever is shown elsewhere, so that it can be rendered again.

import type { Format } from '../src/model/format.ts';
import type { Baseline, Finding, Report, ReportTarget, Result } from '../src/model/report.ts';

/** Every member of a type, in the order of the file: one that the type gains and this forgets would be lost there. */
type Order<T> = { readonly [K in keyof Required<T>]: true };

const RESULT_ORDER: Order<Result> = {
  ruleId: true,
  kind: true,
  severity: true,
  targetId: true,
  messageId: true,
  message: true,
  data: true,
  facet: true,
  evidencePath: true,
  evidence: true,
  location: true,
  remediation: true,
  verify: true,
  fingerprint: true,
  missing: true,
  waiver: true,
  baselineState: true,
};

const TARGET_ORDER: Order<ReportTarget> = {
  id: true,
  provider: true,
  bucket: true,
  bucketId: true,
  subpath: true,
  level: true,
  team: true,
  location: true,
  discovered: true,
  search: true,
};

/** The order of the keys in the file; `schema/report.schema.json` describes them. */
export const RESULT_KEYS = Object.keys(RESULT_ORDER) as (keyof Result)[];
const TARGET_KEYS = Object.keys(TARGET_ORDER) as (keyof ReportTarget)[];

const json: Format = {
  name: 'json',
  description: 'the report itself, complete whatever --min-severity says; `byob render` reads it',
  file: 'report.json',
  render,
};

export default json;

function* render(report: Report): Generator<string> {
  const { schemaVersion, tool, run, targets, rules, results, summary, baseline, history } = report;
  yield `{\n${member('schemaVersion', schemaVersion)},\n${member('tool', tool)},\n${member('run', run)},\n`;
  yield* list(
    'targets',
    targets.map((target) => pick(target, TARGET_KEYS)),
  );
  yield* list('rules', rules);
  yield* list('results', results, (result) => pick(result, RESULT_KEYS));
  yield member('summary', summary);
  if (baseline !== undefined) yield `,\n${member('baseline', inOrder(baseline))}`;
  if (history !== undefined) yield `,\n${member('history', history)}`;
  yield '\n}\n';
}

function inOrder({ runId, finishedAt, complete, fixed, lastKnown, leftOut }: Baseline): Baseline {
  const shaped = (findings: readonly Finding[]): Finding[] =>
    findings.map((finding) => pick(finding, RESULT_KEYS) as Finding);
  return {
    runId,
    finishedAt,
    complete,
    fixed: shaped(fixed),
    lastKnown: shaped(lastKnown),
    leftOut: shaped(leftOut),
  };
}

function member(key: string, value: unknown): string {
  return `  ${JSON.stringify(key)}: ${indented(value, '  ')}`;
}

function indented(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
}

/** An array, one entry a chunk. */
function* list<T>(
  key: string,
  entries: readonly T[],
  shape: (entry: T) => unknown = (entry) => entry,
): Generator<string> {
  if (entries.length === 0) {
    yield `  ${JSON.stringify(key)}: [],\n`;
    return;
  }
  yield `  ${JSON.stringify(key)}: [\n`;
  for (const [index, entry] of entries.entries()) {
    yield `    ${indented(shape(entry), '    ')}${index < entries.length - 1 ? ',' : ''}\n`;
  }
  yield '  ],\n';
}

/** The members of `keys` that are there, in this order: the order in which they were made never shows. */
export function pick<T extends object>(value: T, keys: readonly (keyof T)[]): Partial<T> {
  const picked: Partial<T> = {};
  for (const key of keys) {
    if (value[key] !== undefined) picked[key] = value[key];
  }
  return picked;
}
