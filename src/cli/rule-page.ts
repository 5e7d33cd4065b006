// One rule as a Markdown page: what `byob explain` prints and `docs/rules/` holds.

import { PROVIDER_NAMES } from '../model/provider.ts';
import type { Provider } from '../model/provider.ts';
import type { Rule } from '../model/rule.ts';
import { severityOf } from '../model/rule.ts';
import type { Target } from '../model/target.ts';
import { commandLines } from '../../reports/fix.ts';

const SCHEMES: Readonly<Record<Provider, string>> = {
  aws: 's3',
  gcp: 'gs',
  azure: 'az',
  coreweave: 'cw',
  's3-compatible': 's3',
};

export function rulePage(rule: Rule): string {
  const { title, why, references } = rule.docs;
  const sections = [
    `# ${rule.id}`,
    `**${title}** · ${rule.severity} · ${rule.providers.map((p) => PROVIDER_NAMES[p]).join(', ')}`,
    why,
    ...messages(rule),
    ...readings(rule),
    ...rule.providers.flatMap((provider) => providerSection(rule, provider)),
    references.length === 0 ? '' : `## References\n\n${references.map((url) => `- <${url}>`).join('\n')}`,
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function messages(rule: Rule): string[] {
  const rows = Object.entries(rule.messages).map(([id, message]) => {
    const text = typeof message === 'object' ? message.text : message;
    return `| \`${id}\` | ${severityOf(rule, id)} | ${text.replaceAll('|', '\\|').replaceAll('\n', ' ')} |`;
  });
  return rows.length === 0
    ? []
    : ['## Fails with', `| message | severity | text |\n|---|---|---|\n${rows.join('\n')}`];
}

function readings(rule: Rule): string[] {
  const facets = [...rule.reads, ...rule.considers];
  if (facets.length === 0) return ['It reads the declaration only, nothing of the bucket.'];
  return [`It reads: ${facets.map((facet) => `\`${facet}\``).join(', ')}.`];
}

function providerSection(rule: Rule, provider: Provider): string[] {
  const target = exampleTarget(provider);
  const verify = rule.docs.verify[provider]?.(target);
  const fix = rule.docs.remediation[provider]?.({ target, readings: {}, violations: [] });
  const parts = [`## ${PROVIDER_NAMES[provider]}`];
  if (verify !== undefined) parts.push('Verify:', fence('sh', commandLines(verify)));
  if (fix !== undefined) {
    parts.push(`Fix: ${fix.text}`);
    if (fix.document !== undefined) {
      parts.push(`\`${fix.document.file}\`:`, fence('json', JSON.stringify(fix.document.content, null, 2)));
    }
    if (fix.command !== undefined) parts.push(fence('sh', commandLines(fix.command)));
  }
  return parts;
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** The bucket of the examples: `acme-wandb` on a Dedicated deployment. */
function exampleTarget(provider: Provider): Target {
  const host =
    provider === 's3-compatible' ? 'minio.acme.example:9000/' : provider === 'azure' ? 'acme/' : '';
  const bucketId = `${SCHEMES[provider]}://${host}acme-wandb`;
  return {
    id: bucketId,
    bucketId,
    provider,
    bucket: 'acme-wandb',
    ...(provider === 'azure' && { account: 'acme' }),
    subpath: '',
    level: 'instance',
    address: { form: 'plain', text: bucketId, scheme: SCHEMES[provider], hasCredentials: false, faults: [] },
    ...(provider === 's3-compatible' && { endpoint: 'https://minio.acme.example:9000' }),
    region: 'eu-west-1',
    deployment: {
      type: 'dedicated',
      origin: 'https://acme.wandb.io',
      customerNamespace: 'acme',
      teamBuckets: [],
      instanceBuckets: [bucketId],
    },
    peers: [],
    location: { file: 'byob.yaml', line: 5, column: 5 },
  };
}
