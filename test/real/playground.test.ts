import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { type Started, startPlayground } from '../playground/process';
import { testIf } from '../scanner/corpus';

/* The whole system as `npm start` runs it, and a person with a browser. */

const executablePath = process.env['CHROMIUM'];
if (!executablePath) process.stderr.write('no Chromium here (CHROMIUM): the page was not tried.\n');
const promise = testIf(executablePath !== undefined);

const ROOT = resolve(__dirname, '../..');
const SCREENSHOTS = join(ROOT, 'out/screenshots');

let browser: Browser;
let folder: string;
let playground: Started;
let url: string;
let page: Page;

beforeAll(async () => {
  if (!executablePath) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'vulnscan-real-'));
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/** Upgrades of the recorded scan; some clear several findings, and the urgent ones share a message. */
const UPGRADES = 11;

describe('in English, one message an upgrade', () => {
  beforeAll(async () => {
    if (!executablePath) return;
    await open({ language: 'en', digestAbove: 50 });
    await row('CRITICAL').first().waitFor();
    await expectCount(decidable(page), UPGRADES);
  });
  afterAll(close);

  promise('Resolve is one click: Security Hub shows RESOLVED, the message shows who', async () => {
    const { id, message } = await alert(0);

    await message.locator('[data-action-id=remedy_resolve]').click();

    await statusOf(id, 'RESOLVED');
    await message.filter({ hasText: '✅ Resolved' }).filter({ hasText: 'Ana Silva' }).waitFor();
    await message.scrollIntoViewIfNeeded();
    await shoot('resolved');
  });

  promise('Suppress asks for a reason, which Security Hub keeps as its note', async () => {
    const { id, message } = await alert(1);

    await message.locator('[data-action-id=remedy_suppress]').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Why?').selectOption('not-reachable');
    await dialog.getByLabel('What should the team know?').fill('Only reachable from the office');
    await shoot('suppress');
    await dialog.locator('[data-modal-submit]').click();

    await statusOf(id, 'SUPPRESSED');
    await message.getByText('Only reachable from the office').waitFor();
    await openFinding(id);
    await drawer()
      .locator('.facts-note')
      .getByText(/^Suppressed by Ana Silva/)
      .waitFor();
    await message.scrollIntoViewIfNeeded();
    await shoot('suppressed');
    await backToTable();
  });

  promise('Reopen takes a decision back', async () => {
    const message = page.locator('[data-ts]:has([data-action-id=remedy_reopen])').first();
    const ts = await message.getAttribute('data-ts');

    await message.locator('[data-action-id=remedy_reopen]').click();

    await messageOf(ts).locator('[data-action-id=remedy_resolve]').waitFor();
    await messageOf(ts).scrollIntoViewIfNeeded();
    await shoot('reopened');
  });

  promise('a change in the AWS console appears in the message by itself', async () => {
    const { id, message } = await alert(2);
    await openFinding(id);
    await drawer().getByLabel('New status').selectOption('SUPPRESSED');
    await drawer().getByLabel('Note', { exact: true }).fill('accepted by the board');

    await drawer().getByRole('button', { name: 'Change', exact: true }).click();
    await message.locator('[data-action-id=remedy_reopen]').waitFor();

    await message.scrollIntoViewIfNeeded();
    await shoot('console');
    await backToTable();
  });

  promise('a guest is refused, in private, and nothing changes', async () => {
    const { id, message } = await alert(3);
    await page.locator('[data-user=U0GUEST]').click();

    await message.locator('[data-action-id=remedy_resolve]').click();

    const notice = page.locator('.msg-own').last();
    await notice.waitFor();
    await page.waitForTimeout(300);
    expect(await isInView(notice)).toBe(true);
    await shoot('guest');
    await statusOf(id, 'NOTIFIED');
    await page.locator('[data-user=U0ANA]').click();
    await notice.waitFor({ state: 'detached' });
  });

  promise('a finding is looked up by its package, with the whole document', async () => {
    await page.getByLabel('Filter findings').fill('openssl');

    await page.locator('[data-finding]').first().waitFor();
    const titles = await page.locator('[data-finding]').allInnerTexts();
    expect(titles.length).toBeGreaterThan(0);
    await page.locator('.finding-open').first().click();
    await drawer().getByText('"SchemaVersion": "2018-10-08"').waitFor();
    await shoot('drawer');
    await backToTable();
    await page.getByLabel('Filter findings').fill('');
  });

  promise('by keyboard alone: Resolve', async () => {
    const { id, message } = await alert(4);
    await page.getByRole('log').first().focus();
    const wanted = await message.getAttribute('data-ts');
    for (let step = 0; step < 40 && (await focusedMessage()) !== wanted; step++)
      await page.keyboard.press('j');
    expect(await focusedMessage()).toBe(wanted);

    await tabTo('[data-action-id=remedy_resolve]');
    await page.keyboard.press('Enter');

    await statusOf(id, 'RESOLVED');
  });

  promise('by keyboard alone: Suppress with a reason', async () => {
    const { id, message } = await alert(5);
    await message.focus();
    await tabTo('[data-action-id=remedy_suppress]');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('ArrowDown');
    await tabTo('dialog select');
    await page.keyboard.press('ArrowDown');
    await tabTo('dialog textarea');
    await page.keyboard.type('Not loaded at run time');
    await tabTo('[data-modal-submit]');
    await page.keyboard.press('Enter');

    await statusOf(id, 'SUPPRESSED');
  });

  promise('by keyboard alone: /vulnscan api scans that image', async () => {
    await composer().focus();
    await page.keyboard.type('/vulnscan ap');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    const scan = page.locator('[data-ts]', { hasText: /Nothing new/ }).last();
    await scan.waitFor();
    await scan.scrollIntoViewIfNeeded();
    await page.locator('#tab-tasks').click();
    await expectCount(page.locator('[data-task]'), 2);
    await shoot('scan');
    await page.locator('#tab-hub').click();
  });

  promise('help is private and fits the screen', async () => {
    await composer().fill('/vulnscan help');
    await composer().press('Enter');

    await page.locator('.msg-own').last().getByText('/vulnscan status').first().waitFor();
    await shoot('help');
  });

  promise('the next scan shows which findings were fixed and which are new', async () => {
    const before = await page.locator('[data-finding]').count();
    await page.locator('#tab-faults').click();
    await page.locator('[data-rescan]').click();
    await page.locator('#tab-hub').click();

    await page.getByText('ARCHIVED').first().waitFor();
    await page.waitForFunction(
      (count) => document.querySelectorAll('[data-finding]').length > count,
      before,
    );
    await page.waitForTimeout(4_000);
    await shoot('second-scan');
  });

  promise('Home shows the current state', async () => {
    await page.locator('[data-place=home]').click();

    await page.waitForTimeout(1_500);
    await shoot('home');
  });
});

describe('in Japanese, many findings as one message with a thread', () => {
  beforeAll(async () => {
    if (!executablePath) return;
    await open({ language: 'ja', digestAbove: 5 });
    await page.locator('[data-finding][data-status=NOTIFIED]').nth(12).waitFor();
  });
  afterAll(close);

  promise(
    'the digest and its thread are in Japanese, and a decision is made in the thread',
    async () => {
      await page.locator('[data-open-thread]').first().click();
      const thread = page.getByRole('region', { name: 'スレッド' });
      const button = thread.locator('[data-action-id=remedy_resolve]').first();
      await button.waitFor();
      await shoot('ja-thread');
      expect(await button.textContent()).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);

      await button.click();

      await withStatus('RESOLVED').first().waitFor({ state: 'attached' });
      await thread.locator('[data-action-id=remedy_reopen]').waitFor();
      await shoot('ja-resolved');
    },
  );

  promise('the modal is in Japanese', async () => {
    await page.locator('[data-action-id=remedy_suppress]').first().click();

    const dialog = page.getByRole('dialog');
    expect(await dialog.textContent()).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
    await shoot('ja-suppress');
    await dialog.locator('[data-modal-cancel]').click();
  });

  promise('the Home tab is in Japanese', async () => {
    await page.locator('[data-place=home]').click();
    await page.waitForTimeout(1_500);
    await shoot('ja-home');
  });

  promise('in the dark', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('[data-place]:not([data-place=home])').first().click();
    await shoot('ja-dark');
  });
});

describe('in English, a bulk decision in the thread of a digest', () => {
  beforeAll(async () => {
    if (!executablePath) return;
    await open({ language: 'en', digestAbove: 5 }, 'bulk');
    await expectCount(withStatus('NOTIFIED'), 13);
  });
  afterAll(close);

  promise('Triage all decides every finding and says so in the thread', async () => {
    await page.locator('[data-action-id=triage_all]').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Suppress for good').click();
    await dialog.getByLabel('Why?').selectOption('not-reachable');
    await dialog.getByLabel('What should the team know?').fill('Only reachable from the office');
    await shoot('triage');
    await dialog.locator('[data-modal-submit]').click();

    await expectCount(withStatus('SUPPRESSED'), 13);
    await page.locator('[data-open-thread]').first().click();
    await bulkReply()
      .filter({ hasText: /Ana Silva suppressed 13 for good/ })
      .waitFor();
    await bulkReply().scrollIntoViewIfNeeded();
    await shoot('bulk');
    await expectNone(decidable(page));
  });

  promise('Undo opens them all again, and the thread says who did', async () => {
    await bulkReply().locator('[data-action-id=bulk_undo]').click();

    await expectCount(withStatus('NOTIFIED'), 13);
    await bulkReply()
      .getByText(/Ana Silva undid this: 13 open again/)
      .waitFor();
    await expectCount(decidable(page), UPGRADES);
    expect(await page.locator('[data-action-id=bulk_undo]').count()).toBe(0);
    await bulkReply().scrollIntoViewIfNeeded();
    await shoot('undone');
  });
});

async function open(
  slack: { language: string; digestAbove: number },
  name = slack.language,
): Promise<void> {
  const file = join(folder, `${name}.yml`);
  const text = readFileSync(join(ROOT, 'playground/vulnscan.yml'), 'utf8');
  const changed = `language: ${slack.language}\n  digestAbove: ${slack.digestAbove}`;
  writeFileSync(file, text.replace('language: en', changed));
  playground = startPlayground(['--port', '0', '--aws-port', '0', '--config', file]);
  url = await playground.line('ready:');
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.goto(url);
}

async function close(): Promise<void> {
  if (!executablePath) return;
  await page?.close();
  process.kill(playground.pid, 'SIGINT');
  expect({ code: await playground.exit, said: playground.stderr() }).toEqual({ code: 0, said: '' });
  expect(playground.outside()).toEqual([]);
}

function decidable(at: Page | Locator): Locator {
  return at.locator('[data-action-id=remedy_resolve]');
}

/** The n-th message from the top with one card of one finding, and that finding. */
async function alert(at: number): Promise<{ id: string; message: Locator }> {
  const shown = await page.evaluate(() =>
    [...document.querySelectorAll('.list [data-ts]')]
      .filter((message) => {
        const decide = '[data-action-id=remedy_resolve], [data-action-id=remedy_reopen]';
        const [button, ...others] = message.querySelectorAll(decide);
        return others.length === 0 && /^(Resolve|Reopen)$/.test(button?.textContent ?? '');
      })
      .map((message) => ({ ts: message.getAttribute('data-ts'), text: message.textContent })),
  );
  // The ids stand before the title, which may speak of another vulnerability.
  const [cve] = /CVE-\d{4}-\d+/.exec(shown[at]?.text ?? '') ?? [];
  if (cve === undefined) throw new Error(`there are ${shown.length} such messages`);
  return { id: `vulnscan/${cve}`, message: messageOf(shown[at]?.ts ?? null) };
}

function messageOf(ts: string | null): Locator {
  return page.locator(`.list [data-ts="${ts}"]`).first();
}

function withStatus(status: string): Locator {
  return page.locator(`[data-finding][data-status=${status}]`);
}

function thread(): Locator {
  return page.getByRole('region', { name: 'Thread' });
}

/** The reply about the bulk decision. */
function bulkReply(): Locator {
  return thread().locator('[data-ts]', { hasText: /Ana Silva suppressed \d+/ });
}

function row(text: string): Locator {
  return page.locator('[data-finding]', { hasText: text });
}

async function statusOf(id: string, status: string): Promise<void> {
  await page.locator(`[data-finding="${id}"][data-status=${status}]`).waitFor();
}

async function openFinding(id: string): Promise<void> {
  await page.locator(`[data-finding="${id}"] .finding-open`).click();
  await drawer().waitFor();
}

/** Leaving a finding puts the focus on its row. */
async function backToTable(): Promise<void> {
  await page.getByRole('button', { name: 'All findings' }).click();
  await page.locator('.finding-open:focus').waitFor();
}

function drawer(): Locator {
  return page.locator('[data-finding-drawer]');
}

function composer(): Locator {
  return page.getByRole('combobox', { name: /^Message/ });
}

function focusedMessage(): Promise<string | undefined> {
  return page.evaluate(
    () => document.activeElement?.closest('[data-ts]')?.getAttribute('data-ts') ?? undefined,
  );
}

/** Tab until the focus is on this action's button; on the modal's submit when none is named. */
async function tabTo(selector: string): Promise<void> {
  for (let step = 0; step < 20; step++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
  }
  throw new Error(`the keyboard never reached ${selector}`);
}

async function isInView(of: Locator): Promise<boolean> {
  const box = await of.boundingBox();
  return box !== null && box.y > 0 && box.y + box.height < 900;
}

async function expectCount(of: Locator, count: number): Promise<void> {
  await of.nth(count - 1).waitFor({ timeout: 40_000 });
  expect(await of.count()).toBe(count);
}

async function expectNone(of: Locator): Promise<void> {
  await of.first().waitFor({ state: 'detached', timeout: 40_000 });
  expect(await of.count()).toBe(0);
}

async function shoot(name: string): Promise<void> {
  await page.waitForTimeout(250);
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}
