// `npm run build:docs`: writes every checked-in file that is made from code; CI runs it and finds no difference.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { awsPermissions, azurePermissions, gcpPermissions } from '../src/collect/permissions.ts';
import { facetsOf } from '../src/model/rule.ts';
import { programOf } from '../src/cli/cli.ts';
import { rulePage } from '../src/cli/rule-page.ts';
import { RULES } from '../rules/index.ts';

const docs = fileURLToPath(new URL('../docs/', import.meta.url));
const pages = `${docs}rules/`;

mkdirSync(pages, { recursive: true });
for (const file of readdirSync(pages)) rmSync(`${pages}${file}`);
for (const rule of RULES) await markdown(`${pages}${rule.id}.md`, rulePage(rule));

const rows = RULES.map(
  ({ id, severity, providers, docs: { title } }) =>
    `| [${id}](${id}.md) | ${severity} | ${providers.join(', ')} | ${title} |`,
);
await markdown(
  `${pages}README.md`,
  `# Rules\n\n${RULES.length} rules. Each page tells what the rule wants, why, how to verify it and how to fix it.\n\n| rule | severity | providers | requirement |\n|---|---|---|---|\n${rows.join('\n')}\n`,
);

for (const [cloud, permissions] of Object.entries({
  aws: awsPermissions,
  azure: azurePermissions,
  gcp: gcpPermissions,
}))
  writeFileSync(
    `${docs}permissions-${cloud}.json`,
    `${JSON.stringify(permissions(facetsOf(RULES)), null, 2)}\n`,
  );

const stream = new PassThrough();
const io = {
  stdout: stream,
  stderr: stream,
  env: {},
  now: () => new Date(0),
  signal: new AbortController().signal,
};
const program = programOf(io, () => undefined);
const helps = [program, ...program.commands].map(
  (command) =>
    `## ${command === program ? 'byob' : `byob ${command.name()}`}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`,
);
await markdown(`${docs}cli.md`, `# The command line\n\n${helps.join('\n')}`);

function helpOf(
  command:
    | { configureOutput: typeof program.configureOutput; outputHelp: () => void }
    | (typeof program.commands)[number],
): string {
  let text = '';
  command.configureOutput({ writeOut: (chunk) => (text += chunk) });
  command.outputHelp();
  return text.trimEnd();
}

async function markdown(file: string, text: string): Promise<void> {
  writeFileSync(file, await format(text, { parser: 'markdown', printWidth: 110 }));
}
