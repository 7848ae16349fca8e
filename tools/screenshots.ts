/**
 * Makes docs/images/page.png: the playground as a person sees it after a decision or two. Needs a Chromium; CHROMIUM
 * says where. Usage: node --import tsx tools/screenshots.ts
 */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium, type Locator, type Page } from 'playwright-core';
import { type System, startSystem } from '../playground/system';
import { readConfigFile } from '../src/config/config-file';

const ROOT = join(__dirname, '..');
const TARGET = join(ROOT, 'docs/images/page.png');
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const MOST_BYTES = 250_000;

async function main(): Promise<void> {
  const system = await start();
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(system.slack.url);
    await system.scan();
    await decide(page);
    mkdirSync(dirname(TARGET), { recursive: true });
    await page.screenshot({ path: TARGET });
  } finally {
    await browser.close();
    await system.close();
  }
  const { size } = statSync(TARGET);
  if (size > MOST_BYTES) throw new Error(`${TARGET} has ${size} bytes; ${MOST_BYTES} are allowed.`);
  console.log(`${TARGET}: ${size} bytes`);
}

/** One message a finding, so that the buttons are in the channel. */
function start(): Promise<System> {
  const config = readConfigFile(join(ROOT, 'playground/vulnscan.yml'));
  return startSystem({
    config: { ...config, slack: { ...config.slack, digestAbove: 50 } },
    port: 0,
    awsPort: 4566,
    reports: ['web-1.json', 'api-1.json'].map((name) => join(ROOT, 'playground/samples', name)),
    images: [],
    imageTars: [],
    page: true,
  });
}

/** Resolves one, suppresses the next, and leaves the reader at the top of the channel. */
async function decide(page: Page): Promise<void> {
  await page.locator('[data-finding]').first().waitFor();
  const all = await page.locator('[data-finding]').count();
  await alert(page, all - 1).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Close the tour' }).click();
  await alert(page, 0).locator('[data-action-id=finding_resolve]').click();
  await alert(page, 0).locator('[data-action-id=finding_reopen]').waitFor();
  await alert(page, 1).locator('[data-action-id=finding_suppress]').click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('textarea').fill('Only reachable from the office network');
  await dialog.locator('[data-modal-submit]').click();
  await alert(page, 1).locator('[data-action-id=finding_reopen]').waitFor();
  await page.locator('[data-finding][data-status=SUPPRESSED]').waitFor();
  for (let click = 0; click < 2; click++)
    await page.locator('.sort', { hasText: 'Status' }).click();
  await page.mouse.move(720, 2);
  await page.waitForTimeout(500);
}

function alert(page: Page, at: number): Locator {
  return page.locator('[data-ts]', { hasText: /CVE-/ }).nth(at);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
