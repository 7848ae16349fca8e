/**
 * Draws every message, modal and tab in every state, in both languages, as the playground's page shows them:
 * `npm run gallery [FOLDER]`, dist/gallery unless told. Four of them stand in the README. Needs Chromium (CHROMIUM names it where it is elsewhere).
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { buildPage } from '../playground/page/build';
import { aPageState } from '../playground/page/fixture';
import { startPreview } from '../playground/page/preview';
import type { PageMessage, PageState } from '../playground/page/protocol';
import type { RenderContext } from '../src/adapters/slack/blocks/context';
import { renderHome } from '../src/adapters/slack/blocks/home';
import { render } from '../src/adapters/slack/blocks/render';
import { drawNotice } from '../src/adapters/slack/replies';
import { english, japanese } from '../test/adapters/slack/kit';
import { answers, gallery, modals, overviews } from '../test/adapters/slack/states';

const BROWSERS = [process.env['CHROMIUM'] ?? '', '/usr/bin/chromium', '/usr/bin/google-chrome'];
const FIRST_TS = 1_795_507_200;
const README_HEIGHT = 646;
/** What the README shows, by its name there. */
const README_PICTURES: [name: string, picture: string][] = [
  ['alert', 'en/alert-many-images'],
  ['digest', 'en/digest'],
  ['suppress', 'en/modal-suppress'],
  ['home-ja', 'ja/home-busy-plain'],
];

/** One page at a time in one browser; every picture is one file, named after its state. */
async function draw(browser: Browser, site: string, folder: string, context: RenderContext) {
  const names = await drawMessages(browser, site, folder, context);
  const tabs = overviews(context.text).flatMap(([name, overview]) => [
    [name, renderHome(overview, context, true)] as const,
    [`${name}-plain`, renderHome(overview, context, false)] as const,
  ]);
  for (const [name, view] of tabs) {
    const homes = [{ user: 'U0ANA', view }];
    await withPage(browser, site, context, { homes }, async (page) => {
      await page.locator('[data-place=home]').click();
      await page.locator('.home-inner').screenshot({ path: path.join(folder, `home-${name}.png`) });
    });
    names.push(`home-${name}`);
  }
  for (const [name, view] of modals(context.text)) {
    const views = [{ id: 'V1', user: 'U0ANA', view, errors: {} }];
    await withPage(browser, site, context, { views }, async (page) => {
      await page.getByRole('dialog').screenshot({ path: path.join(folder, `modal-${name}.png`) });
    });
    names.push(`modal-${name}`);
  }
  return names;
}

async function drawMessages(
  browser: Browser,
  site: string,
  folder: string,
  context: RenderContext,
): Promise<string[]> {
  const shown = [
    ...gallery().map(([name, message]) => ({ name, ...render(message, context) })),
    ...answers(context.text).map(([name, answer]) => ({
      name: `answer-${name}`,
      attachments: [],
      ...drawNotice({ kind: 'answer', answer }, context),
    })),
  ];
  const messages = shown.map(
    ({ text, blocks, attachments }, index): PageMessage => ({
      channel: 'C0SECURITY',
      ts: `${FIRST_TS + index}.000100`,
      user: 'U0VULNSCAN',
      text,
      blocks,
      attachments,
      revision: 1,
    }),
  );
  await withPage(browser, site, context, { messages }, async (page) => {
    for (const [index, { name }] of shown.entries()) {
      const message = page.locator(`[data-ts="${FIRST_TS + index}.000100"]`).first();
      await message.screenshot({ path: path.join(folder, `${name}.png`) });
    }
  });
  return shown.map(({ name }) => name);
}

async function withPage(
  browser: Browser,
  site: string,
  { text }: RenderContext,
  part: Partial<PageState>,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const base = aPageState();
  const state = aPageState({
    channels: [{ id: 'C0SECURITY', name: 'security' }],
    users: [
      {
        id: 'U0ANA',
        name: 'Ana Silva',
        title: 'Platform engineer',
        kind: 'member',
        color: '#7a4f9a',
      },
      { id: 'U0VULNSCAN', name: 'vulnscan', title: 'App', kind: 'bot', color: '#4c3f91' },
    ],
    messages: base.messages.slice(0, 0),
    homes: [],
    settings: { ...base.settings, language: text.locale.startsWith('ja') ? 'ja' : 'en' },
    ...part,
  });
  const preview = await startPreview(site, state);
  const page = await browser.newPage({ viewport: { width: 1500, height: 3000 } });
  await page.addInitScript(() => localStorage.setItem('vulnscan.tour', 'dismissed'));
  try {
    await page.goto(preview.url);
    await page.waitForSelector('[data-place=home]');
    // What is the page's own would lie over what is drawn, or leave its edge in it.
    await page.addStyleTag({ content: '.to-end, .composer { display: none }' });
    await use(page);
  } finally {
    await page.close();
    await preview.close();
  }
}

/** The top of each is enough, and loads faster. */
async function drawReadmePictures(browser: Browser, folder: string): Promise<void> {
  for (const [name, picture] of README_PICTURES) {
    const page = await browser.newPage();
    const bytes = await readFile(path.join(folder, `${picture}.png`));
    await page.setContent(
      `<body style="margin:0"><img src="data:image/png;base64,${bytes.toString('base64')}">`,
    );
    const box = await page.locator('img').boundingBox();
    const { width = 0, height = 0 } = box ?? {};
    await page.setViewportSize({ width: Math.ceil(width), height: Math.ceil(height) });
    await page.screenshot({
      path: path.join('docs', 'images', `${name}.png`),
      clip: { x: 0, y: 0, width, height: Math.min(height, README_HEIGHT) },
    });
    await page.close();
  }
}

/** All pictures on one page, both languages side by side. */
function indexOf(names: string[]): string {
  const rows = names.map(
    (name) =>
      `<tr><th>${name}</th><td><img src="en/${name}.png"></td><td><img src="ja/${name}.png"></td></tr>`,
  );
  return `<!doctype html><meta charset="utf-8"><title>vulnscan gallery</title><table>${rows.join('\n')}</table>\n`;
}

async function main(folder: string): Promise<void> {
  const executablePath = BROWSERS.find((one) => one !== '' && existsSync(one));
  if (executablePath === undefined) {
    throw new Error('No Chromium found; set CHROMIUM to its path and run again.');
  }
  const site = await mkdtemp(path.join(tmpdir(), 'vulnscan-gallery-'));
  await buildPage(site);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  let names: string[] = [];
  try {
    for (const [language, context] of [
      ['en', english],
      ['ja', japanese],
    ] as const) {
      const into = path.join(folder, language);
      await mkdir(into, { recursive: true });
      names = await draw(browser, site, into, context);
    }
    await drawReadmePictures(browser, folder);
  } finally {
    await browser.close();
    await rm(site, { recursive: true });
  }
  await writeFile(path.join(folder, 'index.html'), indexOf(names));
  console.log(`${names.length} states in two languages: ${path.join(folder, 'index.html')}`);
}

main(process.argv[2] ?? path.join('dist', 'gallery')).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
