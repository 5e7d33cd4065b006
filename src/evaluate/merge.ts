// Reports of parts of a run put together into the report of the whole, in whatever order they come.

import type { Kind, Report, ReportTarget, Result, ResultLocation, Summary } from '../model/report.ts';
import { isFinding } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';
import type { Target } from '../model/target.ts';
import { placeOf } from './identity.ts';
import { buildReport, countTargets, inReportOrder, summarise } from './report.ts';
import type { Review } from './report.ts';

/** Reports that are no parts of one run: another id, tool, rules, or a target in two of them. */
class MergeError extends Error {
  override readonly name = 'MergeError';
}

export interface Merger {
  /** Takes a part; of it stays what is kept. Throws {@link MergeError}. */
  readonly add: (part: Report) => void;
  /** The report of the parts so far: its summary counts all results, its list holds those that are kept. */
  readonly report: () => Report;
}

/** What a merger keeps of a result; undefined keeps only that it was counted. */
export type Keep = (result: Result) => Result | undefined;

/**
 * Merges one by one, in memory for what is kept. Parts are as a run without waivers and baseline gives them: both are held
 * against the whole, by {@link reviewMerged}.
 */
export function createMerger(keep: Keep = (result) => result): Merger {
  let whole: Report | undefined;
  const targets = new Map<string, ReportTarget>();
  const results: Result[] = [];
  return {
    add(part) {
      if (part.baseline !== undefined || part.history !== undefined) {
        throw new MergeError('a report that was compared already is no part');
      }
      const twin = part.targets.find(({ id }) => targets.has(id));
      if (twin !== undefined) throw new MergeError(`${twin.id} is in two parts`);
      whole = whole === undefined ? shell(part) : joined(whole, part);
      for (const target of part.targets) targets.set(target.id, target);
      for (const result of part.results) {
        const kept = keep(result);
        if (kept !== undefined) results.push(kept);
      }
    },
    report() {
      if (whole === undefined) throw new MergeError('there is nothing to merge');
      const ordered = inFleetOrder([...targets.values()]);
      const { summary, rules } = whole;
      return {
        ...whole,
        targets: ordered,
        results: inReportOrder({ results, targets: ordered, rules }),
        // A bucket may have targets in several parts.
        summary: { ...summary, ...countTargets(ordered) },
      };
    },
  };
}

/** Associative, and the same for every order of the parts. Throws {@link MergeError}, also for none. */
export function mergeReports(parts: readonly Report[]): Report {
  const merger = createMerger();
  for (const part of parts) merger.add(part);
  return merger.report();
}

/**
 * Keeps what a comparison with a baseline and the human formats need: findings, what is open, and verdicts where the
 * baseline has findings, which tell fixed ones from unverified ones.
 */
export function keepNotable(baseline: Report | undefined): (result: Result) => boolean {
  const known = [...(baseline?.results.filter(isFinding) ?? []), ...(baseline?.baseline?.lastKnown ?? [])];
  const places = new Set(known.map(placeOf));
  return (result) => result.kind === 'fail' || result.kind === 'open' || places.has(placeOf(result));
}

/** Holds waivers and baseline against a merged report: the report that one run over all targets would have given. */
export function reviewMerged(
  merged: Report,
  { targets, rules, review }: { targets: readonly Target[]; rules: readonly Rule[]; review: Review },
): Report {
  const { tool, run, results, summary } = merged;
  const built = buildReport({ tool, run, targets, rules, results, review });
  // What was counted and not kept.
  const kept = summarise(merged.targets, results).results;
  const all = (kind: Kind): number => built.summary.results[kind] + summary.results[kind] - kept[kind];
  const counts: Summary['results'] = {
    pass: all('pass'),
    fail: all('fail'),
    open: all('open'),
    notApplicable: all('notApplicable'),
  };
  return { ...built, summary: { ...built.summary, results: counts } };
}

function shell(part: Report): Report {
  return { ...part, targets: [], results: [] };
}

function joined(a: Report, b: Report): Report {
  const isSame =
    a.run.id === b.run.id && JSON.stringify([a.tool, a.rules]) === JSON.stringify([b.tool, b.rules]);
  if (!isSame) throw new MergeError(`${b.run.id} is no part of ${a.run.id}, or of another version or rules`);
  const [first, last] = [
    [a.run.startedAt, b.run.startedAt],
    [a.run.finishedAt, b.run.finishedAt],
  ].map((times) => times.toSorted()) as [string[], string[]];
  return {
    ...a,
    run: {
      id: a.run.id,
      startedAt: first[0] as string,
      finishedAt: last[1] as string,
      complete: a.run.complete && b.run.complete,
      ...((a.run.narrowed === true || b.run.narrowed === true) && { narrowed: true }),
    },
    summary: sum(a.summary, b.summary),
  };
}

function sum(a: Summary, b: Summary): Summary {
  const added = <K extends string>(x: Readonly<Record<K, number>>, y: Readonly<Record<K, number>>) =>
    Object.fromEntries(Object.entries<number>(x).map(([key, n]) => [key, n + y[key as K]])) as Record<
      K,
      number
    >;
  return {
    targets: a.targets + b.targets,
    buckets: a.buckets + b.buckets,
    results: added<Kind>(a.results, b.results),
    findings: added<Severity>(a.findings, b.findings),
    waived: a.waived + b.waived,
  };
}

/** As an audit of the whole has them: buckets in the order of their first declaration, their targets together. */
function inFleetOrder(targets: readonly ReportTarget[]): ReportTarget[] {
  const declared = targets.toSorted((a, b) => byPlace(a.location, b.location) || compare(a.id, b.id));
  return [...Map.groupBy(declared, ({ bucketId }) => bucketId).values()].flat();
}

function byPlace(a: ResultLocation, b: ResultLocation): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
