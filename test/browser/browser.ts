// A report opened in Chromium, and everything it did that a report must not do.

import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import html from '../../reports/html.ts';
import type { Report } from '../../src/model/report.ts';

const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
const OPTIONS = { color: false, width: 80, minSeverity: 'low', verbose: false } as const;

/** A folder with rendered reports, and the browser that opens them. */
export interface Bench {
  readonly browser: Browser;
  readonly folder: string;
  readonly close: () => Promise<void>;
}

/** Starts the Chromium that `test/browser/run` found. Throws without it. */
export async function startBench(): Promise<Bench> {
  const executablePath = process.env['CHROMIUM'];
  if (executablePath === undefined) throw new Error('CHROMIUM is not set: use npm run test:browser');
  const browser = await chromium.launch({ executablePath, args: FLAGS.split(' ') });
  const folder = await mkdtemp(join(tmpdir(), 'byob-browser-'));
  return {
    browser,
    folder,
    close: async () => {
      await browser.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Writes a report as one page. Returns its address. */
export async function writePage({ folder }: Bench, name: string, report: Report): Promise<string> {
  return writeText(join(folder, name), [...html.render(report, OPTIONS)].join(''));
}

/** Writes a report that is large enough to be split. Returns the addresses of the index and of the first page. */
export async function writePages({ folder }: Bench, name: string, report: Report): Promise<[string, string]> {
  const split = html.split?.(report, OPTIONS, name);
  if (split === undefined) throw new Error('the report is not large enough to be split');
  const pages: string[] = [];
  for (const { file, chunks } of split.pages) {
    pages.push(await writeText(join(folder, split.folder, file), [...chunks].join('')));
  }
  return [await writeText(join(folder, name), [...split.index].join('')), pages[0] ?? ''];
}

async function writeText(path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return pathToFileURL(path).href;
}

export interface Opened {
  readonly page: Page;
  /** Requests beyond the page itself, console messages, errors and dialogs: none is right. */
  readonly wrong: readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens an address in a window of its own. */
export async function openPage(
  { browser }: Bench,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong: string[] = [];
  const path = address.split('#')[0] ?? '';
  page.on('request', (request) => {
    if (!request.url().startsWith(path)) wrong.push(`request ${request.url()}`);
  });
  page.on('console', (message) => wrong.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(address);
  return { page, wrong, close: () => context.close() };
}
