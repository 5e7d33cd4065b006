// The one result that says what could not be read of a target's bucket, derived from the results of all other rules.

import type { Missing, Result } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import { onlyNamesCalls } from '../model/rule.ts';
import type { Target } from '../model/target.ts';

/**
 * `pass`, or `open` where any of `results` is open or anything in `unread` is missing. The message names the bucket, the
 * number of rules left open, the calls with causes and permissions, and what open rules ask for beyond them.
 */
export function judgeEvidence(
  rule: Rule,
  target: Target,
  results: readonly Result[],
  unread: readonly Missing[],
): Result {
  const base = { ruleId: rule.id, targetId: target.id } as const;
  const open = results.filter((result) => result.kind === 'open');
  const missing = merge([...unread, ...open.flatMap((result) => result.missing ?? [])]);
  if (open.length === 0 && missing.length === 0) return { ...base, kind: 'pass' };
  return {
    ...base,
    kind: 'open',
    severity: rule.severity,
    message: describe(target, new Set(open.map((result) => result.ruleId)).size, missing, open),
    ...(missing.length > 0 && { missing }),
  };
}

/** Of a search that could not be listed in full: always open, whatever rules were asked. */
export function judgeSearch(rule: Rule, { id, search }: Target): Result {
  const failures = search?.failures ?? [];
  const calls = failures.map(({ call, cause, permission, detail }) => {
    const needs = permission === undefined ? '' : ` (needs ${permission})`;
    return `${call} ${cause}${needs}${detail === undefined ? '' : `, ${detail}`}`;
  });
  return {
    ruleId: rule.id,
    targetId: id,
    kind: 'open',
    severity: rule.severity,
    message: `${id} could not be listed in full, buckets may be missing from this report: ${calls.join('; ')}`,
    missing: failures.map(({ cause, call, permission, detail }) => ({
      facet: 'buckets',
      cause,
      call,
      ...(permission !== undefined && { permission }),
      ...(detail !== undefined && { detail }),
    })),
  };
}

/** One entry a facet and call. */
function merge(missing: readonly Missing[]): Missing[] {
  return [...new Map(missing.map((entry) => [`${entry.facet} ${entry.call}`, entry])).values()];
}

function describe(
  target: Target,
  rules: number,
  missing: readonly Missing[],
  open: readonly Result[],
): string {
  const calls = missing.map(({ call, cause, permission }) =>
    permission === undefined ? `${call} ${cause}` : `${call} ${cause} (needs ${permission})`,
  );
  const asked = open.flatMap(({ missing: own = [], message }) =>
    message === undefined || onlyNamesCalls(message, own) ? [] : [message],
  );
  const left =
    rules === 0
      ? 'no rule is left open'
      : rules === 1
        ? '1 rule is left open'
        : `${rules} rules are left open`;
  return `${target.bucketId} could not be read in full, ${left}: ${[...new Set([...calls, ...asked])].join('; ')}`;
}
