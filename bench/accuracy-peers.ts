// The questions of test/accuracy/peers.ts, answered by other tools: gives the buckets to load, and scores what the tools said.

import { readFileSync, writeFileSync } from 'node:fs';
import { AWS_TABLE } from '../test/accuracy/table.ts';
import { auditAt, ruleOf } from '../test/accuracy/audited.ts';
import { ACCOUNT } from '../test/accuracy/aws-case.ts';
import type { AccuracyCase } from '../test/accuracy/case.ts';
import { QUESTIONS } from '../test/accuracy/peers.ts';
import type { Answer, Confusion, PeersMeasured, Question } from '../test/accuracy/peers.ts';
import type { SandboxBucket } from '../src/sandbox/world.ts';

/** Where the log files of all buckets go. */
const LOGS: SandboxBucket = {
  name: 'acme-logs',
  region: 'eu-west-1',
  ownership: 'BucketOwnerPreferred',
  acl: {
    Owner: { ID: '75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a' },
    Grants: ['WRITE', 'READ_ACP'].map((Permission) => ({
      Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/s3/LogDelivery' },
      Permission,
    })),
  },
};

function bucketOf({ world }: AccuracyCase): SandboxBucket | undefined {
  return world.buckets?.[0];
}

/** A policy whose Statement is one object: whether S3 itself ever returns it so is not known. */
function hasOneStatement({ policy }: SandboxBucket): boolean {
  return typeof policy === 'object' && !Array.isArray((policy as { Statement?: unknown }).Statement);
}

/** Rows of the account that the tools scan. */
const ROWS = AWS_TABLE.filter((row) => (bucketOf(row)?.account ?? ACCOUNT) === ACCOUNT);
const [ODD, PLAIN] = [true, false].map((odd) =>
  ROWS.filter((row) => hasOneStatement(bucketOf(row) as SandboxBucket) === odd),
) as [AccuracyCase[], AccuracyCase[]];

type Said = Readonly<Record<string, Answer>>;
/** What each check said of each bucket. */
type Checks = Readonly<Record<string, Said>>;

interface ProwlerFinding {
  readonly status_code: 'PASS' | 'FAIL' | 'MANUAL';
  readonly metadata: { readonly event_code: string };
  readonly resources: readonly { readonly name: string; readonly uid: string }[];
}

function prowlerChecks(file: string): Checks {
  const findings = JSON.parse(readFileSync(file, 'utf8')) as ProwlerFinding[];
  const checks: Record<string, Record<string, Answer>> = {};
  for (const { status_code: status, metadata, resources } of findings) {
    const bucket = resources[0]?.uid.split(':').at(-1) ?? '';
    const answer = status === 'FAIL' ? 'yes' : status === 'PASS' ? 'no' : 'none';
    (checks[metadata.event_code] ??= {})[bucket] = answer;
  }
  return checks;
}

interface CloudsploitResult {
  readonly plugin: string;
  readonly resource: string;
  readonly status: 'OK' | 'WARN' | 'FAIL' | 'UNKNOWN';
}

function cloudsploitChecks(folder: string): Checks {
  const plugins = QUESTIONS.flatMap(({ checks }) => checks.cloudsploit);
  const read = (plugin: string): CloudsploitResult[] =>
    JSON.parse(readFileSync(`${folder}/cloudsploit-${plugin}.json`, 'utf8')) as CloudsploitResult[];
  return Object.fromEntries(
    plugins.map((plugin) => [
      plugin,
      Object.fromEntries(
        read(plugin).map(({ resource, status }) => [
          resource.split(':').at(-1) ?? '',
          status === 'FAIL' ? 'yes' : status === 'OK' ? 'no' : 'none',
        ]),
      ),
    ]),
  );
}

/** What our rules say of the buckets in moto; `checks` are the rules' ids. */
async function ownChecks(rows: readonly AccuracyCase[]): Promise<Checks> {
  const { MOTO_URL: url = '' } = process.env;
  const env = {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
  };
  const checks: Record<string, Record<string, Answer>> = {};
  for (const { row, found, judged } of await auditAt(rows, { env, url })) {
    const bucket = bucketOf(row)?.name ?? '';
    for (const rule of judged) {
      const said = (checks[rule] ??= {});
      if (said[bucket] !== 'yes') said[bucket] = found.some((one) => ruleOf(one) === rule) ? 'yes' : 'no';
    }
  }
  return checks;
}

/** Yes where one check says so; no only where all do. */
function answerOf(checks: Checks, asked: readonly string[], bucket: string): Answer {
  const said = asked.map((check) => checks[check]?.[bucket] ?? 'none');
  if (said.includes('yes')) return 'yes';
  return said.every((answer) => answer === 'no') ? 'no' : 'none';
}

/** Found on any use of the bucket. */
function truthOf({ targets }: AccuracyCase, { rules }: Question): Answer {
  const isFound = targets.some(({ finds }) => finds.some((one) => rules.includes(ruleOf(one))));
  return isFound ? 'yes' : 'no';
}

function isBlocked(row: AccuracyCase): boolean {
  const block = bucketOf(row)?.publicAccessBlock as Record<string, boolean> | undefined;
  return block?.['RestrictPublicBuckets'] === true || block?.['IgnorePublicAcls'] === true;
}

function rowsOf({ id }: Question, rows: readonly AccuracyCase[]): readonly AccuracyCase[] {
  return id === 'public-unblocked' ? rows.filter((row) => !isBlocked(row)) : rows;
}

function confusion(
  question: Question,
  tool: string,
  pairs: readonly (readonly [Answer, Answer])[],
): Confusion {
  const count = (truth: Answer, said: Answer): number =>
    pairs.filter(([wanted, is]) => wanted === truth && is === said).length;
  return {
    question: question.id,
    tool,
    found: count('yes', 'yes'),
    missed: count('yes', 'no'),
    invented: count('no', 'yes'),
    silent: count('no', 'no'),
    unanswered: pairs.filter(([, is]) => is === 'none').length,
  };
}

async function score(folder: string, versions: Readonly<Record<string, string>>): Promise<PeersMeasured> {
  const refused = JSON.parse(readFileSync(`${folder}/refused.json`, 'utf8')) as string[];
  const loaded = PLAIN.filter((row) => !refused.includes(bucketOf(row)?.name ?? ''));
  const tools = {
    'byob-audit': { checks: await ownChecks(loaded), of: 'own' },
    Prowler: { checks: prowlerChecks(`${folder}/prowler.ocsf.json`), of: 'prowler' },
    CloudSploit: { checks: cloudsploitChecks(folder), of: 'cloudsploit' },
  } as const;
  const results: Confusion[] = [];
  const wrong: PeersMeasured['wrong'][number][] = [];
  for (const question of QUESTIONS) {
    const rows = rowsOf(question, loaded);
    for (const [tool, { checks, of }] of Object.entries(tools)) {
      const asked = of === 'own' ? question.rules : question.checks[of];
      if (asked.length === 0) continue;
      const said = rows.map((row) => {
        const bucket = bucketOf(row)?.name ?? '';
        return { bucket, truth: truthOf(row, question), said: answerOf(checks, asked, bucket) };
      });
      results.push(
        confusion(
          question,
          tool,
          said.map((one) => [one.truth, one.said]),
        ),
      );
      wrong.push(
        ...said
          .filter((one) => one.said !== 'none' && one.said !== one.truth)
          .map((one) => ({ question: question.id, tool, ...one })),
      );
    }
  }
  return {
    date: new Date().toISOString().slice(0, 10),
    versions,
    buckets: loaded.length,
    leftOut: [...ODD, ...PLAIN.filter((row) => !loaded.includes(row))].map(({ id }) => id),
    results,
    wrong,
    notes: notesOf(folder),
  };
}

/** What the second run of Prowler gave, with the odd policies beside the others. */
function notesOf(folder: string): string[] {
  const [before, after] = ['prowler.ocsf.json', 'prowler-odd.ocsf.json'].map((file) =>
    prowlerChecks(`${folder}/${file}`),
  );
  const lost = Object.keys(before ?? {}).filter((check) => after?.[check] === undefined);
  return lost.length === 0
    ? []
    : [
        `With ${ODD.length} buckets more, whose policies have one statement without the list around it, Prowler has no result of ${lost.map((check) => `\`${check}\``).join(', ')} for any bucket: an exception ends the check. Whether S3 ever returns a policy in that form is not known; moto stores it as it is sent.`,
      ];
}

const [, , command, folder = '', ...rest] = process.argv;
if (command === 'buckets') process.stdout.write(JSON.stringify([LOGS, ...PLAIN.map(bucketOf)]));
if (command === 'odd') process.stdout.write(JSON.stringify(ODD.map(bucketOf)));
if (command === 'plugins') {
  const plugins = QUESTIONS.flatMap(({ checks }) => checks.cloudsploit);
  process.stdout.write(`${[...new Set(plugins)].join('\n')}\n`);
}
if (command === 'checks') {
  const checks = QUESTIONS.flatMap(({ checks: { prowler } }) => prowler);
  process.stdout.write(`${[...new Set(checks)].join('\n')}\n`);
}
if (command === 'score') {
  const versions = Object.fromEntries(rest.map((pair) => pair.split('=') as [string, string]));
  const file = new URL('../test/accuracy/peers.json', import.meta.url);
  writeFileSync(file, `${JSON.stringify(await score(folder, versions), null, 2)}\n`);
}
