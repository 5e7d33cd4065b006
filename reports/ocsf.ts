// OCSF for Security Lake and SIEMs: a Compliance Finding (class 2003) for each verdict, one event a line of a JSON array.
// https://schema.ocsf.io/1.5.0/classes/compliance_finding

import type { Format, RenderOptions } from '../src/model/format.ts';
import type { Provider } from '../src/model/provider.ts';
import type { Finding, Report, ReportRule, ReportTarget, Result } from '../src/model/report.ts';
import { countedResults, carriedForward, isFinding } from '../src/model/report.ts';
import { atLeast } from '../src/model/severity.ts';
import { fingerprint } from '../src/model/fingerprint.ts';
import { describeWaiver } from './change.ts';
import { repositoryPlace } from './place.ts';
import { printable, printableLines } from './printable.ts';

/** What the events say of themselves; later minor versions only add to it. */
const OCSF_VERSION = '1.5.0';

const STANDARD = 'Weights & Biases: bring your own bucket';

/** https://schema.ocsf.io/1.5.0/objects/cloud: the provider's own short name. */
const CLOUDS: Readonly<Record<Provider, string>> = {
  aws: 'AWS',
  gcp: 'GCP',
  azure: 'Azure',
  coreweave: 'CoreWeave',
  's3-compatible': 'S3-compatible',
};

const SEVERITIES = {
  critical: { severity_id: 5, severity: 'Critical' },
  high: { severity_id: 4, severity: 'High' },
  medium: { severity_id: 3, severity: 'Medium' },
  low: { severity_id: 2, severity: 'Low' },
} as const;
const INFORMATIONAL = { severity_id: 1, severity: 'Informational' } as const;

const STATUS = {
  pass: { status_id: 1, status: 'Pass' },
  // "did not yield a result due to missing information"
  open: { status_id: 2, status: 'Warning' },
  fail: { status_id: 3, status: 'Fail' },
} as const;

const ocsf: Format = {
  name: 'ocsf',
  description: `OCSF ${OCSF_VERSION} Compliance Findings for Security Lake and SIEMs: failed, open and passed`,
  file: 'report.ocsf.json',
  render,
};

export default ocsf;

/** One verdict and what it is about. */
interface Verdict {
  readonly result: Result;
  readonly kind: keyof typeof STATUS;
  readonly rule: ReportRule | undefined;
  readonly target: ReportTarget | undefined;
  readonly lastKnown: boolean;
}

function* render(report: Report, options: RenderOptions): Generator<string> {
  const targets = new Map(report.targets.map((target) => [target.id, target]));
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  const results = [
    ...countedResults(report.results).map((result) => ({ result, lastKnown: false })),
    ...carriedForward(report).map((result) => ({ result, lastKnown: true })),
  ];
  let first = true;
  for (const { result, lastKnown } of results) {
    const { kind } = result;
    if (kind === 'notApplicable') continue;
    if (isFinding(result) && !atLeast(result.severity, options.minSeverity)) continue;
    const [rule, target] = [rules.get(result.ruleId), targets.get(result.targetId)];
    const event = eventOf({ result, kind, rule, target, lastKnown }, report, options);
    yield `${first ? '[' : ','}\n${JSON.stringify(event)}`;
    first = false;
  }
  yield first ? '[]\n' : '\n]\n';
}

function eventOf(verdict: Verdict, { tool, run }: Report, options: RenderOptions): object {
  const { result, rule, target } = verdict;
  const updated = result.baselineState === 'unchanged' || verdict.lastKnown;
  const message = printable(result.message ?? rule?.title ?? result.ruleId);
  return {
    ...(updated ? { activity_id: 2, activity_name: 'Update' } : { activity_id: 1, activity_name: 'Create' }),
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2003,
    class_name: 'Compliance Finding',
    type_uid: updated ? 200302 : 200301,
    type_name: `Compliance Finding: ${updated ? 'Update' : 'Create'}`,
    time: Date.parse(run.finishedAt),
    ...(result.severity === undefined ? INFORMATIONAL : SEVERITIES[result.severity]),
    ...(result.waiver === undefined
      ? { status_id: 1, status: 'New' }
      : { status_id: 3, status: 'Suppressed' }),
    message,
    metadata: {
      version: OCSF_VERSION,
      product: { name: tool.name, vendor_name: tool.name, version: tool.version },
      profiles: target === undefined ? [] : ['cloud'],
      event_code: result.ruleId,
      correlation_uid: run.id,
    },
    finding_info: findingInfo(verdict, message, options),
    compliance: complianceOf(verdict),
    ...(target !== undefined && {
      cloud: { provider: CLOUDS[target.provider] },
      resources: [resourceOf(target)],
    }),
    ...remediationOf(verdict),
  };
}

function findingInfo({ result, rule }: Verdict, message: string, options: RenderOptions): object {
  // What does not fail has no fingerprint of its own: rule and target are its identity.
  const uid = result.fingerprint ?? fingerprint(result.ruleId, result.targetId);
  const { location } = result as Partial<Finding>;
  const place = location === undefined ? undefined : repositoryPlace(location, options);
  return {
    uid,
    title: printable(rule?.title ?? result.ruleId),
    desc: message,
    types: ['byob'],
    analytic: { uid: result.ruleId, name: result.ruleId, type_id: 1, type: 'Rule' },
    ...(place !== undefined && { data_sources: [printable(`${place.path}:${place.line}`)] }),
  };
}

function complianceOf({ result, kind, lastKnown }: Verdict): object {
  const { missing = [], waiver } = result;
  const details = [
    ...missing.map(({ call, cause, permission }) =>
      printable(permission === undefined ? `${call} ${cause}` : `${call} ${cause} (needs ${permission})`),
    ),
    ...(waiver === undefined ? [] : [printable(`waived: ${describeWaiver(waiver)}`)]),
    ...(lastKnown ? ['last known: this run could not verify it'] : []),
  ];
  return {
    control: result.ruleId,
    standards: [STANDARD],
    ...STATUS[kind],
    ...(details.length > 0 && { status_details: details }),
  };
}

function resourceOf({ id, bucket, bucketId }: ReportTarget): object {
  return {
    uid: printable(bucketId),
    name: printable(bucket),
    type: 'Bucket',
    ...(id !== bucketId && { labels: [printable(id)] }),
  };
}

function remediationOf({ result, rule, kind }: Verdict): object {
  const { remediation } = result;
  if (kind === 'pass' || remediation === undefined) return {};
  const command = remediation.command === undefined ? [] : printableLines(remediation.command);
  const desc = [printable(remediation.text), ...command].join('\n');
  return { remediation: { desc, references: (rule?.references ?? []).map(printable) } };
}
