// How bad a finding is, and the order of badness.

/** critical: data lost or open now. high: W&B, its browsers or its data break. medium: works, but against the documentation or soon to break. low: hygiene. */
export type Severity = 'critical' | 'high' | 'medium' | 'low';

/** Worst first. */
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** True where `severity` is as bad as `threshold` or worse. */
export function atLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}
