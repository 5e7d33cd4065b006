// The page: sound against hostile names, self-contained, complete.

import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import html from '../../reports/html.ts';
import { markedJson, prettyJson } from '../../reports/html/evidence.ts';
import { bucketAnchor } from '../../reports/html/links.ts';
import { SCRIPT } from '../../reports/html/script.ts';
import { day, daysUntil } from '../../reports/html/time.ts';
import { link, prose, safe } from '../../reports/markup.ts';
import { isFinding } from '../../src/model/report.ts';
import type { Finding, HistoryPoint, Report } from '../../src/model/report.ts';
import { summarise } from '../../src/evaluate/report.ts';
import { DRIFTED } from '../golden/drifted.ts';
import { REPORT } from '../golden/report.ts';

const OPTIONS = { color: false, width: 80, minSeverity: 'low', verbose: false } as const;
const PAGE = pageOf(REPORT);
/** The page without its script, whose text holds no tag but may look like one. */
const MARKUP = PAGE.replace(/<script>[\s\S]*?<\/script>/, '<script></script>');
/** Every tag of the page with its attributes. */
const TAGS = [...MARKUP.matchAll(/<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/g)].map(
  ([, name = '', attributes = '']) => ({
    name,
    attributes,
  }),
);

function pageOf(report: Report): string {
  return [...html.render(report, OPTIONS)].join('');
}

/** The golden report with other results. */
function withResults(change: (result: Report['results'][number]) => Report['results'][number]): Report {
  const results = REPORT.results.map(change);
  return { ...REPORT, results, summary: summarise(REPORT.targets, results) };
}

/** Text of the section with this id. */
function sectionOf(page: string, id: string): string {
  return new RegExp(`<section id="${id}"[\\s\\S]*?\\n</section>`).exec(page)?.[0] ?? '';
}

describe('sound', () => {
  test('nothing of a hostile name becomes a tag or an attribute', () => {
    const names = TAGS.map(({ name }) => name);
    for (const name of ['img', 'iframe', 'object', 'form', 'base', 'link']) expect(names).not.toContain(name);
    expect(names.filter((name) => name === 'script')).toHaveLength(1);
    expect(PAGE).toContain('&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    for (const { attributes } of TAGS) {
      expect(attributes.replace(/"[^"]*"/g, '')).not.toMatch(/[^\s\w=/-]|\bon\w+=|\bstyle=/);
    }
  });

  test('the policy allows one style and one script by their hashes, and the hashes are right', () => {
    const hashOf = (tag: string): string => {
      const text = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(PAGE)?.[1] ?? '';
      expect(text.length).toBeGreaterThan(1000);
      return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    };
    expect(PAGE).toContain(
      `content="default-src 'none'; style-src ${hashOf('style')}; script-src ${hashOf('script')}; base-uri 'none'; form-action 'none'"`,
    );
    expect(() => new Script(SCRIPT)).not.toThrow();
    expect(PAGE).not.toMatch(/url\(|@import|innerHTML|insertAdjacentHTML|document\.write|\beval\b/);
  });

  test('nothing is requested; links lead inside or to https', () => {
    expect(MARKUP).not.toMatch(/\ssrc="/);
    const ids = [...MARKUP.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, href = ''] of MARKUP.matchAll(/href="([^"]*)"/g)) {
      if (href.startsWith('#')) expect(ids).toContain(href.slice(1));
      else expect(href).toMatch(/^https:\/\//);
    }
  });

  test('tags are closed in order', () => {
    const open: string[] = [];
    for (const [tag, slash, name = ''] of MARKUP.matchAll(/<(\/?)([a-z][a-z0-9]*)[^<>]*>/g)) {
      if (['meta', 'br', 'hr', 'input'].includes(name) || tag.endsWith('/>')) continue;
      if (slash === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  test('everything interpolated is escaped, only https becomes a link', () => {
    expect(safe`<p title="${'"><b onclick=`x`>&\''}">${['<', safe`<i>${1}</i>`, undefined]}</p>`.markup).toBe(
      '<p title="&quot;&gt;&lt;b onclick=&#96;x&#96;&gt;&amp;&#39;">&lt;<i>1</i></p>',
    );
    expect(prose('Set `a<b` to `*`, not `').markup).toBe(
      'Set <code>a&lt;b</code> to <code>*</code>, not &#96;',
    );
    expect(link('javascript:alert(1)').markup).toBe('javascript:alert(1)');
    expect(link('https://a.example/?x="').markup).toContain('href="https://a.example/?x=&quot;"');
  });
});

describe('complete', () => {
  test('every finding is there, with its place, evidence, fix and way to verify it', () => {
    for (const finding of REPORT.results.filter(isFinding)) {
      const shown = new RegExp(`<article id="f-${finding.fingerprint}"[\\s\\S]*?</article>`).exec(PAGE)?.[0];
      // Findings that targets of one bucket share word for word are told once.
      if (shown === undefined && finding.targetId.endsWith('#team=omega')) continue;
      expect(shown, finding.message).toBeDefined();
      if (finding.evidence !== undefined) expect(shown).toContain('<dt>Evidence</dt>');
      if (finding.remediation !== undefined) expect(shown).toContain('<dt>Fix</dt>');
      if (finding.verify !== undefined) expect(shown).toContain('<dt>Verify</dt>');
      if (finding.location.file !== '--bucket') expect(shown).toContain(`byob.yaml:${finding.location.line}`);
    }
  });

  test('a rule left open by a call keeps its own question beside the call', () => {
    const own = 'there is a public grant: declare whether it is meant';
    const report = withResults((result) =>
      result.ruleId === 'https-only' && result.kind === 'open' ? { ...result, message: own } : result,
    );
    expect(PAGE).not.toContain(own);
    expect(pageOf(report)).toContain(`https-only: <span class="quiet">${own}</span>`);
  });

  test('checks left open are folded, one an item', () => {
    const section = sectionOf(PAGE, 'unverified');
    expect(section).toMatch(
      /<code>s3:GetBucketPolicy<\/code> denied<\/td>[\s\S]*?<summary>2 checks left open<\/summary><ul class="names"><li>bucket-grants-wandb<\/li><li>https-only<\/li>/,
    );
    expect(section).toContain('declare --deployment');
  });

  test('a waived finding keeps its place, says who answers for it, and counts nowhere', () => {
    const waiver = { reason: 'Ends <soon>', owner: 'platform@acme.example', expires: '2026-12-01' };
    const page = pageOf(
      withResults((result) =>
        result.ruleId === 'https-only' && isFinding(result) ? { ...result, waiver } : result,
      ),
    );
    expect(sectionOf(PAGE, 'waivers')).toBe('');
    const section = sectionOf(page, 'waivers');
    for (const part of ['Ends &lt;soon&gt;', 'platform@acme.example', '1 December 2026', '7 days left']) {
      expect(section).toContain(part);
    }
    expect(page).toMatch(
      /class="finding low waived"[\s\S]*?waived by platform@acme\.example until 1 December 2026/,
    );
    expect(page).toContain('2 of them waived');
  });

  test('a bucket whose findings are all waived is clean but for them', () => {
    const page = pageOf(DRIFTED);
    expect(page).toContain('Clean</span>, <span class="state">1 waived</span>');
    expect(page).toContain('Clean: every check passed but those that are waived.');
  });

  test('what was last known of an unread bucket stands with it', () => {
    const section = sectionOf(pageOf(DRIFTED), bucketAnchor('cw://acme-locked'));
    expect(section).toContain('Last known, not verified this time: 1 finding');
    expect(section).toContain('The bucket takes plain http.');
  });

  test('a new finding says so, and can be asked for', () => {
    expect(MARKUP).not.toContain('data-new');
    const page = pageOf(
      withResults((result) =>
        result.ruleId === 'https-only' && isFinding(result) ? { ...result, baselineState: 'new' } : result,
      ),
    );
    expect(page).toContain('new since the last scan');
    expect(page).toContain('data-key="new"');
  });
});

describe('since the last scan', () => {
  const numbers = (section: string): Record<string, string> =>
    Object.fromEntries(
      [...section.matchAll(/<dt class="\w+">([\w ]+?)(?: <small>[^<]*<\/small>)?<\/dt><dd>(\d+)<\/dd>/g)].map(
        ([, label = '', number = '']) => [label, number],
      ),
    );

  test('a report without baseline and history says nothing of it', () => {
    expect(sectionOf(PAGE, 'change')).toBe('');
    expect(PAGE).not.toContain('href="#change"');
  });

  test('what is new, fixed, unchanged, no longer verified; waived findings count nowhere', () => {
    const section = sectionOf(pageOf(DRIFTED), 'change');
    expect(section).toContain('23 November 2026');
    expect(numbers(section)).toEqual({ New: '2', Fixed: '1', Unchanged: '1', 'Newly unreadable': '1' });
    expect(section).toMatch(/Fixed: 1 finding<\/summary><ul>\s*<li><span class="tag critical">/);
    expect(section).toContain('Neither seen nor fixed: could not be verified this time: 1 finding');
    expect(section).not.toContain('Not asked about');
    expect(section).not.toContain('<svg');
  });

  test('findings about the fleet file stand in a section of their own', () => {
    const section = sectionOf(pageOf(DRIFTED), 'fleet');
    expect(section).toContain('The waiver of cors-max-age-set waives nothing.');
    expect(section).toContain('byob.yaml:30');
  });

  test('the trend stands over time, its numbers beside it', () => {
    const point = (day: string, critical: number, low: number): HistoryPoint => ({
      runId: day,
      finishedAt: `2026-11-${day}T00:00:00.000Z`,
      complete: day !== '02',
      summary: { ...REPORT.summary, findings: { critical, high: 0, medium: 0, low } },
    });
    const history = [point('01', 2, 8), point('02', 1, 4), point('11', 1, 0)];
    const section = sectionOf(pageOf({ ...REPORT, history }), 'change');
    expect(section).toContain('points="0.0,0.0 100.0,60.0 1000.0,108.0"');
    expect(section).toContain('points="0.0,96.0 100.0,108.0 1000.0,108.0"');
    expect(section).toContain('from 10 to 1, of which critical or high from 2 to 1, at most 10');
    expect(section.match(/partial/g)).toHaveLength(1);
    expect(section).not.toContain('Compared with');
  });
});

describe('evidence', () => {
  const finding = (evidencePath: string, evidence: Finding['evidence']): Finding => {
    const [first] = REPORT.results.filter(isFinding);
    return { ...(first as Finding), evidencePath, ...(evidence !== undefined && { evidence }) };
  };

  test('the offending part is marked where it stands', () => {
    expect(markedJson(finding('/document/Statement/2', { Sid: 'Bad', Effect: 'Allow' })).markup).toBe(
      `<pre class="json"><i>{
  "document": {
    "Statement": [
      … 2 before</i><mark>      { "Sid": "Bad", "Effect": "Allow" }</mark><i>    ]
  }
}</i></pre>`,
    );
    expect(markedJson(finding('/a~1b', false)).markup).toContain('<mark>  "a/b": false</mark>');
    expect(markedJson(finding('', { enabled: false })).markup).not.toContain('<mark>');
  });

  test('short values stand in one line, and the text is still the same JSON', () => {
    const value = { Rules: [{ ID: 'x'.repeat(20), Status: 'Enabled', Filter: {}, Days: [] }], empty: null };
    expect(prettyJson({ a: [1, 'b'], c: {} })).toBe('{ "a": [1, "b"], "c": {} }');
    expect(JSON.parse(prettyJson(value))).toEqual(value);
    expect(prettyJson(value).split('\n').length).toBe(6);
  });
});

test('days are told in UTC, a waiver holds on its last day', () => {
  expect(day('2026-11-24T23:59:00.000Z')).toBe('24 November 2026');
  expect(day('soon')).toBe('soon');
  expect(daysUntil('2026-12-01', '2026-12-01T08:00:00.000Z')).toBe(0);
  expect(daysUntil('2026-12-01', '2026-12-02T00:00:00.000Z')).toBe(-1);
});
