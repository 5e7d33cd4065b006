// JSON Lines for log pipelines: one result a line, each with all it needs to be read alone, and the summary last.

import type { Format } from '../src/model/format.ts';
import type { Report, ReportTarget, Result } from '../src/model/report.ts';
import { carriedForward } from '../src/model/report.ts';
import { pick, RESULT_KEYS } from './json.ts';

/** What a reader looks for first. */
const FIRST_KEYS = ['ruleId', 'kind', 'severity', 'targetId'] as const;

const TARGET_KEYS = [
  'provider',
  'bucketId',
  'subpath',
  'level',
  'team',
  'location',
  'discovered',
  'search',
] as const;

const jsonl: Format = {
  name: 'jsonl',
  description: 'JSON Lines: one result a line, complete whatever --min-severity says; the summary last',
  file: 'report.jsonl',
  render,
};

export default jsonl;

/** `type` tells lines apart: `result`, `lastKnown` (of the baseline, not verified this time), `summary`. */
function* render(report: Report): Generator<string> {
  const { schemaVersion, tool, run, summary } = report;
  const targets = new Map(report.targets.map((target) => [target.id, target]));
  const common = { schemaVersion, runId: run.id, time: run.finishedAt };
  for (const result of report.results) {
    yield line({ type: 'result', ...common, ...withTarget(result, targets) });
  }
  for (const finding of carriedForward(report)) {
    yield line({ type: 'lastKnown', ...common, ...withTarget(finding, targets) });
  }
  yield line({ type: 'summary', ...common, tool, run, summary });
}

function withTarget(result: Result, targets: ReadonlyMap<string, ReportTarget>): object {
  const target = targets.get(result.targetId);
  const use = target === undefined ? {} : pick(target, TARGET_KEYS);
  return { ...pick(result, FIRST_KEYS), ...use, ...pick(result, RESULT_KEYS) };
}

/**
 * What JSON leaves raw though it is not seen or ends a line for some readers (as in `printable.ts`), as escapes: the
 * values stay the same.
 */
const UNSEEN =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;

function line(value: object): string {
  const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const text = JSON.stringify(value).replace(UNSEEN, (unseen) => unseen.replace(/[^]/g, escape));
  return `${text}\n`;
}
