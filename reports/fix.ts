// What to do about findings, for people: told once for all that it mends, one command a line.

import type { FindingView } from './view.ts';

/**
 * Findings of one bucket in groups that one remediation mends: of the same rule and severity, with the same fix and way
 * to verify it. Those without a fix stand alone. In the order of each group's first.
 */
export function bySharedFix(findings: readonly FindingView[]): FindingView[][] {
  const groups = Map.groupBy(findings, ({ finding }) => {
    const { ruleId, severity, remediation, verify } = finding;
    return remediation === undefined ? finding : JSON.stringify([ruleId, severity, remediation, verify]);
  });
  return [...groups.values()];
}

/** What stands before a fix below the `findings` that it mends: nothing where it is one. */
export function fixLead(findings: number): string {
  return findings === 1 ? '' : `For these ${findings}: `;
}

/** Quoted text and escaped characters as they are, or what joins two commands. */
const SHELL = /'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]| && /g;

/** Commands joined by `&&` one a line: a shell reads on after `&&`, so that all can be copied and run at once. */
export function commandLines(command: string): string {
  return command.replace(SHELL, (part) => (part === ' && ' ? ' &&\n' : part));
}
