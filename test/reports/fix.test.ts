// What to do is told once for all that it mends, and can be copied.

import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import html from '../../reports/html.ts';
import { commandLines } from '../../reports/fix.ts';
import junit from '../../reports/junit.ts';
import markdown from '../../reports/markdown.ts';
import sarif from '../../reports/sarif.ts';
import text from '../../reports/text.ts';
import type { Finding, Report } from '../../src/model/report.ts';
import { oneFindingEach } from './one-finding-each.ts';
import { renderWith } from './render-with.ts';

describe('a command', () => {
  test('is broken where a shell reads on', () => {
    expect(commandLines('a --b && c && d')).toBe('a --b &&\nc &&\nd');
    expect(commandLines('a\nb')).toBe('a\nb');
  });

  test.each([
    `echo 'a && b' && echo "c && d \\" && e"`,
    String.raw`echo it\'s && echo 'it'\''s && so' && echo "it's && so"`,
    'echo "$(echo a && echo b)" && echo c\\ \\&\\& d',
  ])('%s: does what it did', (line) => {
    const run = (command: string): string => execFileSync('sh', ['-c', command], { encoding: 'utf8' });
    const broken = commandLines(line);
    expect(broken).not.toBe(line);
    expect(run(broken)).toBe(run(line));
  });
});

const FIX = {
  remediation: { text: 'Take everybody out.', command: 'cloud take && cloud prevent' },
  verify: 'cloud show',
};

/** One bucket with three findings that one fix mends, and one of another severity with the same words. */
function shared(): Report {
  const report = oneFindingEach(1, () => FIX);
  const [finding] = report.results as readonly [Finding];
  const results = ['acl', 'iam', 'network', 'logging'].map((facet, index): Finding => ({
    ...finding,
    severity: index === 3 ? 'low' : 'critical',
    message: `The ${facet} is open.`,
    fingerprint: String(index).padStart(32, '0'),
  }));
  return { ...report, results };
}

describe('findings with one fix', () => {
  const once = (shown: string, part: string): void => expect(shown.split(part).length - 1, part).toBe(2);

  test('text', () => {
    const shown = renderWith(text, shared(), { verbose: true });
    expect(shown.match(/^  (CRITICAL|LOW) /gm)).toHaveLength(4);
    expect(shown).toContain('fix  For these 3: Take everybody out.\n');
    expect(shown).toContain('            fix  Take everybody out.\n');
    expect(shown).toContain(`${' '.repeat(17)}$ cloud take &&\n${' '.repeat(19)}cloud prevent\n`);
    for (const part of ['Take everybody out.', 'cloud take', 'verify: cloud show']) once(shown, part);
  });

  test('Markdown', () => {
    const shown = renderWith(markdown, shared());
    expect(shown.match(/^- \*\*/gm)).toHaveLength(4);
    expect(shown).toContain('  Fix: For these 3: Take everybody out.\n');
    expect(shown).toContain('  cloud take &&\n  cloud prevent\n');
    once(shown, 'cloud take');
  });

  test('HTML: the others lead to the first', () => {
    const shown = renderWith(html, shared());
    expect(shown.match(/<article id="f-/g)).toHaveLength(4);
    expect(shown).toContain('<p>For this and the 2 findings after it: Take everybody out.</p>');
    expect(shown.match(/As for <a href="#f-0{32}">the finding above<\/a>/g)).toHaveLength(2);
    for (const part of ['cloud take', 'cloud show']) once(shown, part);
  });

  test('a fix of several commands stands a line each in SARIF and JUnit, too', () => {
    expect(renderWith(sarif, shared())).toContain('cloud take &&\\ncloud prevent');
    expect(renderWith(junit, shared())).toContain('cloud take &amp;&amp;\ncloud prevent');
  });
});

test('text shows the first lines of a long command, all with -v', () => {
  const command = Array.from({ length: 9 }, (_, index) => `cloud take ${index}`).join(' && ');
  const report = oneFindingEach(1, () => ({ remediation: { text: 'Take them.', command } }));
  const shown = renderWith(text, report);
  expect(shown).toContain('cloud take 5 &&\n');
  expect(shown).not.toContain('cloud take 6');
  expect(shown).toContain('(3 more lines: shown by -v, or in the html and json reports)');
  expect(renderWith(text, report, { verbose: true })).toContain('cloud take 8\n');
});

test('on paper what is long is told by its length', () => {
  const content = {
    Rules: Array.from({ length: 40 }, (_, index) => ({ ID: `rule ${'x'.repeat(60)} ${index}` })),
  };
  const document = { file: 'rules.json', facet: 'lifecycle', content } as const;
  const report = oneFindingEach(1, () => ({ remediation: { text: 'Apply.', document } }));
  expect(renderWith(html, report)).toMatch(
    /<details class="long"><summary><code>rules\.json<\/code> <span class="quiet">\d+ lines<span class="paper">/,
  );
});
