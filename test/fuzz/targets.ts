// The doors through which text from outside comes in, each as a function that throws for what must never happen.

import { readFileSync } from 'node:fs';
import { evaluate } from '../../src/audit/audit.ts';
import { policyOf } from '../../src/collect/s3/policy.ts';
import { uploadable } from '../../src/deliver/uploadable.ts';
import { readEvidence, readReport } from '../../src/deliver/read.ts';
import { differenceOfEvidence, differenceOfReports } from '../../src/evaluate/difference.ts';
import { parseAddress, parseFileStores } from '../../src/fleet/address.ts';
import { FleetError, fleetOfBuckets, readFleet, selectBuckets } from '../../src/fleet/fleet.ts';
import type { Evidence, Readings } from '../../src/model/evidence.ts';
import type { Provider } from '../../src/model/provider.ts';
import type { Report } from '../../src/model/report.ts';
import { RULES } from '../../rules/index.ts';
import { Broken, checkReport } from './invariants.ts';
import { azureReadings, googleReadings, s3Readings } from './answers.ts';

export interface FuzzTarget {
  readonly name: string;
  readonly run: (text: string) => void | Promise<void>;
}

const NOW = new Date('2026-11-25T00:00:00Z');
const OPTIONS = {
  rules: RULES,
  now: () => NOW,
  runId: 'fuzz',
  tool: { name: 'byob-audit', version: '0' },
};

/** One healthy bucket of each provider, as `byob collect` reads the demo. */
const HEALTHY = JSON.parse(readFileSync(new URL('healthy.json', import.meta.url), 'utf8')) as Evidence;

/** A healthy bucket with some of its readings replaced, judged by every rule. */
export function judged(provider: Provider, readings: Readings): Report {
  const bucket = HEALTHY.buckets.find(({ targets }) => targets[0]?.provider === provider);
  if (bucket === undefined) throw new Error(`no healthy bucket of ${provider}`);
  const evidence = { ...HEALTHY, buckets: [{ ...bucket, readings: { ...bucket.readings, ...readings } }] };
  return evaluate(evidence, OPTIONS);
}

/** Runs what may refuse the text in its own words: the names of its errors. Those words are one line without control characters. */
function refusing<T>(names: readonly string[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Error) || !names.includes(error.name)) throw error;
    const lines =
      error instanceof FleetError ? error.problems.map(({ message }) => message) : [error.message];
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    const bad = lines.find((line) => /[\u0000-\u001f\u007f-\u009f]/.test(line));
    if (bad !== undefined)
      throw new Broken(`an error of several lines: ${JSON.stringify(bad.slice(0, 200))}`);
    return undefined;
  }
}

function runAddress(text: string): void {
  refusing(['FleetError'], () => parseAddress(text));
  parseFileStores(text);
  refusing(['FleetError'], () => fleetOfBuckets([text], {}));
}

const MOST_TARGETS = 10;

function runFleet(text: string): void {
  const fleet = refusing(['FleetError'], () =>
    readFleet(text, 'byob.yaml', { NAME: 'value', KEY: 's3://a' }),
  );
  if (fleet === undefined) return;
  refusing(['FleetError'], () => selectBuckets(fleet, ['s3://acme', text.slice(0, 100)], {}));
  const buckets = [...Map.groupBy(fleet.entries, ({ target }) => target.bucketId)].map(([id, entries]) => ({
    id,
    targets: entries.map(({ target }) => target),
    readings: {},
  }));
  // What many targets take to be judged and shown is no matter of reading the file.
  if (fleet.entries.length > MOST_TARGETS) return;
  const evidence = { ...HEALTHY, waivers: fleet.waivers, buckets };
  const report = evaluate(evidence, OPTIONS);
  checkReport(report);
  // What was read can be written and read again.
  readEvidence(JSON.stringify(evidence));
  readReport(JSON.stringify(report));
}

function runPolicy(text: string): void {
  const value = policyOf(text);
  checkReport(judged('aws', { policy: { status: 'known', value, call: 's3:GetBucketPolicy' } }));
  checkReport(judged('coreweave', { policy: { status: 'known', value, call: 's3:GetBucketPolicy' } }));
  checkReport(judged('aws', { keyPolicy: { status: 'known', value, call: 'kms:GetKeyPolicy' } }));
}

function runEvidence(text: string): void {
  const evidence = refusing(['ReadError'], () => readEvidence(text));
  if (evidence === undefined) return;
  const report = evaluate(evidence, OPTIONS);
  checkReport(report);
  readReport(JSON.stringify(report));
  differenceOfEvidence(HEALTHY, evidence);
  differenceOfEvidence(evidence, HEALTHY);
}

function runReport(text: string): void {
  const report = refusing(['ReadError'], () => readReport(text));
  if (report === undefined) return;
  checkReport(report);
  differenceOfReports(report, report);
  checkReport(evaluate(HEALTHY, { ...OPTIONS, baseline: report }));
}

function runSarif(text: string): void {
  const found = refusing(['NotSarifError', 'PartialScanError'], () => uploadable(text, 'byob-audit'));
  if (found !== undefined) JSON.parse(found.text);
}

async function runAnswers(
  provider: Provider,
  text: string,
  read: (text: string) => Promise<Readings>,
): Promise<void> {
  const report = judged(provider, await read(text));
  checkReport(report);
}

/** Every door, by the name of its folder of seeds. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  { name: 'address', run: runAddress },
  { name: 'fleet', run: runFleet },
  { name: 'policy', run: runPolicy },
  { name: 's3-xml', run: (text) => runAnswers('aws', text, s3Readings) },
  { name: 'google-json', run: (text) => runAnswers('gcp', text, googleReadings) },
  { name: 'azure-json', run: (text) => runAnswers('azure', text, azureReadings) },
  { name: 'evidence', run: runEvidence },
  { name: 'report', run: runReport },
  { name: 'sarif', run: runSarif },
];
