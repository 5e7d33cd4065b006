// Text from outside, in every place of a report, through every format. What each format's own reader makes of it is in
// the format's test.

import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../reports/index.ts';
import text from '../../reports/text.ts';
import { HOSTILE, PAYLOADS } from './hostile-report.ts';
import { renderWith } from './render-with.ts';

/** JSON is the report itself, read by machines; all else is looked at. */
const SEEN = FORMATS.filter(({ name }) => name !== 'json');

const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

test('the report holds what must not come out', () => {
  const all = PAYLOADS.join('');
  for (const part of ['\u202e', '\u001b[', '\u0000', '\u200b', '\u{e0041}', '\r', '::error', '##[']) {
    expect(all).toContain(part);
  }
});

test.each(SEEN.map((format) => [format.name, format] as const))('%s: nothing unseen is left', (_, format) => {
  for (const verbose of [false, true]) {
    const shown = renderWith(format, HOSTILE, { verbose }).replaceAll('\r\n', '\n');
    expect(shown).not.toMatch(UNSEEN);
    expect(shown).not.toMatch(/[\u{e0000}-\u{e007f}]|\p{Surrogate}/u);
  }
});

describe('text in the log of a CI runner', () => {
  test.each([60, 80, 200])('%i columns: no line is a command', (width) => {
    for (const verbose of [false, true]) {
      const shown = renderWith(text, HOSTILE, { verbose, width });
      // Runners ignore blanks before `::`, and look for `##[` and `##vso[` anywhere.
      expect(shown).not.toMatch(/^\s*::/m);
      expect(shown).not.toMatch(/##\w*\[/);
    }
  });

  test('colours are ours alone', () => {
    const shown = renderWith(text, HOSTILE, { color: true, verbose: true });
    // oxlint-disable-next-line no-control-regex -- the colours
    expect(shown.replace(/\u001b\[(1;31|3[1-6]|1|2|0)m/g, '')).toBe(
      renderWith(text, HOSTILE, { verbose: true }),
    );
  });
});
