// What must hold of every report whatever a bucket, a file or a service said: no crash, no command, no markup of theirs.

import { FORMATS } from '../../reports/index.ts';
import type { RenderOptions } from '../../src/model/format.ts';
import type { Report } from '../../src/model/report.ts';

/** Longest time for an input of 20 KB, milliseconds. */
export const MOST_MS = 1000;

export class Broken extends Error {
  override readonly name = 'Broken';
}

/** Control characters but line feed, bidirectional controls, zero-width and tag characters, lone surrogates. */
const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/u;

const OPTIONS: RenderOptions = { color: false, width: 80, minSeverity: 'low', verbose: true };
/** All that a page is made of; `svg` and its parts are the charts. */
const TAGS =
  /^(?:!doctype|a|article|aside|body|button|circle|code|col|colgroup|dd|details|div|dl|dt|em|figcaption|figure|footer|g|h[1-6]|head|header|hr|html|i|input|label|li|line|main|mark|meta|nav|ol|option|p|path|polyline|pre|rect|section|select|small|span|strong|style|script|summary|svg|table|tbody|td|text|tfoot|th|thead|title|time|tr|ul|b|br|kbd|caption|fieldset|legend|output)$/i;

/** Renders the report in every format and throws {@link Broken} for what one lets through. */
export function checkReport(report: Report): void {
  for (const { message = '', remediation, ruleId } of report.results) {
    if (/the check itself failed/.test(message)) throw new Broken(`${ruleId}: ${message}`);
    if (/could not be written/.test(remediation?.text ?? '')) {
      throw new Broken(`${ruleId}: ${remediation?.text ?? ''}`);
    }
  }
  for (const format of FORMATS) {
    const text = [...format.render(report, OPTIONS)].join('');
    const unseen = format.name === 'json' ? null : UNSEEN.exec(text.replaceAll('\r\n', '\n'));
    if (unseen !== null) throw new Broken(`${format.name}: ${JSON.stringify(around(text, unseen.index))}`);
    CHECKS[format.name]?.(text);
  }
  for (const name of pageNames(report)) {
    if (!/^b-[0-9a-f]{32}\.html$/.test(name)) throw new Broken(`html: a page ${JSON.stringify(name)}`);
  }
}

function pageNames(report: Report): string[] {
  const html = FORMATS.find(({ name }) => name === 'html');
  const split = html?.split?.(report, OPTIONS, 'report.html');
  return split === undefined ? [] : [...split.pages].map(({ file }) => file);
}

function around(text: string, index: number): string {
  return text.slice(Math.max(0, index - 60), index + 60);
}

const CHECKS: Readonly<Record<string, (text: string) => void>> = {
  json: parse,
  sarif: parse,
  gitlab: parse,
  ocsf: eachLineParses,
  jsonl: eachLineParses,
  html: checkHtml,
  csv: (text) => refuse(text, /(?:^|[\n,])"?[=+@\t\r-]/m, 'csv: a cell that is a formula'),
  text: checkLog,
  github: (text) =>
    refuse(text, /^\s*::(?!(?:error|warning|notice) )|##(?:vso)?\[/m, 'github: another command'),
  markdown: (text) => refuse(text, /^\s*::|##(?:vso)?\[/m, 'markdown: a command of a runner'),
};

function parse(text: string): void {
  JSON.parse(text);
}

function eachLineParses(text: string): void {
  const trimmed = text.trim();
  if (trimmed.startsWith('[')) return parse(trimmed);
  for (const line of trimmed.split('\n')) if (line !== '') parse(line);
}

function refuse(text: string, what: RegExp, name: string): void {
  const found = what.exec(text);
  if (found !== null) throw new Broken(`${name}: ${JSON.stringify(around(text, found.index))}`);
}

function checkLog(text: string): void {
  refuse(text, /^\s*::|##(?:vso)?\[/m, 'text: a command of a runner');
}

/** Every tag is one of ours, none has a handler; styles and scripts are the two that the page's policy allows. */
function checkHtml(text: string): void {
  const page = text.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '');
  for (const [tag, name = ''] of page.matchAll(/<\/?([!a-z][^\s>/]*)[^>]*>?/gi)) {
    const names = tag.replace(/"[^"]*"/g, '""');
    if (
      !TAGS.test(name) ||
      /\son\w+\s*=/i.test(names) ||
      /(?:href|src|action)="\s*(?!https:|#|[\w-]+\/|\.\.\/|")/i.test(tag)
    ) {
      throw new Broken(`html: ${JSON.stringify(tag.slice(0, 120))}`);
    }
  }
  refuse(page, /<(?:script|style)\b/i, 'html: a script or a style');
}

/** Throws {@link Broken} where something was put onto the objects that all others inherit from. */
export function checkPrototypes(): void {
  const polluted = [Object.prototype, Array.prototype, Function.prototype, String.prototype].some(
    (prototype) => Object.keys(prototype).length > 0,
  );
  if (polluted) throw new Broken('a prototype was changed');
}
