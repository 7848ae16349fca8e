import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { completeBlocks } from '../../emulators/slack/blocks/fill-defaults';
import { buildPage } from '../../playground/page/build';
import { render } from '../../src/adapters/slack/blocks/render';
import { cardValue, readCardValue } from '../../src/adapters/slack/button-values';
import { detailsView } from '../../src/adapters/slack/modals/details';
import { suppressModal } from '../../src/adapters/slack/modals/suppress';
import type { Details } from '../../src/domain/details';
import type { RemedyCard } from '../../src/domain/message';
import {
  aCard,
  entriesOf,
  HOLDER,
  LOG4J,
  log4jFindings,
  remedyOf,
  VIM,
  vimFindings,
} from '../adapters/slack/card-states';
import { english } from '../adapters/slack/kit';
import { type FixedPage, startFixedPage } from '../playground/page/fixed-page';
import { ANA, CHANNEL, minutesAgo } from '../playground/page/fixtures/messages';
import { aPageState } from '../playground/page/fixtures/page-state';

/* Cards and their views as vulnscan draws them, on the playground's page, by keyboard alone. */

const executablePath = [process.env['CHROMIUM'] ?? '', '/usr/bin/chromium'].find(
  (one) => one !== '' && existsSync(one),
);
const describeInBrowser = executablePath ? describe : describe.skip;

let browser: Browser;
let directory: string;
let server: FixedPage;
let page: Page;
const TS = minutesAgo(1, 1);
const card = aCard(LOG4J, entriesOf(log4jFindings()));

function messageOf(drawn: RemedyCard) {
  const { blocks, attachments, text } = render({ kind: 'cards', cards: [drawn] }, english);
  return { channel: CHANNEL, ts: TS, user: ANA, text, blocks, attachments, revision: 1 };
}

function emitView(view: object & { blocks: unknown[] }): void {
  const shown = { ...view, blocks: completeBlocks(view.blocks) };
  server.emit({ type: 'view', view: { id: 'V1', user: ANA, errors: {}, view: shown } });
}

/** The act after the first `before` ones. */
async function nextAct(before: number): Promise<unknown> {
  for (let tries = 0; server.acts.length <= before && tries < 200; tries++)
    await page.waitForTimeout(20);
  return server.acts[before];
}

async function pressButton(name: RegExp | string): Promise<unknown> {
  const before = server.acts.length;
  await page.getByRole('button', { name }).first().focus();
  await page.keyboard.press('Enter');
  return nextAct(before);
}

describeInBrowser('a card by keyboard alone', () => {
  jest.setTimeout(90_000);

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'vulnscan-cards-'));
    await buildPage(directory);
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: ['--no-sandbox'],
    });
    server = await startFixedPage(directory, aPageState({ messages: [messageOf(card)] }));
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(server.url);
    await page.waitForSelector(`[data-ts="${TS}"]`);
  });
  afterAll(async () => {
    await page.close();
    await server.close();
    await browser.close();
    await rm(directory, { recursive: true });
  });

  it('opens the Suppress form, fills it in and submits it', async () => {
    const clicked = await pressButton(/^Suppress 4/);
    expect(clicked).toMatchObject({ actionId: 'remedy_suppress' });
    const value = readCardValue(cardValue(card, 2000));
    if (value === undefined) throw new Error('no value');
    emitView(suppressModal(value, english, new Date(), 'log4j-core'));
    await page.getByRole('dialog', { name: 'Suppress 4' }).waitFor();

    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('r');
    await page.keyboard.press('Tab');
    await page.keyboard.type('accepted by the owner');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const before = server.acts.length;
    await page.keyboard.press('Enter');

    expect(await nextAct(before)).toMatchObject({
      do: 'submit-view',
      state: {
        where: { where: { selected_option: { value: 'here' } } },
        until: { until: { selected_option: { value: '90' } } },
        why: { why: { selected_option: { value: 'risk-accepted' } } },
        reason: { reason: { value: 'accepted by the owner' } },
      },
    });
    server.emit({ type: 'view-closed', id: 'V1' });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('opens Details, turns to page 2 and resolves one', async () => {
    expect(await pressButton(/^Details/)).toMatchObject({ actionId: 'remedy_details' });
    emitView(detailsView(pageOf(1), {}, english));
    await page.getByRole('dialog', { name: 'vim' }).waitFor();

    expect(await pressButton('Next 5')).toMatchObject({ actionId: 'details_next' });
    emitView(detailsView(pageOf(2), {}, english));
    await page.getByText('21 to 25 of 25').waitFor();

    const before = server.acts.length;
    await page.getByRole('button', { name: 'More actions' }).nth(1).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('menuitem', { name: 'Resolve' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');

    const chosen: unknown = await nextAct(before);
    expect(chosen).toMatchObject({ action: { selected_option: { value: 'finding_resolve' } } });
    expect(JSON.stringify(chosen)).toContain(vimFindings(25)[21]?.id);
    server.emit({ type: 'view-closed', id: 'V1' });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('takes an upgrade, and releases it after it is asked', async () => {
    expect(await pressButton(/^I'm on it/)).toMatchObject({ actionId: 'remedy_take' });
    server.emit({
      type: 'message',
      message: { ...messageOf({ ...card, holder: HOLDER }), revision: 2 },
    });
    await page.getByText('Ken Tanaka has been on it').waitFor();

    await page
      .getByRole('button', { name: /^Release/ })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    // The answer that changes nothing has the focus.
    await page.keyboard.press('Tab');
    const before = server.acts.length;
    await page.keyboard.press('Enter');

    expect(await nextAct(before)).toMatchObject({ actionId: 'remedy_release' });
  });
});

function pageOf(number: 1 | 2): Details {
  const findings = vimFindings(25);
  return {
    ref: card.ref,
    remedy: remedyOf(VIM),
    first: findings[0],
    overdue: false,
    places: [],
    page: number,
    pages: 2,
    total: 25,
    entries: findings
      .slice((number - 1) * 20, number * 20)
      .map((finding) => ({ finding, base: 0 })),
    history: [],
    historyOf: 25,
    answered: true,
  };
}
