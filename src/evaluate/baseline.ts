// What changed since an earlier report: new, unchanged, fixed, newly unreadable; and what could not be told.

import type { Baseline, Finding, Report, Result, ResultLocation } from '../model/report.ts';
import { isFinding } from '../model/report.ts';
import type { Provider } from '../model/provider.ts';
import { ENGINE_RULES } from '../model/rule.ts';
import { placeOf } from './identity.ts';

/** What is compared needs of a run; a {@link Report} is one once its rules are known to apply everywhere. */
export interface Comparable {
  readonly results: readonly Result[];
  readonly targets: readonly {
    readonly id: string;
    readonly provider: Provider;
    readonly location: ResultLocation;
    /** A search that could not be listed in full: buckets that were found earlier may be missing. */
    readonly search?: unknown;
  }[];
  /** Rules that were asked; without `providers`, of every provider. */
  readonly rules: readonly { readonly id: string; readonly providers?: readonly Provider[] }[];
  readonly complete: boolean;
}

/** Why a report cannot be the baseline of a fleet, in words; undefined where it can. */
export function baselineProblem(baseline: Report, declaredIds: readonly string[]): string | undefined {
  const declared = new Set(declaredIds);
  // What was discovered once may be listed no more: ids do not tell then.
  const isOurs = ({ id, discovered, search }: Report['targets'][number]): boolean =>
    declared.has(id) || discovered === true || search === true;
  if (baseline.targets.some(isOurs)) return undefined;
  const [first] = baseline.targets;
  return first === undefined
    ? 'it holds no bucket: give the report of an earlier run of this fleet'
    : `it is of another fleet: none of its ${baseline.targets.length} targets (${first.id}, ...) is in this one`;
}

/**
 * Gives every finding and open result its state, and says what became of the findings of the baseline that are gone. A
 * finding that the baseline itself could only carry forward is compared as if it had seen it.
 */
export function compareWithBaseline({ baseline, ...now }: Comparable & { readonly baseline: Report }): {
  results: Result[];
  baseline: Baseline;
} {
  const known = knownFindings(baseline);
  const wasOpen = new Set(baseline.results.filter(({ kind }) => kind === 'open').map(placeOf));
  const results = now.results.map((result) => stateOf(result, known, wasOpen));
  const seen = new Set(results.filter(isFinding).map(({ fingerprint }) => fingerprint));
  const fateOf = fates(now, baseline);
  const gone = Map.groupBy(
    [...known.values()].filter(({ fingerprint }) => !seen.has(fingerprint)),
    fateOf,
  );
  const locations = new Map(now.targets.map(({ id, location }) => [id, location]));
  return {
    results,
    baseline: {
      runId: baseline.run.id,
      finishedAt: baseline.run.finishedAt,
      complete: baseline.run.complete,
      fixed: (gone.get('fixed') ?? []).map(stateless),
      lastKnown: (gone.get('lastKnown') ?? []).map((finding) => {
        // Another place than the target's is not known of this version of the fleet file.
        const { file, line, column } = locations.get(finding.targetId) ?? finding.location;
        return { ...withoutWaiver(stateless(finding)), location: { file, line, column } };
      }),
      leftOut: (gone.get('leftOut') ?? []).map(stateless),
    },
  };
}

/** By fingerprint, in the order of the report; what it carried forward comes last. */
function knownFindings({ results, baseline }: Report): Map<string, Finding> {
  const known = new Map<string, Finding>();
  for (const finding of [...results.filter(isFinding), ...(baseline?.lastKnown ?? [])]) {
    if (!known.has(finding.fingerprint)) known.set(finding.fingerprint, finding);
  }
  return known;
}

function stateOf(result: Result, known: ReadonlyMap<string, Finding>, wasOpen: ReadonlySet<string>): Result {
  if (result.kind === 'open') {
    return { ...result, baselineState: wasOpen.has(placeOf(result)) ? 'unchanged' : 'new' };
  }
  if (!isFinding(result)) return result;
  const before = known.get(result.fingerprint);
  const waiverEnded = before?.waiver !== undefined && result.waiver === undefined;
  return { ...result, baselineState: before === undefined || waiverEnded ? 'new' : 'unchanged' };
}

type Fate = 'fixed' | 'lastKnown' | 'leftOut';

function fates(
  { results, targets, rules, complete }: Comparable,
  baseline: Report,
): (finding: Finding) => Fate {
  const providers = new Map(targets.map(({ id, provider }) => [id, provider]));
  const asked = new Map(rules.map((rule) => [rule.id, rule]));
  const verdicts = Map.groupBy(results, placeOf);
  // Findings about waivers hang on all results: they are told to be gone only where all were verified again.
  const isWhole =
    complete &&
    baseline.targets.every(({ id }) => providers.has(id)) &&
    results.every(({ kind }) => kind !== 'open');
  const isUnsearched = targets.some(({ search }) => search !== undefined);
  const wereFound = foundIn(baseline);
  return (finding) => {
    const rule = asked.get(finding.ruleId);
    if (rule === undefined) return 'leftOut';
    if (ENGINE_RULES.includes(rule.id)) return isWhole ? 'fixed' : 'leftOut';
    const provider = providers.get(finding.targetId);
    if (provider === undefined)
      return isUnsearched && wereFound.has(finding.targetId) ? 'lastKnown' : 'leftOut';
    if (rule.providers?.includes(provider) === false) return 'fixed';
    const verdict = verdicts.get(placeOf(finding)) ?? [];
    return verdict.length === 0 || verdict.some(({ kind }) => kind === 'open') ? 'lastKnown' : 'fixed';
  };
}

/** How it related to an earlier baseline says nothing here. */
function stateless(finding: Finding): Finding {
  const { baselineState: _, ...rest } = finding;
  return rest;
}

/** The waivers of today decide anew. */
function withoutWaiver(finding: Finding): Finding {
  const { waiver: _, ...rest } = finding;
  return rest;
}

/** Ids of the targets that the baseline's run discovered, or carried forward from a run that did. */
function foundIn({ targets, baseline }: Report): Set<string> {
  const isTarget = new Set(targets.map(({ id }) => id));
  const found = targets.filter(({ discovered }) => discovered === true).map(({ id }) => id);
  const carried = (baseline?.lastKnown ?? []).map(({ targetId }) => targetId);
  return new Set([...found, ...carried.filter((id) => !isTarget.has(id))]);
}
