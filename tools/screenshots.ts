/**
 * Makes the pictures of the README in docs/images from the playground, as a person sees it in a browser.
 * Usage: `npm run screenshots`. It needs Chromium; CHROMIUM is its path, /usr/bin/chromium unless set. IMAGES is another folder
 * for the pictures.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { type System, startSystem } from '../playground/system';
import { readConfigFile } from '../src/config/config-file';

const ROOT = join(__dirname, '..');
const IMAGES = process.env['IMAGES'] ?? join(ROOT, 'docs/images');
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const MOST_BYTES = 250_000;
/** Ends the Home picture below its last upgrade. */
const HOME_HEIGHT = 572;

async function main(): Promise<void> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    await withPlayground(browser, async (page, system) => {
      await channel(page);
      await home(page, system);
    });
  } finally {
    await browser.close();
  }
}

/** Starts the playground, opens its page, and waits until each finding of the first scan is shown. */
async function withPlayground(
  browser: Browser,
  take: (page: Page, system: System) => Promise<void>,
): Promise<void> {
  const system = await startSystem({
    config: readConfigFile(join(ROOT, 'playground/vulnscan.yml')),
    port: 0,
    awsPort: 4566,
    reports: [],
    images: [],
    imageTars: [],
    page: true,
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 800 } });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(system.slack.url);
    await page.getByRole('button', { name: 'Close the tour' }).click();
    await system.scan();
    await page.locator('[data-finding]').first().waitFor({ timeout: 60_000 });
    await page.waitForFunction(() => {
      const rows = [...document.querySelectorAll('[data-finding]')];
      return rows.every((row) => row.getAttribute('data-status') !== 'NEW');
    });
    await take(page, system);
    await page.close();
  } finally {
    await system.close();
  }
}

/** The page with what is due soon, the form that suppresses, and the whole page and the digest after two decisions. */
async function channel(page: Page): Promise<void> {
  const urgent = page.locator('[data-ts]', { hasText: 'upgrades due by' });
  const digest = page.locator('[data-ts]', { hasText: 'Next, most urgent first' });
  await digest.waitFor();
  await picture(page, 'alert', urgent);

  await urgent.locator('[data-action-id=remedy_suppress]').nth(1).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('select').selectOption('not-reachable');
  await dialog.locator('textarea').fill('Only reachable from the office network');
  await picture(page, 'suppress', dialog);
  await dialog.locator('[data-modal-submit]').click();
  await page.locator('[data-finding][data-status=SUPPRESSED]').first().waitFor();

  const due = page.locator('[data-ts]', { hasText: 'due by' }).last();
  await due.locator('[data-action-id=remedy_resolve]').first().click();
  await page.locator('[data-finding][data-status=RESOLVED]').first().waitFor();
  await digest.getByText('3 decided').waitFor();
  for (let click = 0; click < 2; click++)
    await page.locator('.sort', { hasText: 'Status' }).click();
  await digest.scrollIntoViewIfNeeded();
  await picture(page, 'page');
  await picture(page, 'digest', digest);
}

/** The Home tab in Japanese. */
async function home(page: Page, system: System): Promise<void> {
  await system.page.act({ do: 'set-language', language: 'ja' });
  await page.locator('[data-place=home]').click();
  await page.locator('.home-inner').getByText('再読み込み').first().waitFor();
  await picture(page, 'home-ja', page.locator('.home-inner'), HOME_HEIGHT);
}

/** Saves one element, cut below `height` pixels, or the whole window. */
async function picture(page: Page, name: string, shown?: Locator, height = 900): Promise<void> {
  await page.mouse.move(720, 2);
  await page.waitForTimeout(1000);
  const path = join(IMAGES, `${name}.png`);
  await shown?.scrollIntoViewIfNeeded();
  const box = await shown?.boundingBox();
  const clip = box && { ...box, height: Math.min(box.height, height) };
  await page.screenshot({ path, ...(clip && { clip }) });
  const { size } = statSync(path);
  if (size > MOST_BYTES) throw new Error(`${path} has ${size} bytes; ${MOST_BYTES} are allowed.`);
  console.log(`${path}: ${size} bytes`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
