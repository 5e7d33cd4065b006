// The page: sound against hostile names, self-contained.

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import html from '../../reports/html.ts';
import { link, safe } from '../../reports/markup.ts';
import { REPORT } from '../golden/report.ts';

const PAGE = [...html.render(REPORT, { color: false, width: 80, minSeverity: 'low', verbose: false })].join(
  '',
);
/** Every tag of the page with its attributes. */
const TAGS = [...PAGE.matchAll(/<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/g)].map(
  ([, name = '', attributes = '']) => ({
    name,
    attributes,
  }),
);

test('nothing of a hostile name becomes a tag or an attribute', () => {
  const names = new Set(TAGS.map(({ name }) => name));
  for (const name of ['script', 'img', 'iframe', 'object', 'form', 'base']) expect(names).not.toContain(name);
  expect(PAGE).toContain('&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
  for (const { attributes } of TAGS) {
    expect(attributes.replace(/"[^"]*"/g, '')).not.toMatch(/[^\s\w=-]|\bon\w+=|\bstyle=/);
  }
});

test('the policy allows one style by its hash, and the hash is right', () => {
  const style = /<style>([\s\S]*?)<\/style>/.exec(PAGE)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(PAGE).toContain(
    `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
  );
  expect(style).not.toMatch(/url\(|@import/);
});

test('nothing is requested; links lead inside or to https', () => {
  expect(PAGE).not.toMatch(/\ssrc="|<link/);
  const ids = new Set([...PAGE.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
  for (const [, href = ''] of PAGE.matchAll(/href="([^"]*)"/g)) {
    if (href.startsWith('#')) expect(ids).toContain(href.slice(1));
    else expect(href).toMatch(/^https:\/\//);
  }
});

test('tags are closed in order', () => {
  const open: string[] = [];
  for (const [, slash, name = ''] of PAGE.matchAll(/<(\/?)([a-z][a-z0-9]*)[^<>]*>/g)) {
    if (['meta', 'br'].includes(name)) continue;
    if (slash === '') open.push(name);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
});

test('everything interpolated is escaped, only https becomes a link', () => {
  expect(safe`<p title="${'"><b onclick=`x`>&\''}">${['<', safe`<i>${1}</i>`, undefined]}</p>`.markup).toBe(
    '<p title="&quot;&gt;&lt;b onclick=&#96;x&#96;&gt;&amp;&#39;">&lt;<i>1</i></p>',
  );
  expect(link('javascript:alert(1)').markup).toBe('javascript:alert(1)');
  expect(link('https://a.example/?x="').markup).toContain('href="https://a.example/?x=&quot;"');
});
