// HTML that is safe by construction: everything interpolated is escaped unless it is markup already.

import { printable, printableLines } from './printable.ts';

/** Markup made by {@link safe}; the only thing that is not escaped. */
export interface Markup {
  readonly markup: string;
}

type Part = Markup | string | number | undefined | readonly Part[];

/** Tagged template (not called `html`: Prettier would reformat it and change what the page says): texts are made printable and escaped, lists joined, `undefined` left out. Attributes must be quoted. */
export function safe(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: strings.map((string, index) => `${string}${toMarkup(parts[index])}`).join('') };
}

/** Text of several lines, for the content of an element only: quotes, of which JSON is full, stay as they are. */
export function lines(text: string): Markup {
  return { markup: printableLines(text).map(escapeContent).join('\n') };
}

/** A sentence in which backticks set code, as rules write it. */
export function prose(text: string): Markup {
  const parts = text.split(/`([^`]+)`/);
  return safe`${parts.map((part, index) => (index % 2 === 0 ? part : safe`<code>${part}</code>`))}`;
}

/** A link where the address is https, else its text alone. */
export function link(url: string): Markup {
  return url.startsWith('https://') ? safe`<a href="${url}" rel="noreferrer">${url}</a>` : safe`${url}`;
}

function toMarkup(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escape(printable(String(part)));
  return 'markup' in part ? part.markup : part.map(toMarkup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function escapeContent(text: string): string {
  return text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? '');
}

function escape(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
}
