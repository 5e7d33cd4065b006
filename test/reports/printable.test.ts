// What text from outside looks like in a report.

import { expect, test } from 'vitest';
import { printable, printableLines } from '../../reports/printable.ts';

test.each([
  ['plain, ümläut, 日本語, 🪣', 'plain, ümläut, 日本語, 🪣'],
  ['a\nb\tc\rd', 'a\\nb\\tc\\u000dd'],
  [
    '\u001b[31mred\u001b]8;;https://evil.example\u0007',
    '\\u001b[31mred\\u001b]8;;https://evil.example\\u0007',
  ],
  ['\u009b2J', '\\u009b2J'],
  ['txt.\u202egnp', 'txt.\\u202egnp'],
  ['a\u2066b\u200bc\ufeffd\u2028e\u00adf', 'a\\u2066b\\u200bc\\ufeffd\\u2028e\\u00adf'],
  ['tag\u{e0041}', 'tag\\u{e0041}'],
  ['half \ud800 pair', 'half \\ud800 pair'],
])('%j', (text, seen) => {
  expect(printable(text)).toBe(seen);
});

test('line breaks of its own stay', () => {
  expect(printableLines('a \\\n  b\u0000')).toEqual(['a \\', '  b\\u0000']);
});
