// What is found in every row: all buckets in one sandbox, audited over the wire by the real SDKs, one fleet a deployment.

import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { audit } from '../../src/audit/audit.ts';
import { readFleet } from '../../src/fleet/fleet.ts';
import { isFinding } from '../../src/model/report.ts';
import type { Result } from '../../src/model/report.ts';
import { EVIDENCE_READABLE } from '../../src/model/rule.ts';
import { LOOPBACK_TEST_CERTIFICATE } from '../../src/sandbox/certificate.ts';
import { PROJECT_NUMBER } from '../../src/sandbox/gcs-world.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxWorld } from '../../src/sandbox/world.ts';
import { RULES } from '../../rules/index.ts';
import { BLOCKED, BLOCKED_ACCOUNT } from './aws-case.ts';
import type { AccuracyCase, AccuracyTarget } from './case.ts';
import { GOOGLE_PROJECTS, GOOGLE_ROLES } from './google-case.ts';
import { ACCESS_KEY, ROLE_DEFINITIONS } from './azure-case.ts';

/** A target of a row and what was found there, both as `rule/message`. */
export interface Outcome {
  readonly row: AccuracyCase;
  readonly target: AccuracyTarget;
  readonly found: readonly string[];
  readonly open: readonly string[];
  /** Rules that gave a verdict, pass or fail. */
  readonly judged: readonly string[];
}

/** Audits every row; as many fleets as there are deployments, in turn. */
export async function auditTable(rows: readonly AccuracyCase[]): Promise<Outcome[]> {
  // NODE_EXTRA_CA_CERTS is read when a process starts; this one runs already.
  setDefaultCACertificates([...getCACertificates('default'), LOOPBACK_TEST_CERTIFICATE]);
  const sandbox = await startSandbox(worldOf(rows));
  try {
    return await auditAt(rows, sandbox);
  } finally {
    await sandbox.close();
  }
}

/** Audits rows that are held elsewhere: where the environment points. */
export async function auditAt(
  rows: readonly AccuracyCase[],
  at: Pick<Sandbox, 'env' | 'url'>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const fleets = Map.groupBy(rows, ({ deployment }) => JSON.stringify(deployment));
  for (const fleet of fleets.values()) outcomes.push(...(await auditFleet(fleet, at)));
  return outcomes;
}

async function auditFleet(
  rows: readonly AccuracyCase[],
  { env, url }: Pick<Sandbox, 'env' | 'url'>,
): Promise<Outcome[]> {
  const targets = rows.flatMap((row) => row.targets.map((target) => ({ row, target })));
  const buckets = targets.map(({ target }) => target.declared);
  // JSON is YAML.
  const file = JSON.stringify({ deployment: rows[0]?.deployment, buckets }).replaceAll('URL', url);
  const { entries } = readFleet(file, 'byob.yaml', { ...env, ...ADDRESS_SECRETS });
  const { results } = await audit(entries, {
    rules: RULES,
    env,
    threads: 1,
    // Nothing hangs here: only a busy machine answers late.
    timeoutMs: 120_000,
    now: () => new Date(),
    runId: 'accuracy',
    tool: { name: 'byob-audit', version: '0' },
  });
  const byTarget = Map.groupBy(results, ({ targetId }) => targetId);
  return targets.map(({ row, target }, index) => ({
    row,
    target,
    ...told(byTarget.get(entries[index]?.target.id ?? '') ?? []),
  }));
}

function told(results: readonly Result[]): Pick<Outcome, 'found' | 'open' | 'judged'> {
  const found = results.filter(isFinding).map(({ ruleId, messageId }) => `${ruleId}/${messageId}`);
  const of = (...kinds: readonly Result['kind'][]): string[] =>
    results.filter(({ kind }) => kinds.includes(kind)).map(({ ruleId }) => ruleId);
  return { found: sorted(found), open: sorted(of('open')), judged: sorted(of('pass', 'fail')) };
}

/** What must be open: `evidence-readable` follows from the others. */
export function openOf({ open }: AccuracyTarget): string[] {
  return open.length === 0 ? [] : sorted([...open, EVIDENCE_READABLE]);
}

/** The rule of `rule/message`. */
export function ruleOf(finding: string): string {
  return finding.slice(0, finding.indexOf('/'));
}

/** Each once, in order. */
export function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted();
}

/** What addresses of the table take by name. */
const ADDRESS_SECRETS = {
  UNKNOWN_KEY: 'AKIAOFNOBODY',
  RAW_KEY: 'AKIARAWSECRET',
  RAW_SECRET: 'raw/of+nobody',
  ACCESS_KEY: encodeURIComponent(ACCESS_KEY),
  PRIVATE_KEY: encodeURIComponent('-----BEGIN PRIVATE KEY-----\nof nobody\n-----END PRIVATE KEY-----\n'),
};

function worldOf(rows: readonly AccuracyCase[]): SandboxWorld {
  const all = rows.map(({ world }) => world);
  return {
    buckets: all.flatMap(({ buckets = [] }) => buckets),
    keys: all.flatMap(({ keys = [] }) => keys),
    accessKeys: [
      { id: 'AKIASANDBOX', secret: 'sandbox' },
      { id: ADDRESS_SECRETS.RAW_KEY, secret: ADDRESS_SECRETS.RAW_SECRET },
    ],
    accountPublicAccess: { [BLOCKED_ACCOUNT]: BLOCKED },
    google: {
      buckets: all.flatMap(({ google = [] }) => google),
      projects: { [PROJECT_NUMBER]: { version: 1, bindings: [] }, ...GOOGLE_PROJECTS },
      roles: GOOGLE_ROLES,
    },
    azure: {
      accounts: all.flatMap(({ azureAccounts = [] }) => azureAccounts),
      identities: all.flatMap(({ azureIdentities = [] }) => azureIdentities),
      roleAssignments: all.flatMap(({ azureAssignments = [] }) => azureAssignments),
      roleDefinitions: ROLE_DEFINITIONS,
    },
  };
}
