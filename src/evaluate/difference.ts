// Two runs compared: findings, targets and configuration.

import type { ComparedRun, ConfigurationChange, Difference, FindingChanges } from '../model/difference.ts';
import { DIFFERENCE_SCHEMA_VERSION } from '../model/difference.ts';
import type { Evidence, Facet } from '../model/evidence.ts';
import type { Finding, Report, Result } from '../model/report.ts';
import { isFinding, newFindings, newlyUnreadable, standingFindings } from '../model/report.ts';
import { EVIDENCE_READABLE } from '../model/rule.ts';
import { compareWithBaseline } from './baseline.ts';
import { configurationChanges, nameOf } from './configuration.ts';
import { canonical } from './identity.ts';

/** Two evidence files; there are no findings in them. */
export function differenceOfEvidence(before: Evidence, after: Evidence): Difference {
  return {
    schemaVersion: DIFFERENCE_SCHEMA_VERSION,
    from: { at: before.collectedAt, complete: before.complete },
    to: { at: after.collectedAt, complete: after.complete },
    targets: targetChanges(targetIds(before), targetIds(after)),
    configuration: { from: 'evidence', changes: evidenceChanges(before, after) },
  };
}

/** Two reports; with the evidence of both, all of the configuration is compared, else what findings point at. */
export function differenceOfReports(
  before: Report,
  after: Report,
  evidence?: { readonly before: Evidence; readonly after: Evidence },
): Difference {
  const { results, baseline } = compareWithBaseline({
    results: after.results,
    targets: after.targets,
    rules: after.rules,
    complete: after.run.complete,
    baseline: before,
  });
  const fresh = newFindings({ results });
  const findings: FindingChanges = {
    new: fresh,
    fixed: baseline.fixed,
    newlyWaived: waivedSince(before, results.filter(isFinding)),
    unchanged: standingFindings({ results }).length - fresh.length,
    newlyUnreadable: toldOnce(newlyUnreadable({ results })),
    lastKnown: baseline.lastKnown,
    leftOut: baseline.leftOut,
  };
  return {
    schemaVersion: DIFFERENCE_SCHEMA_VERSION,
    from: runOf(before),
    to: runOf(after),
    targets: targetChanges(
      before.targets.map(({ id }) => id),
      after.targets.map(({ id }) => id),
    ),
    findings,
    configuration:
      evidence === undefined
        ? { from: 'findings', changes: findingChanges(before, after, findings) }
        : { from: 'evidence', changes: evidenceChanges(evidence.before, evidence.after) },
  };
}

function waivedSince(before: Report, now: readonly Finding[]): Finding[] {
  const isWaived = ({ waiver }: Finding): boolean => waiver !== undefined;
  const known = before.results.filter(isFinding).filter(isWaived);
  const waived = new Set(known.map(({ fingerprint }) => fingerprint));
  return now.filter((finding) => isWaived(finding) && !waived.has(finding.fingerprint));
}

/** Without `evidence-readable` where it repeats the other open results of its target. */
function toldOnce(open: readonly Result[]): Result[] {
  const others = open.filter(({ ruleId }) => ruleId !== EVIDENCE_READABLE);
  const told = new Set(others.map(({ targetId }) => targetId));
  return open.filter(({ ruleId, targetId }) => ruleId !== EVIDENCE_READABLE || !told.has(targetId));
}

function runOf({ run }: Report): ComparedRun {
  return { id: run.id, at: run.finishedAt, complete: run.complete };
}

function targetIds({ buckets }: Evidence): string[] {
  return buckets.flatMap(({ targets }) => targets.map(({ id }) => id));
}

function targetChanges(before: readonly string[], after: readonly string[]): Difference['targets'] {
  const [old, now] = [new Set(before), new Set(after)];
  return { added: after.filter((id) => !old.has(id)), removed: before.filter((id) => !now.has(id)) };
}

/** Of the buckets in both. */
function evidenceChanges(before: Evidence, after: Evidence): ConfigurationChange[] {
  const old = new Map(before.buckets.map((bucket) => [bucket.id, bucket]));
  return after.buckets.flatMap((bucket) => {
    const twin = old.get(bucket.id);
    return twin === undefined ? [] : configurationChanges(twin, bucket);
  });
}

interface Part {
  readonly bucketId: string;
  readonly facet: Facet;
  readonly finding: Finding;
  readonly name: string | undefined;
}

/** What the evidence of findings tells: parts at fault that changed, that came to be at fault, and that no longer are. */
function findingChanges(
  before: Report,
  after: Report,
  { new: fresh, newlyWaived, fixed }: FindingChanges,
): ConfigurationChange[] {
  const old = partsOf(before, before.results.filter(isFinding));
  const now = partsOf(after, after.results.filter(isFinding));
  const freshOnes = new Set([...fresh, ...newlyWaived].map(({ fingerprint }) => fingerprint));
  const changes = [...now].flatMap(([key, part]): ConfigurationChange[] => {
    const twin = old.get(key);
    if (twin === undefined) {
      return freshOnes.has(part.finding.fingerprint) ? [changeOf('faulty', part, undefined, part)] : [];
    }
    const isSame = canonical(twin.finding.evidence ?? null) === canonical(part.finding.evidence ?? null);
    return isSame ? [] : [changeOf('changed', part, twin, part)];
  });
  const gone = [...partsOf(before, fixed)].filter(([key]) => !now.has(key));
  return [...changes, ...gone.map(([, part]) => changeOf('mended', part, part, undefined))];
}

function changeOf(
  kind: ConfigurationChange['kind'],
  { bucketId, facet, finding, name }: Part,
  before: Part | undefined,
  after: Part | undefined,
): ConfigurationChange {
  return {
    bucketId,
    facet,
    kind,
    path: finding.evidencePath ?? '',
    ...(name !== undefined && { name }),
    ...(before?.finding.evidence !== undefined && { before: before.finding.evidence }),
    ...(after?.finding.evidence !== undefined && { after: after.finding.evidence }),
  };
}

/** The parts that findings point at, each once: by bucket, facet and name, or content where they have no name. */
function partsOf({ targets }: Report, findings: readonly Finding[]): Map<string, Part> {
  const buckets = new Map(targets.map(({ id, bucketId }) => [id, bucketId]));
  const parts = new Map<string, Part>();
  for (const finding of findings) {
    const bucketId = buckets.get(finding.targetId);
    const { facet, evidence, evidencePath = '' } = finding;
    if (bucketId === undefined || facet === undefined || evidence === undefined) continue;
    const name = nameOf(evidence);
    // Without a name, an index says little: what stands there may be another part.
    const which = name ?? (/\/\d+(\/|$)/.test(evidencePath) ? canonical(evidence) : evidencePath);
    const key = JSON.stringify([bucketId, facet, name === undefined ? 0 : 1, which]);
    if (!parts.has(key)) parts.set(key, { bucketId, facet, finding, name });
  }
  return parts;
}
