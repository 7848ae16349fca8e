import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { buildPage } from '../../playground/page/build';
import type { Language, PageState, SlackMessage } from '../../playground/page/protocol';
import { STEPS } from '../../playground/page/shell/tour-steps';
import { type FixedPage, startFixedPage } from '../playground/page/fixed-page';
import { ANA, CHANNEL, MESSAGES, minutesAgo } from '../playground/page/fixtures/messages';
import { aPageState } from '../playground/page/fixtures/page-state';
import { DETAILS, EVERY_INPUT, SUPPRESS } from '../playground/page/fixtures/views';

const BROWSERS = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const executablePath = BROWSERS.find((one) => one !== '' && existsSync(one));
const describeInBrowser = executablePath ? describe : describe.skip;
if (!executablePath) {
  process.stderr.write('page tests skipped: no Chromium found; set CHROMIUM to its path.\n');
}

let browser: Browser;
let directory: string;
let server: FixedPage;
let page: Page;

async function openPage(options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
  const opened = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
  opened.on('pageerror', (error) => {
    throw error;
  });
  opened.setDefaultTimeout(5000);
  await opened.goto(server.url);
  await opened.waitForSelector('[data-ts]');
  return opened;
}

describeInBrowser('the page', () => {
  jest.setTimeout(60_000);

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'vulnscan-page-'));
    await buildPage(directory);
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: ['--no-sandbox'],
    });
  });
  afterAll(async () => {
    await browser.close();
    await rm(directory, { recursive: true });
  });
  beforeEach(async () => {
    server = await startFixedPage(directory);
    page = await openPage();
  });
  afterEach(async () => {
    await page.close();
    await server.close();
  });

  const alertTs = MESSAGES.find((one) => one.text.startsWith('CRITICAL'))?.ts ?? '';
  const alert = () => page.locator(`[data-ts="${alertTs}"]`);

  it('sends a button’s click with its value, block and message', async () => {
    await alert().getByRole('button', { name: 'Resolve' }).click();

    expect(await waitForAct()).toMatchObject({
      do: 'block-action',
      user: ANA,
      container: { type: 'message', channel: CHANNEL, ts: alertTs },
      actionId: 'remedy_resolve',
      action: { type: 'button', value: 'CVE-2026-31789' },
    });
  });

  it('asks before a button with a confirm, and sends nothing after a no', async () => {
    await page.getByRole('button', { name: 'Cancel' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Stop this scan?' });
    await dialog.getByRole('button', { name: 'Keep scanning' }).click();
    expect(server.acts).toEqual([]);

    await page.getByRole('button', { name: 'Cancel' }).click();
    await dialog.getByRole('button', { name: 'Stop it' }).click();
    expect(await waitForAct()).toMatchObject({ actionId: 'scan_cancel' });
  });

  it('submits a modal’s values in Slack’s shape, by keyboard alone', async () => {
    server.emit({ type: 'view', view: SUPPRESS });
    await page.getByRole('dialog', { name: 'Suppress' }).waitFor();
    await page.keyboard.type('not reachable');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    expect(await waitForAct()).toMatchObject({
      do: 'submit-view',
      id: SUPPRESS.id,
      state: {
        reason: { 'reason-value': { type: 'plain_text_input', value: 'not reachable' } },
        until: { 'until-value': { type: 'radio_buttons', selected_option: { value: '30' } } },
      },
    });
  });

  it('shows a field’s error under it and keeps what was typed', async () => {
    server.emit({ type: 'view', view: SUPPRESS });
    await page.getByLabel('Reason').fill('short');
    server.emit({ type: 'view', view: { ...SUPPRESS, errors: { reason: 'Say a little more.' } } });

    await page.getByText('Say a little more.').waitFor();
    expect(await page.getByLabel('Reason').inputValue()).toBe('short');
  });

  it('tells the app about an input with dispatch_action, and only then', async () => {
    server.emit({ type: 'view', view: EVERY_INPUT });
    await page.getByLabel('Image').selectOption('api');
    await page.getByLabel('Package').fill('open');

    expect(await waitForAct()).toMatchObject({
      do: 'block-action',
      container: { type: 'view', id: EVERY_INPUT.id },
      blockId: 'package',
      action: { value: 'open' },
      state: { image: { 'image-value': { selected_option: { value: 'api' } } } },
    });
    expect(server.acts).toHaveLength(1);
  });

  it('shows in the modal what the app could not do', async () => {
    server.answer = { ok: false, error: 'We had some trouble connecting. Try again?' };
    server.emit({ type: 'view', view: SUPPRESS });
    await page.locator('[data-modal-submit]').click();

    await page.getByRole('alert').getByText('We had some trouble').waitFor();
  });

  it('opens a menu, moves in it and chooses by keyboard alone', async () => {
    server.emit({ type: 'view', view: DETAILS });
    const menus = page.getByRole('button', { name: 'More actions' });
    await menus.nth(1).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Resolve' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');

    expect(await waitForAct()).toMatchObject({
      do: 'block-action',
      container: { type: 'view', id: DETAILS.id },
      blockId: 'CVE-2021-45046',
      actionId: 'menu',
      action: { type: 'overflow', selected_option: { value: 'finding_suppress' } },
    });
    expect(await page.getByRole('menu').count()).toBe(0);
  });

  it('closes a menu with Esc, and not the modal under it', async () => {
    server.emit({ type: 'view', view: DETAILS });
    const menu = page.getByRole('button', { name: 'More actions' }).first();
    await menu.focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });

    expect(await menu.getAttribute('aria-expanded')).toBe('false');
    expect(await focusedElement()).toBe('menu');
    expect(server.acts).toEqual([]);
  });

  it('says beside which line a menu is, for a screen reader', async () => {
    server.emit({ type: 'view', view: DETAILS });
    const menu = page.getByRole('button', { name: 'More actions' }).first();

    const described = await menu.evaluate(
      (element) =>
        document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent,
    );
    expect(described).toContain('CVE-2021-44228');
  });

  it('keeps the focus in its place when a modal is drawn again without what had it', async () => {
    server.emit({ type: 'view', view: DETAILS });
    await page.getByRole('button', { name: 'More actions' }).first().focus();
    const without = JSON.parse(JSON.stringify(DETAILS.view));
    without.blocks.splice(2, 1);
    server.emit({ type: 'view', view: { ...DETAILS, view: without } });
    await page.getByText('CVE-2021-44228').waitFor({ state: 'detached' });

    const block = await page.evaluate(
      () => (document.activeElement as HTMLElement).dataset['blockId'],
    );
    expect(block).toBe('CVE-2021-45046');
  });

  it('keeps the focus inside a modal and closes it with Esc', async () => {
    server.emit({ type: 'view', view: SUPPRESS });
    await page.getByRole('dialog').waitFor();
    for (let step = 0; step < 12; step++) {
      await page.keyboard.press('Tab');
      const inside = await page.evaluate(
        () =>
          document.activeElement === document.body || !!document.activeElement?.closest('dialog'),
      );
      expect(inside).toBe(true);
    }
    await page.keyboard.press('Escape');

    expect(await waitForAct()).toMatchObject({ do: 'close-view', id: SUPPRESS.id });
  });

  it('gives the focus back when a modal closes, however it closes', async () => {
    const button = alert().getByRole('button', { name: 'Suppress' });
    for (const closing of ['view-closed', 'redrawn'] as const) {
      await button.focus();
      server.emit({ type: 'view', view: SUPPRESS });
      await page.getByRole('dialog').waitFor();
      if (closing === 'redrawn') server.emit({ type: 'message', message: withoutButtons() });
      await page.waitForTimeout(100);
      server.emit({ type: 'view-closed', id: SUPPRESS.id });
      await page.getByRole('dialog').waitFor({ state: 'detached' });

      const focused = await focusedElement();
      expect(focused).toBe(closing === 'redrawn' ? `message ${alertTs}` : 'remedy_suppress');
    }
  });

  it('gives the focus back to the first modal when one on top of it closes', async () => {
    server.emit({ type: 'view', view: SUPPRESS });
    await page.getByRole('dialog', { name: 'Suppress' }).waitFor();
    await page.getByLabel('Reason').focus();
    server.emit({ type: 'view', view: EVERY_INPUT });
    await page.waitForTimeout(100);
    server.emit({ type: 'view-closed', id: EVERY_INPUT.id });
    await page.waitForTimeout(100);

    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
  });

  it('keeps the focus in a message whose button the app has taken away', async () => {
    await alert().getByRole('button', { name: 'Resolve' }).focus();
    server.emit({ type: 'message', message: withoutButtons() });
    await alert().getByRole('button', { name: 'Resolve' }).waitFor({ state: 'detached' });

    expect(await focusedElement()).toBe(`message ${alertTs}`);
  });

  it('sends an answer to a question after the message was redrawn in between', async () => {
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('alertdialog').waitFor();
    const scan = MESSAGES.find((one) => JSON.stringify(one).includes('scan_cancel'));
    if (scan === undefined) throw new Error('no message offers to cancel a scan');
    const redrawn = JSON.parse(JSON.stringify(scan).replaceAll('"block_id":"', '"block_id":"new-'));
    server.emit({ type: 'message', message: redrawn });
    await page.waitForTimeout(100);
    await page.getByRole('button', { name: 'Stop it' }).click();

    const drawn = await page.locator('[data-action-id=scan_cancel]').getAttribute('data-block-id');
    expect(await waitForAct()).toMatchObject({ actionId: 'scan_cancel', blockId: drawn });
  });

  it('opens at the newest digest, and follows a command to the end', async () => {
    const text = Array.from({ length: 60 }, (_, line) => `line ${line}`).join('\n');
    const all = [aMessage(1, text), aDigest(2, text), aMessage(3, text)];
    const long = await startFixedPage(directory, aPageState({ messages: all }));
    await page.goto(long.url);
    await page.locator('[data-ts]').first().waitFor();
    await page.waitForTimeout(100);
    const digest = page.locator(`[data-ts="${all[1]?.ts}"]`);
    const atStart = await distanceToTop(digest);

    await page.getByRole('combobox', { name: 'Message #security' }).fill('/vulnscan');
    await page.keyboard.press('Enter');
    await page.waitForFunction(isAtEnd);
    long.emit({ type: 'message', message: aMessage(4, text) });
    await page.waitForTimeout(100);
    const followed = await page.evaluate(isAtEnd);
    await long.close();

    expect({ atStart, followed }).toEqual({ atStart: 0, followed: true });
  });

  it('stays where the reader is when messages arrive', async () => {
    const text = Array.from({ length: 200 }, (_, line) => `line ${line}`).join('\n');
    const long = await startFixedPage(directory, aPageState({ messages: [aDigest(2, text)] }));
    await page.goto(long.url);
    await page.locator('[data-ts]').first().waitFor();
    await page.waitForTimeout(100);
    await page
      .locator('.list')
      .first()
      .evaluate((list) => list.scrollBy(0, 200));
    await page.waitForTimeout(200);
    const before = await page.evaluate(() => document.querySelector('.list')?.scrollTop);
    long.emit({ type: 'message', message: aDigest(3, text) });
    await page.waitForTimeout(200);
    const after = await page.evaluate(() => document.querySelector('.list')?.scrollTop);
    await long.close();

    expect(before).toBeGreaterThan(100);
    expect(after).toBe(before);
  });

  it('begins the tour with a scan where nothing was scanned', async () => {
    const nothing = { messages: [], findings: [], tasks: [] };
    const settings = { ...aPageState().settings, scansAtStart: false };
    const empty = await startFixedPage(directory, aPageState({ ...nothing, settings }));
    await page.goto(empty.url);
    const tour = page.getByRole('complementary', { name: 'Guided tour' });
    await tour.getByText('Scan everything').first().waitFor();
    await page.getByText('Nothing has been imported yet.').waitFor();
    await tour.getByRole('button', { name: 'Show me' }).click();
    await page.locator('.composer input:focus').waitFor();
    const [task] = aPageState().tasks;
    if (task === undefined) throw new Error('no task');
    empty.emit({ type: 'task', task });

    await tour.locator('strong', { hasText: 'Wait for the first card' }).waitFor();
    await empty.close();
  });

  it('says that nothing is kept when the playground stops', async () => {
    expect(await page.getByText('Everything here is gone when npm start stops.').count()).toBe(1);
  });

  it('reaches the traffic of the queues with the keyboard', async () => {
    await page.getByRole('tab', { name: 'Queues' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.queues').waitFor();
    await page.keyboard.press('Tab');

    expect(await page.evaluate(() => document.activeElement?.id)).toBe('panel-body');
  });

  it.each([1440, 1000, 390])('has no scroll bar in the tabs, %d pixels wide', async (width) => {
    const opened = await openPage({ viewport: { width, height: 800 } });
    const spare = await opened.evaluate(() => {
      const tabs = document.querySelector('.tabs');
      return tabs && [tabs.scrollHeight - tabs.clientHeight, tabs.scrollWidth - tabs.clientWidth];
    });
    await opened.close();

    expect(spare).toEqual([0, 0]);
  });

  it('completes and sends a slash command, which completes the tour', async () => {
    const box = page.getByRole('combobox', { name: 'Message #security' });
    await box.fill('/vulnscan ap');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    expect(await waitForAct()).toEqual({
      do: 'slash-command',
      user: ANA,
      channel: CHANNEL,
      command: '/vulnscan',
      text: 'api',
    });
    await page.getByText('Scan an image, done').waitFor({ state: 'attached' });
  });

  it('completes the last step of the tour on the command it asks for, and on no other', async () => {
    const box = page.getByRole('combobox', { name: 'Message #security' });
    await box.fill('/vulnscan status');
    await page.keyboard.press('Enter');
    await waitForAct();

    expect(await page.getByText('Scan an image, done').count()).toBe(0);
  });

  it('keeps the findings visible beside an open thread', async () => {
    await page.locator('[data-open-thread]').click();

    await page.getByRole('region', { name: 'Thread' }).waitFor();
    expect(await page.locator('[data-finding]').first().isVisible()).toBe(true);
  });

  it('puts a thread in place of the panel in a narrow window', async () => {
    const narrow = await openPage({ viewport: { width: 800, height: 800 } });
    await narrow.locator('[data-open-thread]').click();
    await narrow.getByRole('region', { name: 'Thread' }).waitFor();
    const before = await narrow.locator('[data-finding]').first().isVisible();
    await narrow.getByRole('button', { name: 'Behind the scenes' }).click();
    await narrow.locator('[data-finding]').first().waitFor();
    await narrow.close();

    expect(before).toBe(false);
  });

  it('shows the name of a user group as Slack does, and no id', async () => {
    const text = 'Ask <!subteam^S0TRIAGE>.';
    const message = { channel: CHANNEL, ts: minutesAgo(0, 9), user: ANA, text };
    server.emit({
      type: 'message',
      message: { ...message, blocks: [], attachments: [], revision: 1 },
    });

    await page.getByText('Ask @triage.').waitFor();
  });

  it('shows a notice without covering a message', async () => {
    await page.getByRole('combobox', { name: 'Message #security' }).fill('hello');
    await page.keyboard.press('Enter');
    const toast = await page.locator('.toast').boundingBox();
    const list = await page.locator('.list').first().boundingBox();

    expect(toast && list && toast.y + toast.height <= list.y).toBe(true);
  });

  it('is entirely in Japanese when Slack is', async () => {
    const quiet = { messages: [], findings: [], queues: [], tasks: [], traffic: [], homes: [] };
    const silent = await startFixedPage(directory, { ...stateIn('ja'), ...quiet });
    const opened = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await opened.goto(silent.url);
    await opened.locator('[data-place=home]').waitFor();
    const read: string[] = [];
    for (const go of [
      '#tab-hub',
      '#tab-queues',
      '#tab-tasks',
      '#tab-faults',
      '[data-place=home]',
    ]) {
      await opened.locator(go).click();
      read.push(await opened.evaluate(wordsOnPage));
    }

    const language = await opened.locator('html').getAttribute('lang');
    await opened.close();
    await silent.close();

    expect(language).toBe('ja');
    expect(englishIn(read.join('\n'))).toEqual([]);
  });

  it('asks for the other language, and shows it when it is set', async () => {
    const button = page.getByRole('button', { name: '日本語' });
    expect(await button.getAttribute('title')).toBe('Slack and this page in Japanese');
    await button.focus();
    await page.keyboard.press('Enter');
    expect(await waitForAct()).toEqual({ do: 'set-language', language: 'ja' });
    await page.getByText('日本語に切り替えました。').waitFor();

    server.emit({ type: 'settings', settings: stateIn('ja').settings });

    await page.getByRole('button', { name: 'English' }).waitFor();
    await page.getByRole('tab', { name: 'キュー' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('ja');
  });

  it('asks the app for the Home tab again when the language changes', async () => {
    await page.locator('[data-place=home]').click();
    await waitForAct();
    server.emit({ type: 'settings', settings: stateIn('ja').settings });
    for (let tries = 0; server.acts.length < 2 && tries < 100; tries++)
      await page.waitForTimeout(20);

    expect(server.acts).toEqual(Array(2).fill({ do: 'open-home', user: ANA }));
  });

  it('shows a reply only in its thread, and closes that with Esc', async () => {
    await page.locator('[data-open-thread]').click();
    const thread = page.getByRole('region', { name: 'Thread' });
    await thread.getByText('axios: denial of service').waitFor();
    await page.keyboard.press('Escape');

    await thread.waitFor({ state: 'detached' });
  });

  it('shows a private message to its recipient only', async () => {
    await page.getByText('Only visible to you').waitFor();
    await page.locator('[data-user=U0GUEST]').click();

    await page.getByText('Only visible to you').waitFor({ state: 'detached' });
  });

  it('changes a finding in the AWS console from its drawer', async () => {
    await page.getByRole('button', { name: 'axios: denial' }).click();
    await page.getByLabel('New status').selectOption('SUPPRESSED');
    await page.getByLabel('Note', { exact: true }).fill('accepted');
    await page.getByRole('button', { name: 'Change', exact: true }).click();

    expect(await waitForAct()).toEqual({
      do: 'console-update',
      findingId: 'vulnscan/CVE-2025-58754',
      status: 'SUPPRESSED',
      note: 'accepted',
    });
  });

  it('switches a fault on and starts the next recorded scan', async () => {
    await page.getByRole('tab', { name: 'Faults' }).click();
    await page.getByLabel('Slack is down').click();
    expect(await waitForAct()).toEqual({ do: 'set-faults', faults: { slackDown: true } });
    await page.getByRole('button', { name: 'Run the next recorded scan' }).click();

    await page.getByText('The next recorded scan has started.').waitFor();
    expect(server.acts.at(-1)).toEqual({ do: 'rescan' });
  });

  it('opens the Home tab of the acting person', async () => {
    await page.locator('[data-place=home]').click();
    await page.getByText('22 open, 2 of them critical').waitFor();
    await page.locator('[data-user=U0KENTANAKA]').click();
    await page.getByText('has not published its Home').waitFor();
    for (let tries = 0; server.acts.length < 2 && tries < 100; tries++)
      await page.waitForTimeout(20);

    expect(server.acts).toEqual([
      { do: 'open-home', user: ANA },
      { do: 'open-home', user: 'U0KENTANAKA' },
    ]);
  });

  it('reconnects by itself and gets the whole state', async () => {
    server.drop();
    await page.getByText('Reconnecting…').waitFor();

    await page.getByText('Live', { exact: true }).waitFor();
  });

  it('draws hostile text as text', async () => {
    const evil = '<img src=x onerror=alert(1)> <https://a.b|<b>x</b>> &lt;script&gt;';
    const message = { channel: CHANNEL, ts: minutesAgo(0, 9), user: ANA, text: evil };
    server.emit({
      type: 'message',
      message: { ...message, blocks: [], attachments: [], revision: 1 },
    });
    const drawn = page.locator(`[data-ts="${message.ts}"]`);

    await drawn.getByText('<script>').waitFor();
    expect(await drawn.locator('img, b, script').count()).toBe(0);
  });

  it('shows a message for a block type it does not know', async () => {
    const block = { type: 'hologram' };
    const message = {
      channel: CHANNEL,
      ts: minutesAgo(0, 9),
      user: ANA,
      text: 'x',
      blocks: [block],
    };
    server.emit({ type: 'message', message: { ...message, attachments: [], revision: 1 } });

    await page.getByText('Unsupported block “hologram”').waitFor();
  });

  it.each([900, 400])('fits a window %d pixels wide', async (width) => {
    const narrow = await openPage({ viewport: { width, height: 800 } });
    const overflow = await narrow.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );

    expect(overflow).toBe(0);
    await narrow.close();
  });

  it.each(['en', 'ja'] as const)(
    'shows each step of the tour in three lines (%s)',
    async (language) => {
      const spoken = await startFixedPage(directory, stateIn(language));
      const narrow = await browser.newPage({ viewport: { width: 900, height: 800 } });
      const heights: number[] = [];
      for (let done = 0; done <= STEPS.length; done++) {
        await narrow.goto(spoken.url);
        const kept = STEPS.slice(0, done).join(' ');
        await narrow.evaluate((ids) => localStorage.setItem('vulnscan.tour-done', ids), kept);
        await narrow.reload();
        await narrow.locator(`html[lang=${language}] .tour`).waitFor();
        heights.push((await narrow.locator('.tour').boundingBox())?.height ?? Number.NaN);
      }
      await narrow.close();
      await spoken.close();

      expect(Math.max(...heights)).toBeLessThan(85);
    },
  );

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    it.each([
      ['the channel', async () => undefined],
      ['a thread', (at: Page) => at.locator('[data-open-thread]').click()],
      ['the Home', (at: Page) => at.locator('[data-place=home]').click()],
      ['a finding', (at: Page) => at.locator('.finding-open').first().click()],
      ['the queues', (at: Page) => at.getByRole('tab', { name: 'Queues' }).click()],
      ['the tasks', (at: Page) => at.getByRole('tab', { name: 'Tasks' }).click()],
      ['the faults', (at: Page) => at.getByRole('tab', { name: 'Faults' }).click()],
      ['the command list', (at: Page) => at.getByRole('combobox', { name: /Message/ }).fill('/')],
      ['a modal', async () => server.emit({ type: 'view', view: EVERY_INPUT })],
      ['a modal with menus', async () => server.emit({ type: 'view', view: DETAILS })],
      [
        'an open menu',
        async (at: Page) => {
          server.emit({ type: 'view', view: DETAILS });
          await at.getByRole('button', { name: 'More actions' }).first().click();
          await at.getByRole('menu').waitFor();
        },
      ],
    ])('axe finds no serious fault and no skipped heading in %s', async (_, go) => {
      const opened = await openPage({ colorScheme, reducedMotion: 'reduce' });
      await go(opened);
      await opened.waitForTimeout(150);

      expect(await seriousFaults(opened)).toEqual([]);
      await opened.close();
    });
  });

  /** The alert as it is after a decision. */
  function withoutButtons() {
    const message = MESSAGES.find((one) => one.ts === alertTs);
    if (message === undefined) throw new Error('no alert');
    return { ...message, blocks: [], attachments: [], text: 'Decided.', revision: 2 };
  }

  /** The action of the focused button, or the message that has the focus. */
  function focusedElement(): Promise<string | undefined> {
    return page.evaluate(() => {
      const { actionId, ts } = (document.activeElement as HTMLElement | null)?.dataset ?? {};
      return ts === undefined ? actionId : `message ${ts}`;
    });
  }

  async function distanceToTop(message: Locator): Promise<number> {
    const list = await page.locator('.list').first().boundingBox();
    const box = await message.boundingBox();
    return Math.abs(Math.round((box?.y ?? Number.NaN) - (list?.y ?? Number.NaN)));
  }

  async function waitForAct(): Promise<unknown> {
    for (let tries = 0; server.acts.length === 0 && tries < 100; tries++) {
      await page.waitForTimeout(20);
    }
    return server.acts.at(-1);
  }
});

/** The message with the number, some minutes ago. */
function aMessage(number: number, text: string): SlackMessage {
  const [first] = MESSAGES;
  if (first === undefined) throw new Error('no message');
  const ts = minutesAgo(10 - number, number);
  return { channel: CHANNEL, ts, user: first.user, text, blocks: [], attachments: [], revision: 1 };
}

function aDigest(number: number, text: string): SlackMessage {
  const triage = {
    type: 'button',
    action_id: 'triage_all',
    text: { type: 'plain_text', text: '…' },
  };
  const blocks = [
    { type: 'section', text: { type: 'mrkdwn', text } },
    { type: 'actions', elements: [triage] },
  ];
  return { ...aMessage(number, text), blocks };
}

/** Runs in the page. */
function isAtEnd(): boolean {
  const list = document.querySelector('.list');
  return list !== null && list.scrollHeight - list.scrollTop - list.clientHeight < 2;
}

function stateIn(language: Language): PageState {
  return aPageState({ settings: { ...aPageState().settings, language } });
}

/** All that is read or read aloud; runs in the page. */
function wordsOnPage(): string {
  const said = ['aria-label', 'title', 'placeholder'].flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].map((one) => one.getAttribute(name) ?? ''),
  );
  // biome-ignore lint/performance/useDomNodeTextContent: lines as they are drawn, and nothing hidden
  return [document.body.innerText, ...said].join('\n');
}

/** Products, people, and what AWS itself calls things in any language. */
const NAMES =
  /\b(?:vulnscan|playground|Security Hub|Slack|EventBridge|SQS|Lambda|DynamoDB|ECS|Trivy|AWS|CISA|checkout-public|api|CVE|Web API|UpdatedAt|Enter|Tab|English|NEW|NOTIFIED|RESOLVED|SUPPRESSED|http\S*|security|general|vulnscan-\S+|npm start)\b/g;

function englishIn(read: string): string[] {
  const people = aPageState().users.flatMap(({ name, title }) => {
    const initials = name.split(' ').map((word) => word.charAt(0));
    return [name, title, ...(initials.length > 1 ? [initials.join('')] : [])];
  });
  const ours = people.reduce((left, one) => left.replaceAll(one, ' '), read);
  return [...new Set(ours.replaceAll(NAMES, ' ').match(/[A-Za-z]{2,}[^\n]*/g) ?? [])];
}

const AXE = createRequire(__filename).resolve('axe-core/axe.min.js');

interface Fault {
  id: string;
  impact: string;
  nodes: string[];
}

async function seriousFaults(at: Page): Promise<Fault[]> {
  await at.evaluate(await readFile(AXE, 'utf8'));
  return at.evaluate(async () => {
    const axe: unknown = Reflect.get(window, 'axe');
    const run: unknown = typeof axe === 'object' && axe !== null ? Reflect.get(axe, 'run') : axe;
    if (typeof run !== 'function') throw new Error('axe did not load');
    const { violations } = await run(document);
    const faults: Fault[] = [];
    for (const { id, impact, nodes } of violations) {
      if (impact !== 'serious' && impact !== 'critical' && id !== 'heading-order') continue;
      faults.push({
        id,
        impact,
        nodes: nodes.map((node: { html: string }) => node.html.slice(0, 160)),
      });
    }
    return faults;
  });
}
