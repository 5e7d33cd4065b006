// Annotations of GitHub Actions: workflow commands on stdout, within what GitHub shows of them.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message

import type { Format, RenderOptions } from '../src/model/format.ts';
import type { Report } from '../src/model/report.ts';
import { SEVERITIES } from '../src/model/severity.ts';
import type { Alert } from './alerts.ts';
import { alertsOf } from './alerts.ts';
import { repositoryPlace } from './place.ts';
import { printable } from './printable.ts';
import { count, verdict, viewOf } from './view.ts';

/** GitHub drops what a step has beyond it, without a word: https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations */
const SHOWN_PER_TYPE = 10;

const TYPES = { critical: 'error', high: 'error', medium: 'warning', low: 'notice' } as const;

const github: Format = {
  name: 'github',
  description: 'annotations of GitHub Actions: the worst findings on the lines of the fleet file',
  file: 'annotations.txt',
  render,
};

export default github;

/** The worst first, then how many are not shown, then the verdict for the log. Without what is waived. */
function* render(report: Report, options: RenderOptions): Generator<string> {
  const rank = ({ severity }: Alert): number => SEVERITIES.indexOf(severity);
  const alerts = alertsOf(report, options)
    .filter(({ finding }) => finding?.waiver === undefined)
    .toSorted((a, b) => rank(a) - rank(b));
  const types = Map.groupBy(alerts, ({ severity }) => TYPES[severity]);
  const most = (type: string): number =>
    // The last notice is kept for the rest.
    type === 'notice' && [...types.values()].some((group) => group.length > SHOWN_PER_TYPE)
      ? SHOWN_PER_TYPE - 1
      : SHOWN_PER_TYPE;
  let shown = 0;
  for (const type of ['error', 'warning', 'notice'] as const) {
    for (const alert of (types.get(type) ?? []).slice(0, most(type))) {
      shown++;
      yield annotation(type, alert, options);
    }
  }
  const rest = alerts.length - shown;
  if (rest > 0) {
    const all = `${count(rest, 'more finding')} not shown here: the text, html and json reports have all.`;
    yield `::notice title=${property(report.tool.name)}::${data(all)}\n`;
  }
  const { name, version } = report.tool;
  yield `${inert(`${name} ${version}: ${verdict(report, viewOf(report, options))}`)}\n`;
}

function annotation(
  type: string,
  { ruleId, severity, location, text }: Alert,
  options: RenderOptions,
): string {
  const { path, line, column } = repositoryPlace(location, options);
  const title = `${severity}: ${ruleId}`;
  const properties = { file: path, line, endLine: line, col: column, title };
  const told = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${type} ${told.join(',')}::${data(text)}\n`;
}

/** Escaped as the runner reads it back: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs */
function data(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A line of the log that is no command, not even in the runner's older writing. */
function inert(text: string): string {
  return printable(text).replaceAll('::', ': :').replaceAll('##[', '## [');
}
