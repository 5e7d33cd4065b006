// One rule as a Markdown page: what `byob explain` prints and `docs/rules/` holds.

import { PROVIDER_NAMES } from '../model/provider.ts';
import type { Provider } from '../model/provider.ts';
import type { Remediation, Rule } from '../model/rule.ts';
import { ENGINE_RULES, severityOf } from '../model/rule.ts';
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
    ...fixes(rule),
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
  if (ENGINE_RULES.includes(rule.id)) return [];
  if (facets.length === 0) return ['It reads the declaration only, nothing of the bucket.'];
  return [`It reads: ${facets.map((facet) => `\`${facet}\``).join(', ')}.`];
}

/** How to verify and mend it, once for all clouds of which the same is said. */
function fixes(rule: Rule): string[] {
  const alike = Map.groupBy(rule.providers, (provider) => howTo(rule, provider).join('\n\n'));
  const sections = [...alike].map(([text, providers]) => {
    const all = providers.length === rule.providers.length && providers.length > 1;
    const title = all ? 'Every provider' : providers.map((p) => PROVIDER_NAMES[p]).join(', ');
    return `## ${title}\n\n${text}`;
  });
  const replaces = rule.providers.some((provider) => exampleFix(rule, provider)?.document !== undefined);
  return replaces ? [EXAMPLE, ...sections] : sections;
}

const EXAMPLE =
  'The fixes below are for a bucket in which nothing is configured yet: applied, they replace what is. A report has the fix for your bucket, with everything else that stands there.';

function exampleFix(rule: Rule, provider: Provider): Remediation | undefined {
  const target = exampleTarget(provider);
  return rule.docs.remediation[provider]?.({ target, readings: {}, violations: [] });
}

function howTo(rule: Rule, provider: Provider): string[] {
  const verify = rule.docs.verify[provider]?.(exampleTarget(provider));
  const fix = exampleFix(rule, provider);
  const parts: string[] = [];
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
