// JSON for people: short values in one line, and the offending part of a facet marked where it stands.

import type { JsonValue } from '../../src/model/json.ts';
import { isJsonObject } from '../../src/model/json.ts';
import type { Finding } from '../../src/model/report.ts';
import type { Markup } from '../markup.ts';
import { lines, safe } from '../markup.ts';

const INDENT = '  ';
/** What fits in so many columns stands in one line. */
const WIDTH = 84;

/**
 * The evidence with the offending value marked. A report holds that value and the way to it, not what stands beside it:
 * how many entries come before it in a list is told by its index, nothing is told of the rest.
 */
export function markedJson({ evidence = null, evidencePath = '' }: Finding): Markup {
  if (evidencePath === '') return safe`<pre class="json">${lines(prettyJson(evidence))}</pre>`;
  const steps = evidencePath
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const before: string[] = [];
  const after: string[] = [];
  let lead = '';
  for (const [depth, step] of steps.entries()) {
    const isIndex = /^\d+$/.test(step);
    const outer = INDENT.repeat(depth);
    before.push(`${outer}${lead}${isIndex ? '[' : '{'}`);
    if (isIndex && Number(step) > 0) before.push(`${outer}${INDENT}… ${step} before`);
    after.unshift(`${outer}${isIndex ? ']' : '}'}`);
    lead = isIndex ? '' : `${JSON.stringify(step)}: `;
  }
  const inner = INDENT.repeat(steps.length);
  const marked = `${inner}${prettyJson(evidence, inner, lead)}`;
  return safe`<pre class="json"><i>${lines(before.join('\n'))}</i><mark>${lines(marked)}</mark><i>${lines(after.join('\n'))}</i></pre>`;
}

/** JSON in as few lines as are easy to read. `lead` (`"key": `) stands before it, `indent` before its further lines. */
export function prettyJson(value: JsonValue, indent = '', lead = ''): string {
  const flat = flatJson(value);
  if (indent.length + lead.length + flat.length <= WIDTH) return lead + flat;
  const inner = indent + INDENT;
  const entries = Array.isArray(value)
    ? value.map((entry: JsonValue) => prettyJson(entry, inner))
    : isJsonObject(value)
      ? entriesOf(value).map(([key, entry]) => prettyJson(entry, inner, `${JSON.stringify(key)}: `))
      : [];
  if (entries.length === 0) return lead + flat;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${lead}${open}\n${inner}${entries.join(`,\n${inner}`)}\n${indent}${close}`;
}

function flatJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(flatJson).join(', ')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = entriesOf(value).map(([key, entry]) => `${JSON.stringify(key)}: ${flatJson(entry)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function entriesOf(value: { readonly [key: string]: JsonValue | undefined }): [string, JsonValue][] {
  return Object.entries(value).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined);
}
