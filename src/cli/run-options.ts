// The options that several commands share, declared once.

import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { FailOn } from '../evaluate/report.ts';
import { webOriginOf } from '../fleet/fleet.ts';
import { DEPLOYMENT_TYPES } from '../model/provider.ts';
import { SEVERITIES } from '../model/severity.ts';
import { FORMATS } from '../../reports/index.ts';

/** Collects a repeatable option. */
function each(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

function positive(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('must be a whole number of 1 or more.');
  return number;
}

/** A timer cannot wait longer than 24 days: beyond, it would not wait at all. */
const MOST_SECONDS = 86_400;

export function secondsOrNone(value: string): number {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!(number >= 0 && number <= MOST_SECONDS)) {
    throw new InvalidArgumentError('must be seconds, at most one day.');
  }
  return number;
}

export function seconds(value: string): number {
  const number = secondsOrNone(value);
  if (number === 0) throw new InvalidArgumentError('must be seconds greater than 0.');
  return number;
}

function webOrigin(value: string): string {
  const origin = webOriginOf(value);
  if (origin === undefined) {
    throw new InvalidArgumentError('must be scheme, host and port only, like https://acme.wandb.io');
  }
  return origin;
}

function categoryName(value: string): string {
  const name = value.replace(/\/+$/, '');
  if (name.trim() === '') throw new InvalidArgumentError('must be a name, like nightly or fleet/eu.');
  return name;
}

const none: readonly string[] = [];
const FAIL_ON = [
  ...SEVERITIES,
  ...SEVERITIES.map((severity) => `new:${severity}` as const),
] as readonly FailOn[];

export const bucketOption = new Option(
  '--bucket <address>',
  'a bucket: a plain name (s3://acme-wandb) or a storage address; repeatable',
)
  .argParser(each)
  .default(none as string[], 'all of the fleet file');
export const fleetOption = new Option(
  '--fleet <file>',
  'the fleet file (default: ./byob.yaml where it exists)',
);
export const deploymentOption = new Option('--deployment <type>', 'how W&B is run, for --bucket').choices(
  DEPLOYMENT_TYPES as ['dedicated', 'multi-tenant', 'self-managed'],
);
export const originOption = new Option(
  '--origin <url>',
  'the W&B front end that browsers load, for --bucket (multi-tenant: https://wandb.ai)',
).argParser(webOrigin);
export const formatOption = new Option(
  '--format <name[:file]>',
  `${FORMATS.map(({ name }) => name).join(', ')}; with a file written there, else to stdout; repeatable`,
)
  .argParser(each)
  .default(none as string[], 'text');
export const deliveryOption = new Option(
  '--output <place>',
  's3://bucket/prefix, gs://bucket/prefix, az://account/container/prefix or a folder: report.html, byob.sarif and report.json go there, too',
);
export const categoryOption = new Option(
  '--category <name>',
  'in sarif: what tells this audit from others of the repository (default: byob-audit)',
).argParser(categoryName);
export const failOnOption = new Option(
  '--fail-on <severity>',
  'exit 1 for findings this bad or worse; new:SEVERITY: only for those that the baseline has not',
)
  .choices(FAIL_ON)
  .default('high' as const);
export const baselineOption = new Option(
  '--baseline <file>',
  'an earlier json report of this fleet: results are new, unchanged or fixed since',
);
export const historyOption = new Option(
  '--history <file>',
  'add this run to a JSON Lines file; reports show the trend',
);
export const minSeverityOption = new Option(
  '--min-severity <severity>',
  'show findings this bad or worse; never changes the exit code',
)
  .choices(SEVERITIES as ['critical', 'high', 'medium', 'low'])
  .default('low' as const);
export const ruleOption = new Option('--rule <id>', 'only this rule; repeatable')
  .argParser(each)
  .default(none as string[], 'all rules');
export const concurrencyOption = new Option('--concurrency <n>', 'calls in flight')
  .argParser(positive)
  .default(128);
export const timeoutOption = new Option('--timeout <seconds>', 'time-out of one call')
  .argParser(seconds)
  .default(20);
export const quietOption = new Option('-q, --quiet', 'no progress on stderr');
export const verboseOption = new Option(
  '-v, --verbose',
  'show all there is: passed rules, evidence, verify commands',
);
