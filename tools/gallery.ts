/**
 * Draws every message, answer, form and Home tab in each of its states on the playground's page, in both languages, light
 * and dark, wide and narrow, to be looked at.
 * Usage: `npm run gallery`. It needs Chromium; CHROMIUM is its path, /usr/bin/chromium unless set. The pictures go to
 * out/gallery.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import { completeBlocks } from '../emulators/slack/blocks/fill-defaults';
import type { SlackMessage } from '../emulators/slack/events';
import { buildPage } from '../playground/page/build';
import { renderHome } from '../src/adapters/slack/blocks/home';
import { render } from '../src/adapters/slack/blocks/render';
import { drawNotice } from '../src/adapters/slack/replies';
import { detailsViews } from '../test/adapters/slack/details-states';
import { english, japanese } from '../test/adapters/slack/kit';
import { answers, gallery, modals, overviews } from '../test/adapters/slack/states';
import { type FixedPage, startFixedPage } from '../test/playground/page/fixed-page';
import { ANA, APP, CHANNEL, minutesAgo } from '../test/playground/page/fixtures/messages';
import { aPageState } from '../test/playground/page/fixtures/page-state';

const PICTURES = join(__dirname, '../out/gallery');
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const LOOKS = [
  { name: 'light', colorScheme: 'light', width: 1280 },
  { name: 'dark-narrow', colorScheme: 'dark', width: 390 },
] as const;
const LANGUAGES = { en: english, ja: japanese };
const TALLEST = 3000;

type Language = keyof typeof LANGUAGES;
type Drawn = Pick<SlackMessage, 'text' | 'blocks' | 'attachments'>;

/** Everything that stands in a channel or on Home, each under its name. */
function states(language: Language): [name: string, Drawn][] {
  const context = LANGUAGES[language];
  return [
    ...gallery().map(([name, message]): [string, Drawn] => [name, render(message, context)]),
    ...answers().map(([name, answer]): [string, Drawn] => [
      `answer ${name}`,
      { ...drawNotice({ kind: 'answer', answer }, context), attachments: [] },
    ]),
    ...overviews().map(([name, overview]): [string, Drawn] => [
      `Home ${name}`,
      { text: '', blocks: renderHome(overview, context).blocks, attachments: [] },
    ]),
  ];
}

function messagesOf(language: Language): SlackMessage[] {
  const drawn = states(language);
  return drawn.flatMap(([name, { text, blocks, attachments }], at) => {
    const minutes = drawn.length - at + 1;
    const message = { channel: CHANNEL, user: APP, revision: 1 };
    return [
      { ...message, ts: minutesAgo(minutes), text: name, blocks: [], attachments: [] },
      {
        ...message,
        ts: minutesAgo(minutes, 1),
        text,
        blocks: completeBlocks(blocks),
        attachments: attachments.map(completeAttachment),
      },
    ];
  });
}

function completeAttachment(attachment: unknown): unknown {
  const { blocks, ...rest } = z.looseObject({ blocks: z.array(z.unknown()) }).parse(attachment);
  return { ...rest, blocks: completeBlocks(blocks) };
}

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'vulnscan-gallery-'));
  await buildPage(directory);
  rmSync(PICTURES, { recursive: true, force: true });
  mkdirSync(PICTURES, { recursive: true });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  for (const language of ['en', 'ja'] as const) {
    const state = aPageState({ messages: messagesOf(language) });
    const server = await startFixedPage(directory, {
      ...state,
      settings: { ...state.settings, language },
    });
    for (const look of LOOKS) await takeAll(browser, server, language, look);
    await server.close();
  }
  await browser.close();
  rmSync(directory, { recursive: true });
}

async function takeAll(
  browser: Browser,
  server: FixedPage,
  language: Language,
  look: (typeof LOOKS)[number],
): Promise<void> {
  const page = await browser.newPage({ viewport: { width: look.width, height: 900 } });
  await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
  await page.goto(server.url);
  await page.locator('[data-ts]').first().waitFor();
  const name = `${language}-${look.name}`;
  await forms(page, server, language, name);
  await wholeChannel(page, name, look.width);
  await page.close();
}

async function forms(page: Page, server: FixedPage, language: Language, name: string) {
  const context = LANGUAGES[language];
  for (const [form, view] of [...modals(context), ...detailsViews(context)]) {
    const shown = { ...view, blocks: completeBlocks(view.blocks) };
    server.emit({ type: 'view', view: { id: 'V1', user: ANA, errors: {}, view: shown } });
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await page.waitForTimeout(300);
    await page.screenshot({
      path: join(PICTURES, `${name}-form-${form.replace(/\W+/g, '-')}.png`),
    });
    server.emit({ type: 'view-closed', id: 'V1' });
    await dialog.waitFor({ state: 'detached' });
  }
}

/** The list of messages without its scroll bar, in pictures of at most `TALLEST` pixels. */
async function wholeChannel(page: Page, name: string, width: number): Promise<void> {
  await page.addStyleTag({
    content:
      '* { overflow: visible !important; } html, body, body * { max-height: none !important; }',
  });
  const height = await page.evaluate(() => document.querySelector('.list')?.scrollHeight ?? 0);
  await page.setViewportSize({ width, height: height + 300 });
  await page.waitForTimeout(1000);
  for (let y = 0, at = 0; y < height; y += TALLEST, at++) {
    const clip = { x: 0, y, width, height: Math.min(TALLEST, height + 300 - y) };
    await page.screenshot({ path: join(PICTURES, `${name}-${at}.png`), clip });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
