// A process that merges 100,000 buckets as the merge function does and says how much memory it took at most.

import { createMerger, reviewMerged } from '../../src/evaluate/merge.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import type { Report, Result } from '../../src/model/report.ts';
import type { FleetEntry } from '../../src/model/target.ts';
import { summarise } from '../../src/evaluate/report.ts';
import { keepFor } from '../../src/lambda/merge.ts';
import { formatsFor } from '../../src/lambda/reports.ts';
import { RULES } from '../../rules/index.ts';
import { fleetText } from './cloud.ts';

const BUCKETS = 100_000;
const A_FILE = 10_000;
const A_PART = 50;
/** Every tenth bucket has a finding, every hundredth is not verified. */
const EVERY = { finding: 10, open: 100 } as const;
const TOOL = { name: 'byob-audit', version: '0' };

function entriesOf(file: number): readonly FleetEntry[] {
  const names = Array.from({ length: A_FILE }, (_, i) => `acme-${file * A_FILE + i}`);
  return readFleet(fleetText(names), `fleet-${file}.yaml`, {}).entries;
}

function resultsOf({ target }: FleetEntry, index: number): Result[] {
  const passes = RULES.slice(2, 22).map(
    ({ id }) => ({ ruleId: id, kind: 'pass', targetId: target.id }) as const,
  );
  const { file, line, column } = target.location;
  const text = 'x'.repeat(400);
  if (index % EVERY.finding === 0) {
    passes.push({
      ruleId: 'cors-configured',
      kind: 'fail',
      severity: 'high',
      targetId: target.id,
      messageId: 'none',
      message: text,
      data: { bucket: target.bucket },
      location: { file, line, column },
      evidence: { text },
      remediation: { text, command: text },
      fingerprint: String(index).padStart(32, '0'),
    } as never);
  }
  if (index % EVERY.open === 0) {
    passes.push({
      ruleId: 'cors-etag-exposed',
      kind: 'open',
      severity: 'high',
      targetId: target.id,
      message: text,
    } as never);
  }
  return passes;
}

function partOf(entries: readonly FleetEntry[], from: number): Report {
  const targets = entries.map(({ target: { id, provider, bucket, bucketId, subpath, level, location } }) => ({
    id,
    provider,
    bucket,
    bucketId,
    subpath,
    level,
    location: { file: location.file, line: location.line, column: location.column },
  }));
  const results = entries.flatMap((entry, i) => resultsOf(entry, from + i));
  const time = '2026-11-25T02:15:00.000Z';
  return {
    schemaVersion: 1,
    tool: TOOL,
    run: { id: 'r', startedAt: time, finishedAt: time, complete: true },
    targets,
    rules: RULES.map(({ id, severity }) => ({ id, severity, title: '', why: '', references: [] })),
    results,
    summary: summarise(targets, results),
  };
}

const entries = Array.from({ length: BUCKETS / A_FILE }, (_, file) => entriesOf(file)).flat();
let baseline: Report | undefined;
let bytes = 0;
// The first night, and the next one with the first as its baseline.
for (let night = 0; night < 2; night++) {
  const merger = createMerger(keepFor(BUCKETS, baseline));
  for (let from = 0; from < entries.length; from += A_PART) {
    merger.add(JSON.parse(JSON.stringify(partOf(entries.slice(from, from + A_PART), from))) as Report);
  }
  const review = {
    waivers: [],
    knownRules: new Set(RULES.map(({ id }) => id)),
    ...(baseline && { baseline }),
  };
  baseline = reviewMerged(merger.report(), {
    targets: entries.map(({ target }) => target),
    rules: RULES,
    review,
  });
  bytes = 0;
  const options = { color: false, width: 100, minSeverity: 'low', verbose: false } as const;
  for (const format of formatsFor(BUCKETS)) {
    for (const chunk of format.render(baseline, options)) bytes += chunk.length;
  }
}
const { summary } = baseline as Report;
process.stdout.write(JSON.stringify({ peakMb: process.resourceUsage().maxRSS / 1024, bytes, summary }));
