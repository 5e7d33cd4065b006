// The frame of a page: policy, style, contents, script.

import { createHash } from 'node:crypto';
import type { Report } from '../../src/model/report.ts';
import type { Markup } from '../markup.ts';
import { safe } from '../markup.ts';
import { count } from '../view.ts';
import { grouped } from './numbers.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Nothing may be loaded; the one style and the one script are allowed by their hashes, so an injected one is not. */
const POLICY = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; base-uri 'none'; form-action 'none'`;

/** A section of a page: what the contents say of it, and the section itself. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** Shown beside the title in the contents. */
  readonly number?: number;
  readonly body: Markup;
}

/** All before the first section. */
export function openPage(title: string, masthead: Markup, contents: Markup): Markup {
  // None of them holds text from outside; they stand unescaped because the hashes are of their very bytes.
  const [policy, style] = [{ markup: POLICY }, { markup: STYLE }];
  return safe`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
${masthead}<div class="sheet">
${contents}<main id="main">
`;
}

/** The list of sections beside the text. */
export function contentsOf(sections: readonly Omit<Section, 'body'>[]): Markup {
  const items = sections.map(({ id, title, number }) => {
    const shown = number === undefined ? undefined : safe`<span>${grouped(number)}</span>`;
    return safe`<li><a href="#${id}">${title}${shown}</a></li>\n`;
  });
  return safe`<nav aria-label="Contents">
<ol>
${items}</ol>
</nav>
`;
}

export function showSection({ id, title, body }: Section): Markup {
  return safe`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}</section>
`;
}

/** All after the last section. */
export function closePage({ tool, run, rules, summary: { targets, results } }: Report): Markup {
  const script = { markup: SCRIPT };
  return safe`</main>
</div>
<footer class="foot">
<p>${tool.name} ${tool.version} held ${count(rules.length, 'rule')} against ${count(targets, 'target')}: ${results.pass} passed, ${results.fail} failed, ${results.open} could not be verified, ${results.notApplicable} not applicable. It read configuration only and changed nothing.</p>
<p>Run ${run.id}, ${run.startedAt} to ${run.finishedAt}.</p>
</footer>
<p id="said" class="vh" role="status"></p>
<script>${script}</script>
</body>
</html>
`;
}
