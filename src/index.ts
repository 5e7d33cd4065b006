// The library: audit, collect, evaluate and render as functions over plain JSON values.

export { audit, collect, evaluate } from './audit/audit.ts';
export type { AuditOptions, Progress } from './audit/audit.ts';
export { differenceOfEvidence, differenceOfReports } from './evaluate/difference.ts';
export { exitCode } from './evaluate/report.ts';
export type { FailOn } from './evaluate/report.ts';
export { FleetError, fleetOfBuckets, readFleet } from './fleet/fleet.ts';
export type { BucketOptions, Fleet } from './fleet/fleet.ts';
export { render } from './render.ts';
export { RULES } from '../rules/index.ts';
export type { ConfigurationChange, Difference, FindingChanges } from './model/difference.ts';
export type { BucketEvidence, Evidence, Facet, Facets, Reading, Readings } from './model/evidence.ts';
export type { Format, RenderOptions } from './model/format.ts';
export type { DeploymentType, Level, Provider } from './model/provider.ts';
export type {
  Baseline,
  Finding,
  HistoryPoint,
  Kind,
  Missing,
  Report,
  Result,
  Summary,
} from './model/report.ts';
export { carriedForward, fleetFindings, isFinding, newlyUnreadable } from './model/report.ts';
export type { Remediation, Rule, Verdict, Violation } from './model/rule.ts';
export { defineRule, notApplicable, open } from './model/rule.ts';
export { Secret } from './model/secret.ts';
export type { Severity } from './model/severity.ts';
export type { Access, Deployment, FleetEntry, Target } from './model/target.ts';
export type { DeclaredWaiver } from './model/waiver.ts';
