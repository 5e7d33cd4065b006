// Markdown as a parser of GitHub's dialect reads it, and within the limits of comments and summaries.

import * as fc from 'fast-check';
import { parsers } from 'prettier/plugins/markdown';
import { describe, expect, test } from 'vitest';
import { block, code, prose } from '../../reports/markdown-text.ts';
import markdown from '../../reports/markdown.ts';
import { DRIFTED } from '../golden/drifted.ts';
import { REPORT } from '../golden/report.ts';
import { HOSTILE, PAYLOADS } from './hostile-report.ts';
import { oneFindingEach } from './one-finding-each.ts';
import { renderWith } from './render-with.ts';

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

/** All nodes of the text, as Prettier's parser (remark, with GitHub's tables and links) finds them. */
function nodesOf(text: string): Node[] {
  const walk = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(walk)];
  return walk(parsers.markdown.parse(text, {} as never) as Node);
}

/** What the report is made of; anything else came from outside. */
const OWN = new Set([
  'code',
  'emphasis',
  'heading',
  'inlineCode',
  'list',
  'listItem',
  'paragraph',
  'root',
  'sentence',
  'strong',
  'table',
  'tableCell',
  'tableRow',
  'text',
  'whitespace',
  'word',
]);

function foreign(text: string): string[] {
  return nodesOf(text).flatMap(({ type, value = '' }) => (OWN.has(type) ? [] : [`${type} ${value}`]));
}

describe('hostile text', () => {
  test('the parser would find it', () => {
    expect(foreign('<b> [a](http://x) ![b](y) www.evil.example')).toHaveLength(4);
  });

  test.each([false, true])('makes no node of its own (verbose: %s)', (verbose) => {
    expect(foreign(renderWith(markdown, HOSTILE, { verbose }))).toEqual([]);
  });

  test.each([
    ['not exposed to https://acme.wandb.io, which', 'not exposed to `https://acme.wandb.io`, which'],
    ['(platform@acme.example) asks *why*', '(`platform@acme.example`) asks \\*why\\*'],
    ['a`@`@octocat `x`', '``a`@`@octocat`` `x`'],
    ['("@").', '("`@`").'],
    ['in `path: a@b`, not `x`@`@octocat', 'in `path: a@b`, not `` `x`@`@octocat ``'],
    ['`x`.@octocat `y', '`` `x`.@octocat `` \\`y'],
  ])('%s: a word that would be a link is code, whole', (text, shown) => {
    expect(prose(text)).toBe(shown);
  });

  test('no mention gets out of its code, whatever backticks stand around it', () => {
    const letters = fc.constantFrom('`', '``', '@x', '#1', ' ', '.', '(', 'a', '\\\\', '*', '[', ']');
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 14 }), (parts) => {
        const outside = nodesOf(`- **HIGH** ${prose(parts.join(''))}`).filter(
          ({ type }) => type !== 'inlineCode',
        );
        expect(outside.flatMap(({ value = '' }) => value).join(' ')).not.toMatch(/[@#]/);
      }),
      { numRuns: 2000 },
    );
  });

  test('a word that is made to be slow is not', () => {
    const start = performance.now();
    for (const part of ['.', '(', '`', '.(']) prose(`@${part.repeat(100_000)}x${part.repeat(100_000)}`);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test.each(PAYLOADS)('%j stays text, and whole', (payload) => {
    const nodes = nodesOf(`- **HIGH** ${prose(payload)} ${code(payload)}\n\n${block(payload)}`);
    expect(nodes.filter(({ type }) => !OWN.has(type))).toEqual([]);
    // One of ours each: a list, the code block at its end.
    for (const type of ['list', 'code']) expect(nodes.filter((node) => node.type === type)).toHaveLength(1);
    expect(nodes.filter(({ type }) => type === 'heading' || type === 'table')).toEqual([]);
    const letters = (text: string): string => text.replace(/[^a-z]/gi, '');
    const shown = nodes.find(({ type }) => type === 'code')?.value ?? '';
    for (const word of payload.match(/[a-z]{4,}/gi) ?? []) expect(letters(shown)).toContain(word);
  });

  test('mentions, issues, addresses and formulas are in code, where GitHub leaves them alone', () => {
    const shown = prose('@octocat #1 GH-1 https://x.example www.x.example $x$');
    expect(shown.replace(/`[^`]*`/g, '')).not.toMatch(/[@#$]|:\/\/|www\.|GH-/);
  });
});

test('the golden reports have their headings, a table of counts, and no fault', () => {
  for (const report of [REPORT, DRIFTED]) {
    const text = renderWith(markdown, report);
    expect(foreign(text)).toEqual([]);
    expect(nodesOf(text).filter(({ type }) => type === 'table')).toHaveLength(1);
    expect(text).toContain('### Could not verify');
  }
});

describe('limits', () => {
  const large = oneFindingEach(5000, (index) => ({ message: `Fault ${index} ${'ü'.repeat(200)}` }));

  test('a comment of GitHub: 65,536 characters, worst first, the rest counted', () => {
    const text = renderWith(markdown, large);
    expect(Buffer.byteLength(text)).toBeLessThan(65_536);
    const told = text.match(/^- \*\*CRITICAL\*\*/gm)?.length ?? 0;
    expect(told).toBeGreaterThan(50);
    expect(text).not.toContain('- **LOW**');
    expect(text).toContain(`_${5000 - told} more findings did not fit here`);
  });

  test('a job summary: 1 MiB', () => {
    const text = renderWith(markdown, large, { verbose: true });
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(Buffer.byteLength(text)).toBeGreaterThan(900_000);
  });
});

test('an interrupted run and --min-severity are told', () => {
  expect(renderWith(markdown, { ...REPORT, run: { ...REPORT.run, complete: false } })).toContain(
    '**Partial:**',
  );
  const shown = renderWith(markdown, REPORT, { minSeverity: 'high' });
  expect(shown).toContain('_2 findings below high not shown._');
  expect(shown).not.toContain('**LOW**');
});
