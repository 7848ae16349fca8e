import type { SlackMessage } from '../../playground/page/protocol';
import type { System } from '../../playground/system';
import { startQuickly } from '../system';
import { eventually } from './process';

/* Questions that only the archive can answer, through the playground. */

let system: System;

beforeAll(async () => {
  for (const level of ['log', 'warn', 'error'] as const) {
    jest.spyOn(console, level).mockImplementation(() => undefined);
  }
  const reports = ['api-1', 'web-1', 'worker-1'].map((name) => `playground/samples/${name}.json`);
  system = await startQuickly({ reports });
});
afterAll(async () => {
  await until('empty queues', () =>
    system.page.state().queues.every(({ visible, inFlight }) => visible + inFlight === 0),
  );
  await system.close();
});

/** What only Ana sees after her command, but for the note that it is being answered. */
async function ask(id: string): Promise<string> {
  const seen: SlackMessage[] = [];
  const stop = system.slack.onEvent((event) => {
    if (event.type === 'message' && event.message.ephemeralTo === 'U0ANA') seen.push(event.message);
  });
  const place = { user: 'U0ANA', channel: 'C0SECURITY' };
  await system.slack.act({ do: 'slash-command', ...place, command: '/vulnscan', text: id });
  await until('an answer', () => seen.length > 0);
  stop();
  return JSON.stringify(seen.at(-1));
}

async function until(what: string, holds: () => boolean): Promise<void> {
  if (!(await eventually(holds, 50_000))) throw new Error(`never: ${what}`);
}

const tasks = () => system.page.state().tasks;

test('a vulnerability below the configured severities is found in its images, with their packages', async () => {
  expect(await ask('CVE-2011-3374')).toContain('no complete scan is in the archive yet');

  await system.scan();
  await until('the end of the scan', () => tasks().some(({ exitCode }) => exitCode === 0));

  expect(system.page.state().findings.map(({ id }) => id)).not.toContain('vulnscan/CVE-2011-3374');
  const answer = await ask('CVE-2011-3374');
  expect(answer).toContain('*Low*');
  expect(answer).toContain('`api`');
  expect(answer).toContain('`worker`');
  expect(answer).toContain('`apt`');
  expect(answer).toContain('Not found in `web`');
  expect(answer).toContain('From the complete scan of');

  expect(await ask('CVE-2024-3094')).toContain('was not found in any of 3 images');
});
