// The table of docs/permissions.md: what a scan cannot verify without each permission.

import { format } from 'prettier';
import type { Cloud, Lost, Unlisted } from './least-privilege.ts';

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

const SEARCHES = `## Fleets with \`discover\`

\`--discover\` adds what listing takes. A search that lacks a permission, one of these or one that every scan has, is open
itself: the result of [evidence-readable](rules/evidence-readable.md) stands on its line in the fleet file, the exit code is 3,
and what was found is audited. Each search here is for every bucket by name and, on Amazon, by tag.
`;

/** The whole page. */
export async function permissionsPage(lost: readonly Lost[], unlisted: readonly Unlisted[]): Promise<string> {
  const tables = [...Map.groupBy(lost, ({ cloud }) => cloud)].map(
    ([cloud, own]) => `## ${CLOUD_TITLES[cloud]}\n\n${tableOf(own)}\n`,
  );
  return format([INTRODUCTION, ...tables, SEARCHES, searchTable(unlisted)].join('\n'), {
    parser: 'markdown',
    printWidth: 110,
  });
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

function searchTable(unlisted: readonly Unlisted[]): string {
  const rows = unlisted.map(({ permission, found, message }) => {
    const [, said = message] = message.split(
      ' could not be listed in full, buckets may be missing from this report: ',
    );
    return `| \`${permission}\` | ${found} | \`${said}\` |`;
  });
  return ['| without | found | what could not be listed |', '|---|---|---|', ...rows].join('\n');
}
