// SARIF 2.1.0 for GitHub code scanning and its like: findings as alerts on the lines of the fleet file.
// What GitHub reads: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning

import { gzipSync } from 'node:zlib';
import { fingerprint } from '../src/model/fingerprint.ts';
import type { Format, RenderOptions } from '../src/model/format.ts';
import type { Report, ReportTarget } from '../src/model/report.ts';
import type { Alert } from './alerts.ts';
import { alertsOf, worst } from './alerts.ts';
import { describeWaiver } from './change.ts';
import { repositoryPlace, toUri } from './place.ts';
import { printable } from './printable.ts';
import { descriptorsOf, LEVELS } from './sarif-rules.ts';
import type { DescriptorPlace } from './sarif-rules.ts';
import { count, viewOf } from './view.ts';

/** GitHub keeps the worst 5,000 of a run and drops the rest without a word: https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit */
const MAX_RESULTS = 5000;
/** GitHub refuses a larger file; measured gzipped, as it is uploaded. */
const MAX_GZIPPED = 10_000_000;
/** What the buckets are held against: a validator asks for an address, and the tool has none of its own before it is published. */
const GUIDE = 'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector';

const sarif: Format = {
  name: 'sarif',
  description: 'SARIF 2.1.0 for GitHub code scanning: findings on the lines of the fleet file',
  file: 'byob.sarif',
  render: (report, options) => logOf(report, options).lines,
  notices: (report, options) => logOf(report, options).notices,
};

export default sarif;

interface SarifLog {
  /** One result a line: readable in a diff, and never one string for all. */
  readonly lines: string[];
  readonly notices: readonly string[];
}

/** The log, cut to what GitHub takes: https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/file-too-large */
function logOf(report: Report, options: RenderOptions): SarifLog {
  const all = alertsOf(report, options);
  let kept = Math.min(MAX_RESULTS, all.length);
  for (;;) {
    const log = logWith(report, options, worst(all, kept), all.length);
    const size = gzippedSize(log.lines);
    if (size <= MAX_GZIPPED || kept === 0) return log;
    kept = Math.floor(kept * Math.min(0.9, MAX_GZIPPED / size));
  }
}

/** Texts that fit as they are need not be compressed to know it. */
function gzippedSize(lines: readonly string[]): number {
  const raw = lines.reduce((total, line) => total + Buffer.byteLength(line), 0);
  return raw <= MAX_GZIPPED ? raw : gzipSync(lines.join('')).length;
}

function logWith(report: Report, options: RenderOptions, alerts: readonly Alert[], all: number): SarifLog {
  const { descriptors, placeOf } = descriptorsOf(report, alerts);
  const gaps = gapsOf(report, options);
  const cut =
    alerts.length < all ? [`Only the worst ${alerts.length} of ${all} results are in this file.`] : [];
  const notices = [...gaps.notices, ...cut];
  const head = JSON.stringify({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ ...runOf(report, options, descriptors, notices, gaps.closesOnlyFixed), results: [] }],
  });
  const results = alerts.map((alert) => JSON.stringify(sarifResult(alert, placeOf(alert), options)));
  return {
    lines: [
      head.slice(0, -']}]}'.length),
      ...results.map((line, index) => `${index === 0 ? '' : ','}\n${line}`),
      '\n]}]}\n',
    ],
    notices,
  };
}

function runOf(
  report: Report,
  options: RenderOptions,
  descriptors: readonly object[],
  notices: readonly string[],
  closesOnlyFixed: boolean,
): object {
  const { name, version } = report.tool;
  const { complete, startedAt, finishedAt } = report.run;
  return {
    tool: {
      driver: {
        name,
        semanticVersion: version,
        informationUri: GUIDE,
        rules: descriptors,
      },
    },
    automationDetails: { id: automationId(report, options) },
    invocations: [
      {
        executionSuccessful: complete,
        startTimeUtc: startedAt,
        endTimeUtc: finishedAt,
        ...(notices.length > 0 && {
          toolExecutionNotifications: notices.map((text) => ({ level: 'warning', message: { text } })),
        }),
      },
    ],
    originalUriBaseIds: { SRCROOT: { description: { text: 'The root of the repository.' } } },
    columnKind: 'utf16CodeUnits',
    // For whoever uploads: a reader closes every alert of the category that is not in the file.
    properties: { closesOnlyFixed },
  };
}

/**
 * Category and run, which GitHub splits at the last slash. An upload replaces all alerts of its category, so a run of
 * some buckets or rules gets one of its own: it knows nothing of the rest.
 */
function automationId({ run, targets, rules }: Report, { category }: RenderOptions): string {
  const name = run.id.replaceAll('/', '-');
  if (category !== undefined) return `${printable(category)}/${name}`;
  if (run.narrowed !== true) return `byob-audit/${name}`;
  const ids = [...targets, ...rules].map(({ id }) => id);
  return `byob-audit/selection-${fingerprint(...ids.toSorted()).slice(0, 8)}/${name}`;
}

/** Why alerts that are still true may be missing from the file; a baseline gives the last known ones. */
function gapsOf(report: Report, options: RenderOptions): { notices: string[]; closesOnlyFixed: boolean } {
  const { run, baseline } = report;
  const notices = run.complete
    ? []
    : ['The run was interrupted: findings of buckets that were not audited are missing.'];
  const open = viewOf(report, options).buckets.filter(
    ({ missing, questions }) => missing.length + questions.length > 0,
  );
  if (open.length > 0 && baseline === undefined) {
    notices.push(
      `${count(open.length, 'bucket')} could not be verified in full, and no baseline tells what is last known of them: uploaded, this file would close alerts that may still be true.`,
    );
  }
  return { notices, closesOnlyFixed: baseline !== undefined || notices.length === 0 };
}

function sarifResult(alert: Alert, { id, index }: DescriptorPlace, options: RenderOptions): object {
  const { path, line, column } = repositoryPlace(alert.location, options);
  const { facet, evidencePath, waiver, baselineState } = alert.finding ?? {};
  return {
    ruleId: id,
    ruleIndex: index,
    // Of `evidence-readable`, too: SARIF's `open` has no level, and readers would drop it.
    kind: 'fail',
    level: LEVELS[alert.severity],
    message: { text: plain(alert.text) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: toUri(path), uriBaseId: 'SRCROOT' },
          region: { startLine: line, startColumn: column, endLine: line },
        },
        ...(alert.target !== undefined && { logicalLocations: [logicalLocation(alert.target)] }),
      },
    ],
    // The one key that GitHub matches alerts by.
    partialFingerprints: { primaryLocationLineHash: alert.hash },
    ...(baselineState !== undefined && { baselineState }),
    ...(waiver !== undefined && {
      suppressions: [
        { kind: 'external', status: 'accepted', justification: printable(describeWaiver(waiver)) },
      ],
    }),
    properties: {
      ...(alert.target !== undefined && { target: printable(alert.target.id) }),
      ...(facet !== undefined && { facet }),
      ...(evidencePath !== undefined && { evidencePath: printable(evidencePath) }),
      ...(alert.lastKnown === true && { lastKnown: true }),
    },
  };
}

function logicalLocation({ bucket, bucketId }: ReportTarget): object {
  return { name: printable(bucket), fullyQualifiedName: printable(bucketId), kind: 'resource' };
}

/** SARIF reads `[text](target)` in a message as a link (section 3.11.6): one from outside is made plain. */
function plain(text: string): string {
  return printable(text).replaceAll('](', '\\](');
}
