// SARIF 2.1.0 for GitHub code scanning and its like: findings as alerts on the lines of the fleet file.
// What GitHub reads: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning

import { fingerprint } from '../src/model/fingerprint.ts';
import type { Format, RenderOptions } from '../src/model/format.ts';
import type { Finding, Report, ReportRule, ReportTarget, ResultLocation } from '../src/model/report.ts';
import { isFinding } from '../src/model/report.ts';
import { EVIDENCE_READABLE } from '../src/model/rule.ts';
import type { Severity } from '../src/model/severity.ts';
import { atLeast } from '../src/model/severity.ts';
import { printable } from './printable.ts';
import type { BucketView } from './view.ts';
import { count, viewOf } from './view.ts';

/** Objects of SARIF, as section 3 names them; the schema holds them to it in the tests. */
type Sarif = Readonly<Record<string, unknown>>;

const LEVELS = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const;

/** GitHub wants a string, and over 9.0 for critical; a number makes it refuse the file. */
const SECURITY_SEVERITY = { critical: '9.5', high: '8.0', medium: '5.0', low: '2.0' } as const;

/** Where the fleet came from `--bucket`, there is no file: GitHub needs one, so findings stand at the fleet file's usual place. */
const DEFAULT_PLACE: ResultLocation = { file: 'byob.yaml', line: 1, column: 1 };

const EVIDENCE_RULE: ReportRule = {
  id: EVIDENCE_READABLE,
  severity: 'medium',
  title: 'Everything the rules need can be read',
  why: 'What cannot be read cannot be verified: a fault there stays unseen.',
  references: [],
};

const sarif: Format = {
  name: 'sarif',
  description: 'SARIF 2.1.0 for GitHub code scanning: findings on the lines of the fleet file',
  file: 'byob.sarif',
  render,
};

export default sarif;

function* render(report: Report, options: RenderOptions): Generator<string> {
  const { descriptors, results } = alertsOf(report, options);
  const { complete, id, startedAt, finishedAt } = report.run;
  const run = {
    tool: {
      driver: { name: report.tool.name, semanticVersion: report.tool.version, rules: descriptors },
    },
    // GitHub splits at the last slash: the category is `byob-audit`, the rest names the run.
    automationDetails: { id: `byob-audit/${id}` },
    invocations: [
      {
        executionSuccessful: complete,
        startTimeUtc: startedAt,
        endTimeUtc: finishedAt,
        ...(!complete && {
          toolExecutionNotifications: [
            { level: 'warning', message: { text: 'The run was interrupted: not all buckets were audited.' } },
          ],
        }),
      },
    ],
    originalUriBaseIds: { SRCROOT: { description: { text: 'The root of the repository.' } } },
    columnKind: 'utf16CodeUnits',
  };
  const head = JSON.stringify({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ ...run, results: [] }],
  });
  // One result a line: readable in a diff, and never one string for all.
  yield head.slice(0, -']}]}'.length);
  for (const [index, result] of results.entries())
    yield `${index === 0 ? '' : ','}\n${JSON.stringify(result)}`;
  yield '\n]}]}\n';
}

interface Alert {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly target: ReportTarget;
  readonly location: ResultLocation;
  readonly text: string;
  readonly fingerprint: string;
  readonly properties: Readonly<Record<string, string>>;
}

/**
 * Findings in the report's order, then `evidence-readable` once a bucket that could not be read in full. Never a pass:
 * readers ignore `kind` and would show it as an alert. A descriptor carries one severity, so a rule has one for each in use.
 */
function alertsOf(report: Report, options: RenderOptions): { descriptors: Sarif[]; results: Sarif[] } {
  const targets = new Map(report.targets.map((target) => [target.id, target]));
  const rules = new Map([EVIDENCE_RULE, ...report.rules].map((rule, index) => [rule.id, { rule, index }]));
  const findings = report.results.filter(isFinding).flatMap((finding) => {
    const target = targets.get(finding.targetId);
    const shown = finding.waiver === undefined && atLeast(finding.severity, options.minSeverity);
    return shown && target !== undefined ? [alertOf(finding, target)] : [];
  });
  const unread = viewOf(report, options).buckets.flatMap((bucket) => unreadAlert(bucket) ?? []);
  const alerts = [...findings, ...unread];
  const used = new Map(
    alerts.map(({ ruleId, severity }) => {
      const { rule, index } = rules.get(ruleId) ?? {
        rule: { ...EVIDENCE_RULE, id: ruleId },
        index: rules.size,
      };
      const id = severity === rule.severity ? ruleId : `${ruleId}/${severity}`;
      return [`${ruleId}/${severity}`, { id, rule, index, severity }];
    }),
  );
  const ordered = [...used].toSorted(([, a], [, b]) => a.index - b.index || (a.id < b.id ? -1 : 1));
  const places = new Map(ordered.map(([key, { id }], index) => [key, { id, index }]));
  return {
    descriptors: ordered.map(([, { id, rule, severity }]) => descriptor(id, rule, severity)),
    results: alerts.map((alert) => {
      const { id, index } = places.get(`${alert.ruleId}/${alert.severity}`) ?? { id: alert.ruleId, index: 0 };
      return sarifResult(alert, id, index);
    }),
  };
}

function alertOf(finding: Finding, target: ReportTarget): Alert {
  const { ruleId, severity, message, location, remediation, facet, evidencePath } = finding;
  // The first sentence becomes the alert's title: it has to name the bucket.
  const named = message.includes(target.bucket) ? message : `${target.bucketId}: ${message}`;
  const fix = remediation === undefined ? '' : ` Fix: ${sentence(remediation.text)}`;
  return {
    ruleId,
    severity,
    target,
    location,
    text: `${sentence(named)}${fix}`,
    fingerprint: finding.fingerprint,
    properties: {
      target: printable(target.id),
      ...(facet !== undefined && { facet }),
      ...(evidencePath !== undefined && { evidencePath: printable(evidencePath) }),
    },
  };
}

function unreadAlert({ id, targets, missing, questions }: BucketView): Alert | undefined {
  const [target] = targets;
  if (target === undefined || missing.length + questions.length === 0) return undefined;
  const rules = new Set([...missing, ...questions].flatMap((entry) => entry.rules));
  const calls = missing.map(({ missing: { call, cause, permission } }) =>
    permission === undefined ? `${call} ${cause}` : `${call} ${cause} (needs ${permission})`,
  );
  const told = [...calls, ...questions.map(({ message }) => message)].join('; ');
  return {
    ruleId: EVIDENCE_READABLE,
    severity: EVIDENCE_RULE.severity,
    target,
    location: target.location,
    text: sentence(`${id} could not be verified in full (${count(rules.size, 'rule')} left open): ${told}`),
    fingerprint: fingerprint(EVIDENCE_READABLE, id),
    properties: { target: printable(target.id) },
  };
}

function sarifResult(alert: Alert, ruleId: string, ruleIndex: number): Sarif {
  const { file, line, column } = alert.location.file === '--bucket' ? DEFAULT_PLACE : alert.location;
  return {
    ruleId,
    ruleIndex,
    // Of `evidence-readable`, too: SARIF's `open` has no level, and readers would drop it.
    kind: 'fail',
    level: LEVELS[alert.severity],
    message: { text: plain(alert.text) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: relativeUri(file), uriBaseId: 'SRCROOT' },
          region: { startLine: line, startColumn: column, endLine: line },
        },
        logicalLocations: [
          {
            name: printable(alert.target.bucket),
            fullyQualifiedName: printable(alert.target.bucketId),
            kind: 'resource',
          },
        ],
      },
    ],
    // The one key that GitHub matches alerts by.
    partialFingerprints: { primaryLocationLineHash: `${alert.fingerprint}:1` },
    properties: alert.properties,
  };
}

function descriptor(id: string, rule: ReportRule, severity: Severity): Sarif {
  const { title, why, references } = rule;
  const links = references.filter((url) => url.startsWith('https://'));
  const [helpUri] = links;
  const explain = `\`byob explain ${rule.id}\` shows how to verify and fix it.`;
  return {
    id,
    shortDescription: { text: sentence(title) },
    fullDescription: { text: sentence(why) },
    help: {
      text: [title, why, explain, ...links].join('\n\n'),
      markdown: `## ${title}\n\n${why}\n\n${explain}\n${links.map((url) => `\n- <${url}>`).join('')}`,
    },
    ...(helpUri !== undefined && { helpUri }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: ['security', 'wandb', 'byob'],
      precision: 'high',
      'security-severity': SECURITY_SEVERITY[severity],
    },
  };
}

/**
 * Relative to the repository, forward slashes, percent-encoded (a colon would read as a scheme). A path that leads out
 * of the working folder cannot be told from here: only what follows `..`, or the name alone of an absolute path, is kept.
 */
function relativeUri(file: string): string {
  const parts = file.replaceAll('\\', '/').split('/');
  const absolute = parts[0] === '' || /^[A-Za-z]:$/.test(parts[0] ?? '');
  const kept = (absolute ? parts.slice(-1) : parts).filter(
    (part) => part !== '' && part !== '.' && part !== '..',
  );
  return kept.map((part) => encodeURIComponent(part)).join('/') || DEFAULT_PLACE.file;
}

/** SARIF reads `[text](target)` in a message as a link (section 3.11.6): one from outside is made plain. */
function plain(text: string): string {
  return printable(text).replaceAll('](', '\\](');
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
