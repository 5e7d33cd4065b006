// The rules of a SARIF file: one descriptor for each rule and severity in use, with what to do about it.

import { PROVIDER_NAMES } from '../src/model/provider.ts';
import type { Report, ReportRule } from '../src/model/report.ts';
import type { Remediation } from '../src/model/rule.ts';
import { EVIDENCE_READABLE } from '../src/model/rule.ts';
import type { Severity } from '../src/model/severity.ts';
import type { Alert } from './alerts.ts';
import { sentence } from './alerts.ts';
import { commandLines } from './fix.ts';
import { block, code, prose } from './markdown-text.ts';
import { printable, printableLines } from './printable.ts';

export const LEVELS = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const;

/** GitHub wants a string, and over 9.0 for critical; a number makes it refuse the file. */
const SECURITY_SEVERITY = { critical: '9.5', high: '8.0', medium: '5.0', low: '2.0' } as const;

/** GitHub's limit for descriptions. */
const DESCRIPTION = 1024;
/** Longer documents are left to the other reports: help is to be read. */
const DOCUMENT = 4000;

const EVIDENCE_RULE: ReportRule = {
  id: EVIDENCE_READABLE,
  severity: 'medium',
  title: 'Everything the rules need can be read',
  why: 'What cannot be read cannot be verified: a fault there stays unseen.',
  references: [],
};

/** The id of a descriptor and its index in the run. */
export interface DescriptorPlace {
  readonly id: string;
  readonly index: number;
}

/**
 * Descriptors in the catalogue's order, and where each alert finds its own. A descriptor carries one severity, so a rule
 * has one for each in use: `https-only`, and `https-only/low` where a message's severity is its own.
 */
export function descriptorsOf(
  report: Report,
  alerts: readonly Alert[],
): { descriptors: object[]; placeOf: (alert: Alert) => DescriptorPlace } {
  const rules = new Map([EVIDENCE_RULE, ...report.rules].map((rule, order) => [rule.id, { rule, order }]));
  const keyOf = ({ ruleId, severity }: Alert): string => `${ruleId}/${severity}`;
  const groups = [...Map.groupBy(alerts, keyOf)].map(([key, group]) => {
    const { ruleId, severity } = group[0] as Alert;
    const known = rules.get(ruleId) ?? {
      rule: { ...EVIDENCE_RULE, id: ruleId, title: ruleId },
      order: rules.size,
    };
    const id = severity === known.rule.severity ? ruleId : `${ruleId}/${severity}`;
    return { ...known, key, group, severity, id };
  });
  const ordered = groups.toSorted((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
  const places = new Map(ordered.map(({ key, id }, index) => [key, { id, index }]));
  return {
    descriptors: ordered.map(({ id, rule, severity, group }) => descriptor(id, rule, severity, group)),
    placeOf: (alert) => places.get(keyOf(alert)) as DescriptorPlace,
  };
}

/** What can be a link in every reader; a report file may hold anything. */
const LINK = /^https:\/\/[\w.~:/?#@!$&'()*+,;=%-]+$/;

function descriptor(id: string, given: ReportRule, severity: Severity, alerts: readonly Alert[]): object {
  const rule = { ...given, title: printable(given.title), why: printable(given.why) };
  const { title, why, references } = rule;
  const links = references.filter((url) => LINK.test(url));
  const [helpUri] = links;
  return {
    id,
    shortDescription: { text: clip(sentence(title)) },
    fullDescription: { text: clip(sentence(why)) },
    help: { text: helpText(rule, alerts, links), markdown: helpMarkdown(rule, alerts, links) },
    ...(helpUri !== undefined && { helpUri }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: ['security', 'wandb', 'byob'],
      precision: 'high',
      'security-severity': SECURITY_SEVERITY[severity],
    },
  };
}

function clip(text: string): string {
  return text.length <= DESCRIPTION ? text : `${text.slice(0, DESCRIPTION - 3).toWellFormed()}...`;
}

interface Example {
  readonly provider: string;
  readonly bucket: string;
  readonly remediation: Remediation;
}

/** What to do at the first bucket of each provider: with its real names, ready to be run. */
function examplesOf(alerts: readonly Alert[]): Example[] {
  const examples = new Map<string, Example>();
  for (const { target, finding } of alerts) {
    if (target === undefined || finding?.remediation === undefined || examples.has(target.provider)) continue;
    const provider = PROVIDER_NAMES[target.provider];
    examples.set(target.provider, {
      provider,
      bucket: target.bucketId,
      remediation: finding.remediation,
    });
  }
  return [...examples.values()];
}

function helpText(rule: ReportRule, alerts: readonly Alert[], links: readonly string[]): string {
  const fixes = examplesOf(alerts).map(({ provider, bucket, remediation: { text, command } }) => {
    const run = command === undefined ? '' : `\n${printableLines(commandLines(command)).join('\n')}`;
    return `${provider}, ${printable(bucket)}: ${printable(text)}${run}`;
  });
  return [rule.title, rule.why, ...fixes, advice(rule, (command) => command), ...links].join('\n\n');
}

function helpMarkdown(rule: ReportRule, alerts: readonly Alert[], links: readonly string[]): string {
  const fixes = examplesOf(alerts).map(({ provider, bucket, remediation }) =>
    [`### Fix on ${provider}`, `For ${code(bucket)}: ${prose(remediation.text)}`, ...parts(remediation)].join(
      '\n\n',
    ),
  );
  const more = links.map((url) => `- <${url}>`).join('\n');
  return [`## ${prose(rule.title)}`, prose(rule.why), ...fixes, advice(rule, code), more]
    .filter((part) => part !== '')
    .join('\n\n');
}

function parts({ command, document }: Remediation): string[] {
  const shown: string[] = [];
  if (command !== undefined) shown.push(block(commandLines(command), 'sh').trimEnd());
  if (document === undefined) return shown;
  const content = JSON.stringify(document.content, null, 2);
  const short = content.length <= DOCUMENT;
  shown.push(`${code(document.file)}${short ? ':' : ' is in the html and json reports.'}`);
  if (short) shown.push(block(content, 'json').trimEnd());
  return shown;
}

function advice({ id }: ReportRule, command: (text: string) => string): string {
  const grant =
    id === EVIDENCE_READABLE ? ` ${command('byob permissions')} prints what to grant to read the rest.` : '';
  return `${command(`byob explain ${id}`)} shows how to verify and fix it.${grant}`;
}
