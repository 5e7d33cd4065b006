// Text from outside as Markdown that shows it and does nothing else: no markup, no link, no mention, no HTML.

import { printable, printableLines } from './printable.ts';

/**
 * What GitHub and GitLab turn into links after Markdown is parsed, where no backslash helps: mentions, issue numbers,
 * addresses, formulas. In code they stay as they are.
 */
const LINKING = /@|#|\$|:\/\/|www\.|\bgh-(?=\d)/i;

/** Punctuation around a word that is not its own. */
const [OPENING, CLOSING] = ['(["\'', ')"\'].,:;!?'];

/** Code as rules write it, which touches no other word: two code spans side by side would be read as one. Else a word. */
const PIECE = /(?<=^|\s)`([^`]+)`(?=[).,:;!?]*(?:\s|$))|\S+/g;

/** One line of prose. It must not stand at the start of a block, where `-` or `1.` would begin a list. */
export function prose(text: string): string {
  return printable(text).replace(PIECE, (word, written?: string) => {
    if (written !== undefined) return code(written);
    if (!LINKING.test(word)) return escaped(word);
    let [start, end] = [0, word.length];
    while (start < end && OPENING.includes(word.charAt(start))) start++;
    while (end > start && CLOSING.includes(word.charAt(end - 1))) end--;
    return `${escaped(word.slice(0, start))}${code(word.slice(start, end))}${escaped(word.slice(end))}`;
  });
}

function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]{}|~]/g, (mark) => `\\${mark}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** One line as code. Not for tables: there a `|` would end the cell. */
export function code(text: string): string {
  const shown = printable(text);
  const fence = fenceFor(shown, 1);
  // A blank beside the fence is taken off by every reader, and keeps a backtick of the text apart from it.
  const pad = /^`|`$|^ .* $/.test(shown) || shown === '' ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** Lines as a code block. */
export function block(text: string, language = ''): string {
  const shown = printableLines(text).join('\n');
  const fence = fenceFor(shown, 3);
  return `${fence}${language}\n${shown}\n${fence}\n`;
}

/** Backticks, more than any run of them in `text`, and `least` of them. */
function fenceFor(text: string, least: number): string {
  const runs = text.match(/`+/g) ?? [];
  return '`'.repeat(Math.max(least, ...runs.map((run) => run.length + 1)));
}
