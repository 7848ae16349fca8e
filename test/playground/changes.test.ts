import type { SlackMessage } from '../../playground/page/protocol';
import type { System } from '../../playground/system';
import { startQuickly } from '../system';

/** What happens outside vulnscan, through the page and the whole system. */
let system: System;

beforeAll(async () => {
  // Functions that still run are waited for at the end.
  system = await startQuickly({ patience: 20_000 });
  await system.scan();
  await shown((message) => message.text.includes('CVE-2022-0778'));
  await until(() => system.aws.hub.findings().every(({ Workflow }) => isNotified(Workflow)));
}, 60_000);
afterAll(() => system.close(), 30_000);

function isNotified(workflow: unknown): boolean {
  return JSON.stringify(workflow) === '{"Status":"NOTIFIED"}';
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const said = system.slack.state().messages.map(({ text }) => text);
  throw new Error(`it never was so: ${said.join(' | ')}`);
}

const found = (matches: (message: SlackMessage) => boolean) =>
  system.slack.state().messages.filter(matches);

async function shown(matches: (message: SlackMessage) => boolean): Promise<SlackMessage[]> {
  await until(() => found(matches).length > 0);
  return found(matches);
}

const says = (words: string) => (message: SlackMessage) => JSON.stringify(message).includes(words);

test('a CVE that CISA lists is told once in the thread of its card', async () => {
  const [card] = found(({ text }) => text.includes('CVE-2022-0778'));
  const listed = { do: 'list-exploited', vulnerabilityId: 'CVE-2022-0778' } as const;
  expect(await system.page.act(listed)).toEqual({ ok: true });
  const words = 'Now known to be exploited: CVE-2022-0778';
  const [line] = await shown(({ text }) => text.startsWith(words));

  expect(line?.threadTs).toBe(card?.threadTs ?? card?.ts);
  expect(await system.page.act(listed)).toMatchObject({ ok: false });
  await until(() => system.page.state().tasks.every(({ lastStatus }) => lastStatus === 'STOPPED'));
}, 60_000);

test('an image that a new service runs is told in the threads of its findings and in the message of the scan', async () => {
  const ids = system.aws.hub.findings().map(({ Id }) => String(Id).split('/').at(-1) ?? '');
  expect(await system.page.act({ do: 'run-new-image' })).toEqual({ ok: true });
  await shown(says('New image `checkout-public`'));
  const lines = ({ text }: SlackMessage) => text.startsWith('Now also in checkout-public');
  const told = (id: string) => found((message) => lines(message) && message.text.includes(id));
  await until(() => ids.every((id) => told(id).length > 0));

  expect(ids.map((id) => told(id).length)).toEqual(ids.map(() => 1));
  const [[urgent], [before]] = [told('CVE-2021-32708'), told('CVE-2021-3129')];
  // Automatable, with total impact, and the internet can reach it now.
  expect(urgent?.text).toMatch(/exposed to the internet: .*CVE-2021-32708.* · due .* instead of/);
  expect(urgent?.broadcast).toBe(true);
  // Exploited, so it was due in three days already.
  expect(before?.broadcast).not.toBe(true);
  // The scan before told this.
  expect(found(({ text }) => text.startsWith('Now known to be exploited'))).toHaveLength(1);
  expect(await system.page.act({ do: 'run-new-image' })).toMatchObject({ ok: false });
}, 60_000);
