// The page in a real browser: sound, self-contained, usable by keyboard, screen reader, on a phone and on paper.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isFinding } from '../../src/model/report.ts';
import { largeReport } from '../reports/large-report.ts';
import { REPORT } from '../golden/report.ts';
import type { Bench, Opened } from './browser.ts';
import { openPage, startBench, writePage, writePages } from './browser.ts';
import { HOSTILE } from './hostile-report.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { viewport: { width: 390, height: 844 } } as const;

let bench: Bench;
const at: Record<'golden' | 'many' | 'hostile' | 'index' | 'bucket', string> = {
  golden: '',
  many: '',
  hostile: '',
  index: '',
  bucket: '',
};

beforeAll(async () => {
  bench = await startBench();
  at.golden = await writePage(bench, 'golden.html', REPORT);
  at.many = await writePage(bench, 'many.html', largeReport(150, 6));
  at.hostile = await writePage(bench, 'hostile.html', HOSTILE);
  [at.index, at.bucket] = await writePages(bench, 'large.html', largeReport(320, 8));
});
afterAll(() => bench.close());

/** Opens a page, and afterwards holds that it did nothing it must not do. */
async function within(address: string, act: (opened: Opened) => Promise<void>, options = {}): Promise<void> {
  const opened = await openPage(bench, address, options);
  try {
    await act(opened);
    expect(opened.wrong).toEqual([]);
  } finally {
    await opened.close();
  }
}

/** What axe finds, one line each. */
async function violations({ page }: Opened): Promise<string[]> {
  // What is out of sight has no size of its own yet: axe would take it for what lies over it.
  await page.evaluate(
    `{ const sheet = new CSSStyleSheet(); sheet.replaceSync('.bucket, tr { content-visibility: visible !important }'); document.adoptedStyleSheets = [sheet]; }`,
  );
  await page.evaluate(AXE);
  return page.evaluate(`axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ target, failureSummary }) => id + ' ' + target + ': ' + failureSummary)))`);
}

function visible({ page }: Opened, selector: string): Promise<number> {
  return page.locator(selector).filter({ visible: true }).count();
}

describe('sound', () => {
  test('hostile texts run nothing, load nothing, become nothing', () =>
    within(at.hostile, async ({ page }) => {
      await page.waitForTimeout(200);
      expect(await page.evaluate('window.__pwn')).toBeUndefined();
      expect(await page.evaluate(`document.querySelectorAll('script, style').length`)).toBe(2);
      expect(
        await page.evaluate(
          `document.querySelectorAll('img, iframe, object, embed, base, form, link').length`,
        ),
      ).toBe(0);
      expect(
        await page.evaluate(
          `[...document.querySelectorAll('*')].flatMap(({ attributes }) => [...attributes]).filter(({ name }) => /^on|^style$/.test(name)).length`,
        ),
      ).toBe(0);
      expect(
        await page.evaluate(
          `[...document.links].map(({ href }) => href).filter((href) => !/^(file|https):/.test(href))`,
        ),
      ).toEqual([]);
      expect(await page.innerText('body')).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/);
    }));

  test('an injected script would not run', async () => {
    const opened = await openPage(bench, at.golden);
    await opened.page.evaluate(
      `{ const script = document.createElement('script'); script.textContent = 'window.__pwn = 1'; document.body.append(script); }`,
    );
    expect(await opened.page.evaluate('window.__pwn')).toBeUndefined();
    expect(opened.wrong.join()).toContain('Content Security Policy');
    await opened.close();
  });
});

describe('for everyone', () => {
  test.each(['golden', 'hostile', 'index', 'bucket'] as const)(
    'axe finds nothing in %s',
    async (name) => {
      for (const options of [
        { colorScheme: 'light' },
        { colorScheme: 'dark' },
        { ...PHONE, colorScheme: 'light' },
      ]) {
        await within(at[name], async (opened) => expect(await violations(opened)).toEqual([]), options);
      }
      // Axe looks at every one of 1,000 rows, three times.
    },
    240_000,
  );

  test.each(['golden', 'hostile', 'index', 'bucket'] as const)('%s fits a phone', (name) =>
    within(
      at[name],
      async ({ page }) => expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390),
      PHONE,
    ),
  );

  test('without its script all is there, and no control that does nothing', () =>
    within(
      at.golden,
      async (opened) => {
        expect(await visible(opened, '.finding')).toBe(5);
        expect(await visible(opened, 'button, input, select')).toBe(0);
      },
      { javaScriptEnabled: false },
    ));

  test('the keyboard reaches the report, the filter and every copy button', () =>
    within(at.golden, async ({ page }) => {
      const focused = (): Promise<string> =>
        page.evaluate('document.activeElement.className || document.activeElement.id');
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('skip');
      await page.keyboard.press('Enter');
      const seen = new Set<string>();
      for (let step = 0; step < 120; step++) {
        await page.keyboard.press('Tab');
        seen.add(await focused());
      }
      for (const name of ['q', 'name', 'here', 'copy']) expect(seen).toContain(name);
    }));

  test('the theme can be turned', () =>
    within(at.golden, async ({ page }) => {
      const paper = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
      const before = await paper();
      await page.click('#theme');
      expect(await paper()).not.toBe(before);
    }));

  test('paper has everything unfolded but what is long, which is told by its length, and no controls', () =>
    within(at.golden, async (opened) => {
      const { page } = opened;
      await page.emulateMedia({ media: 'print' });
      expect(await visible(opened, 'button, input, select, nav')).toBe(0);
      const short = 'details:not(.long) > pre';
      expect(await page.locator(short).count()).toBeGreaterThan(3);
      expect(await visible(opened, short)).toBe(await page.locator(short).count());
      expect(await page.locator('.long pre').count()).toBeGreaterThan(0);
      expect(await visible(opened, '.long pre')).toBe(0);
      expect(await visible(opened, '.long .paper')).toBe(await page.locator('.long .paper').count());
      expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(20_000);
    }));
});

describe('filter and links', () => {
  const [finding] = REPORT.results.filter(isFinding).filter(({ severity }) => severity === 'low');

  test('severity, state and words narrow buckets and findings; the address keeps them', () =>
    within(at.golden, async (opened) => {
      const { page } = opened;
      await page.getByRole('button', { name: 'Critical' }).click();
      expect([await visible(opened, '.buckets tbody tr'), await visible(opened, '.finding')]).toEqual([1, 1]);
      expect(new URL(page.url()).hash).toBe('#s=critical');
      await page.getByRole('button', { name: 'Low' }).click();
      expect(await visible(opened, '.finding')).toBe(2);
      await page.reload();
      expect(await visible(opened, '.finding')).toBe(2);
      expect(await page.getByRole('button', { name: 'Low' }).getAttribute('aria-pressed')).toBe('true');
      await page.getByRole('button', { name: 'Show all' }).click();
      await page.getByRole('button', { name: 'Clean' }).click();
      expect(await visible(opened, '.buckets tbody tr')).toBe(1);
      await page.getByRole('button', { name: 'Clean' }).click();
      await page.fill('#q', 'TEAMS cors');
      expect(await visible(opened, '.bucket')).toBe(1);
      expect(await page.innerText('#shown')).toBe('Filtered: 1 bucket of 6, 1 finding shown.');
      expect(new URL(page.url()).hash).toBe('#q=TEAMS%20cors');
    }));

  test('a link to a finding leads there, takes away a filter that hides it, and unfolds', () =>
    within(`${at.golden}#f-${finding?.fingerprint}&s=critical`, async ({ page }) => {
      const own = page.locator(`#f-${finding?.fingerprint}`);
      await expect.poll(() => page.evaluate('document.activeElement.id')).toBe(`f-${finding?.fingerprint}`);
      expect(await own.isVisible()).toBe(true);
      expect(await page.locator('#clear').isHidden()).toBe(true);
    }));

  test('a link leads to its place however much lies before it', () =>
    within(`${at.many}#passed`, async ({ page }) => {
      const top = (): Promise<number> =>
        page.evaluate(`document.getElementById('passed').getBoundingClientRect().top`);
      await expect.poll(top).toBeLessThan(60);
      await page.waitForTimeout(300);
      expect(Math.abs(await top())).toBeLessThan(60);
    }));

  test('a link within the page keeps the filters', () =>
    within(`${at.golden}#s=high`, async ({ page }) => {
      await page.locator('.buckets a').filter({ visible: true }).first().click();
      expect(new URL(page.url()).hash).toMatch(/^#b-[0-9a-f]{32}&s=high$/);
      await page.goBack();
      expect(new URL(page.url()).hash).toBe('#s=high');
    }));

  test('a hash of nonsense harms nothing', () =>
    within(`${at.golden}#s=worst&is=%E0%A4%A&on=<b>&new=&q=%&nowhere`, async (opened) => {
      expect(await visible(opened, '.buckets tbody tr')).toBe(0);
      await opened.page.getByRole('button', { name: 'Show all' }).click();
      expect(await visible(opened, '.buckets tbody tr')).toBe(6);
    }));

  test('copy gives the text of the command', () =>
    within(
      at.golden,
      async ({ page }) => {
        const command = page.locator('.code').first();
        await command.getByRole('button').click();
        expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
          await command.locator('pre').textContent(),
        );
        expect(await page.locator('#said').textContent()).toBe('Copied');
      },
      { permissions: ['clipboard-read', 'clipboard-write'] },
    ));

  test('an index finds buckets by name and by rule, and leads to their pages and back', () =>
    within(at.index, async (opened) => {
      const { page } = opened;
      await page.fill('#q', 'wandb-0007');
      expect(await visible(opened, '.buckets tbody tr')).toBe(1);
      await page.fill('#q', 'requirement-3-holds');
      expect(await visible(opened, '.buckets tbody tr')).toBeGreaterThan(20);
    }));
});
