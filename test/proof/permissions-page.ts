// The table of docs/permissions.md: what a scan cannot verify without each permission.

import { format } from 'prettier';
import type { Cloud, Lost } from './least-privilege.ts';

const CLOUD_TITLES: Readonly<Record<Cloud, string>> = {
  aws: 'Amazon S3',
  gcp: 'Google Cloud Storage',
  azure: 'Azure Blob Storage',
};

const INTRODUCTION = `# What a scan needs to read

\`byob permissions --format aws|gcp|azure\` prints the least that a scan needs, as a policy or a role to be applied:
[aws](permissions-aws.json), [gcp](permissions-gcp.json), [azure](permissions-azure.json); with \`--rule\`, for those rules. Every
one of them reads a configuration; none reads an object, a key or a secret, and none writes.

A scan without one of them goes on. It leaves open ("could not verify") the rules below, and each result names the
permission that is missing. These tables are made by scans against the sandbox that allows all but the one permission:
\`npm test\` makes them again and compares, \`node tools/proof-permissions.ts\` writes this page.

What is not listed: \`sts:GetCallerIdentity\` needs no permission. The key inside a storage address is W&B's own and is tried
with one listing of one name.
`;

/** The whole page. */
export async function permissionsPage(lost: readonly Lost[]): Promise<string> {
  const tables = [...Map.groupBy(lost, ({ cloud }) => cloud)].map(
    ([cloud, own]) => `## ${CLOUD_TITLES[cloud]}\n\n${tableOf(own)}\n`,
  );
  return format([INTRODUCTION, ...tables].join('\n'), { parser: 'markdown', printWidth: 110 });
}

function tableOf(lost: readonly Lost[]): string {
  const rows = lost.map(({ permission, facets, rules }) => {
    const links = rules.map((rule) => `[${rule}](rules/${rule}.md)`);
    const open =
      links.length === 0 ? 'nothing: only the evidence, and its differences, have it' : links.join(', ');
    return `| \`${permission}\` | ${facets.length === 0 ? 'what custom roles allow' : facets.join(', ')} | ${open} |`;
  });
  return ['| without | not known | left open |', '|---|---|---|', ...rows].join('\n');
}
