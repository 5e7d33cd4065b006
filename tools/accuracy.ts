// `npm run accuracy`: audits the accuracy table, prints precision and recall of each rule and writes docs/accuracy.md.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { auditTable } from '../test/accuracy/audited.ts';
import type { Outcome } from '../test/accuracy/audited.ts';
import { differences, measure, precision, recall } from '../test/accuracy/measured.ts';
import type { Measure } from '../test/accuracy/measured.ts';
import { QUESTIONS } from '../test/accuracy/peers.ts';
import type { PeersMeasured } from '../test/accuracy/peers.ts';
import { TABLE } from '../test/accuracy/table.ts';

const root = new URL('../', import.meta.url);
const outcomes = await auditTable(TABLE);
const measures = measure(outcomes);
const wrong = differences(outcomes);

for (const one of measures) {
  const { rule, found, missed, invented, silent } = one;
  const counts = `${pad(found)} found ${pad(missed)} missed ${pad(invented)} invented ${pad(silent)} silent`;
  process.stdout.write(
    `${rule.padEnd(34)} ${counts}  precision ${percent(precision(one))} recall ${percent(recall(one))}\n`,
  );
}
process.stdout.write(`${TABLE.length} buckets, ${outcomes.length} uses of them, ${wrong.length} differ\n`);
for (const line of wrong) process.stdout.write(`${line}\n`);

const peers = new URL('test/accuracy/peers.json', root);
const measured = existsSync(peers) ? (JSON.parse(readFileSync(peers, 'utf8')) as PeersMeasured) : undefined;
const page = [
  intro(),
  counts(outcomes),
  rules(measures),
  firstRun(),
  limits(),
  ...(measured ? [others(measured)] : []),
];
writeFileSync(
  fileURLToPath(new URL('docs/accuracy.md', root)),
  await format(page.join('\n\n'), { parser: 'markdown', printWidth: 110 }),
);
process.exitCode = wrong.length === 0 ? 0 : 1;

function pad(count: number): string {
  return String(count).padStart(4);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function table(heads: readonly string[], lines: readonly (readonly (string | number)[])[]): string {
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [row(heads), row(heads.map((_, index) => (index === 0 ? '---' : '---:'))), ...lines.map(row)].join(
    '\n',
  );
}

function intro(): string {
  return `# Accuracy

<!-- Written by \`npm run accuracy\`; CI runs it and finds no difference. -->

\`test/accuracy/\` is a table of whole buckets: the configuration as the vendor's own API answers it, how the fleet file declares it, the findings it must have, and the reason in one sentence, with a link where it is not obvious. Each row is audited over the wire, by the real SDKs against the sandbox, under all rules; it must have exactly the findings of its row, of whatever severity, and leave exactly the named rules open. One finding more or less fails the test.

The truth is reasoned from the documentation of the clouds and of W&B. What must be found was written down before the row was audited for the first time.`;
}

function counts(all: readonly Outcome[]): string {
  const of = (prefix: string): Outcome[] => all.filter(({ row }) => row.id.startsWith(prefix));
  const line = (name: string, prefix: string): (string | number)[] => {
    const ours = of(prefix);
    const findings = ours.reduce((sum, { target }) => sum + target.finds.length, 0);
    const quiet = ours.filter(({ target }) => target.finds.length === 0).length;
    return [name, new Set(ours.map(({ row }) => row.id)).size, ours.length, findings, quiet];
  };
  return `## The table\n\n${table(
    ['provider', 'buckets', 'uses', 'findings', 'uses without any'],
    [
      line('Amazon S3', 'aws'),
      line('Google Cloud Storage', 'gcs'),
      line('Azure Blob Storage', 'az-'),
      line('CoreWeave', 'coreweave'),
      line('S3-compatible', 'store'),
      line('all', ''),
    ],
  )}`;
}

function rules(all: readonly Measure[]): string {
  const sum = (key: 'found' | 'missed' | 'invented' | 'silent'): number =>
    all.reduce((total, one) => total + one[key], 0);
  const whole = {
    found: sum('found'),
    missed: sum('missed'),
    invented: sum('invented'),
    silent: sum('silent'),
  };
  const line = (name: string, one: Omit<Measure, 'rule' | 'severity'>): (string | number)[] => [
    name,
    one.found,
    one.missed,
    one.invented,
    one.silent,
    percent(precision(one)),
    percent(recall(one)),
  ];
  return `## Rules

Found: it must be found, and is. Missed: it must be, and is not. Invented: it is, and must not be. Silent: the rule gave its verdict, and rightly none.

${table(
  ['rule', 'found', 'missed', 'invented', 'silent', 'precision', 'recall'],
  [...all.map((one) => line(`[${one.rule}](rules/${one.rule}.md)`, one)), line('all', whole)],
)}`;
}

/** What was learned when each row was audited for the first time: kept, for a table that agrees proves little by itself. */
function firstRun(): string {
  return `## The first run

Most of the table was written in two drafts of 450 and 55 uses. When each was audited for the first time, 488 agreed and 17 did not; the rows that came later agreed at once.

- Five were faults of ours, and are mended. \`s3:GetObject*\` missing as a whole was two findings; a dying key was also told not to rotate; a placeholder as CoreWeave's organization was two findings; a policy for everyone under the paths of one organization counted as open to the world; a grant of \`bucket/\${variable}/*\` counted as one of the whole bucket under a condition, and is none whatever the variable is.
- Seven were faults of the expectation. Three rows about the order of CORS rules and one about SSE-C expected two findings, or another rule's, for one fault; one forgot that W&B puts the bucket of an S3-compatible store into the path; one that listing objects is asked of the bucket; one is below.
- Five were faults of the row: a key that was not there, ACLs left out of an answer, a wrong secret, and what follows from an open result.`;
}

function limits(): string {
  return `## What it does not prove

- Rows are made up by who wrote the rules. They hold what the documentation says, not what a cloud does beside it; recorded answers and emulators are held against the sandbox elsewhere in \`test/\`.
- Precision and recall of 100 % say that nothing is known to be wrong. They are no estimate for buckets unlike these.
- What stands above a bucket (service control policies, organization policies, deny policies of Google, Azure policies) is in no row: it cannot be read from the bucket.
- Known, and meant so: on Google Cloud Storage \`matchesStorageClass\` does not limit a deletion, for objects move between classes. A rule about a class that no object ever has is reported all the same.`;
}

function others({ date, versions, buckets, leftOut, results, wrong: errors, notes }: PeersMeasured): string {
  const tools = Object.entries(versions).map(([tool, version]) => `${tool} ${version}`);
  const sections = QUESTIONS.map(({ id, text, checks }) => {
    const lines = results.filter(({ question }) => question === id);
    const names = [...checks.prowler, ...checks.cloudsploit].map((name) => `\`${name}\``).join(', ');
    const marks = errors.filter(({ question }) => question === id);
    const list = Map.groupBy(marks, ({ tool, truth }) => `${tool} ${truth === 'yes' ? 'misses' : 'invents'}`);
    return [
      `### ${text}`,
      `Asked of the others: ${names}.`,
      table(
        ['tool', 'found', 'missed', 'invented', 'silent', 'unanswered', 'precision', 'recall'],
        lines.map((one) => [
          one.tool,
          one.found,
          one.missed,
          one.invented,
          one.silent,
          one.unanswered,
          one.found + one.invented === 0 ? '–' : percent(precision(one)),
          one.found + one.missed === 0 ? '–' : percent(recall(one)),
        ]),
      ),
      ...[...list].map(
        ([who, at]) => `${who}: ${at.map(({ bucket }) => bucket.replace(/^aws-/, '')).join(', ')}.`,
      ),
    ].join('\n\n');
  });
  return `## Beside other tools

${buckets} buckets of the table loaded into moto and read by each tool, byob-audit as well, on ${date}: ${tools.join(', ')}. \`npm run bench:accuracy\` does it again. The truth is the table's, and byob-audit was brought to agree with it: the comparison tells about the others, for the questions that they ask as well. Rows were chosen for the many forms one thing can be written in, right and wrong: the shares say which forms a tool reads, not how often it errs on everyday buckets.

They claim other things than this tool does. Neither knows W&B: whether its principal is granted and not denied, whether its key may be used, whether its front end gets through CORS, whether a lifecycle rule deletes run history (both want a bucket to have lifecycle rules, whatever they delete) is asked by none of them. They in turn read hundreds of services that this tool does not know.

"Unanswered": the tool says nothing about the bucket, or neither yes nor no (\`WARN\`). CloudSploit's checks of policy and ACL do not claim to weigh block public access, so it is asked only where nothing blocks. ${leftOut.length === 0 ? '' : `Left out, for moto does not hold them as they are: ${leftOut.map((id) => id.replace(/^aws-/, '')).join(', ')}.`}

${sections.join('\n\n')}${notes.length === 0 ? '' : `\n\n### Seen on the way\n\n${notes.map((note) => `- ${note}`).join('\n')}`}`;
}
