// Code Quality of GitLab: findings in the merge request, on the lines of the fleet file.
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format

import type { Format, RenderOptions } from '../src/model/format.ts';
import type { Report } from '../src/model/report.ts';
import type { Alert } from './alerts.ts';
import { alertsOf } from './alerts.ts';
import { repositoryPlace } from './place.ts';
import { printable } from './printable.ts';

/** GitLab's words; any other is shown as unknown. */
const SEVERITIES = { critical: 'blocker', high: 'critical', medium: 'major', low: 'minor' } as const;

const gitlab: Format = {
  name: 'gitlab',
  description: 'Code Quality of GitLab: findings in the merge request',
  file: 'gl-code-quality-report.json',
  render,
};

export default gitlab;

/** Without what is waived: GitLab has no word for it here, and would show it as any other. */
function* render(report: Report, options: RenderOptions): Generator<string> {
  const alerts = alertsOf(report, options).filter(({ finding }) => finding?.waiver === undefined);
  for (const [index, alert] of alerts.entries()) {
    yield `${index === 0 ? '[' : ','}\n${JSON.stringify(issueOf(alert, options))}`;
  }
  yield alerts.length === 0 ? '[]\n' : '\n]\n';
}

function issueOf({ ruleId, severity, location, text, hash }: Alert, options: RenderOptions): object {
  const { path, line } = repositoryPlace(location, options);
  return {
    description: printable(text),
    check_name: ruleId,
    fingerprint: hash,
    severity: SEVERITIES[severity],
    location: { path: printable(path), lines: { begin: line } },
  };
}
