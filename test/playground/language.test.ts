import type { PageEvent, PageState, SlackMessage } from '../../playground/page/protocol';
import type { System } from '../../playground/system';
import { click, hasButton } from '../people';
import { startQuickly } from '../system';
import { eventually } from './process';

/** The whole system behind the page, which is asked over HTTP to speak another language. */
let system: System;

const ANA = 'U0ANA';
const WORDS = {
  en: {
    resolve: 'Resolve',
    resolved: /Resolved by Ana Silva/,
    help: 'stop the running scan',
    home: 'All images',
  },
  ja: {
    resolve: '対応済みにする',
    resolved: /Ana Silva が対応済みにしました/,
    help: 'スキャンを中止',
    home: 'すべてのイメージ',
  },
};

beforeAll(async () => {
  system = await startQuickly({ patience: 30_000 });
  await system.scan();
  const isPosted = ({ findings }: PageState): boolean =>
    findings.length > 0 && findings.every(({ workflowStatus }) => workflowStatus === 'NOTIFIED');
  expect(await eventually(async () => isPosted(await state()), 50_000)).toBe(true);
});
afterAll(() => system.close());

test('a switch to Japanese redraws open alerts, and later messages are Japanese', async () => {
  const changed = nextEvent((event) => event.type === 'settings');

  expect(await speak('ja')).toEqual({ ok: true });

  expect(await changed).toMatchObject({ settings: { language: 'ja' } });
  expect((await state()).settings.language).toBe('ja');
  await everythingSpeaks('ja');
  const [alert] = await alerts();
  if (alert === undefined) throw new Error('there is no alert');
  await click(system.slack, alert, 'remedy_resolve', ANA);
  await someMessageSays(WORDS.ja.resolved);
});

test('a switch back to English also redraws a decision made in between', async () => {
  await speak('en');

  await everythingSpeaks('en');
  await someMessageSays(WORDS.en.resolved);
  const { findings } = await state();
  expect(findings.filter(({ workflowStatus }) => workflowStatus === 'RESOLVED')).toHaveLength(1);
});

test('a language that it does not know changes nothing', async () => {
  expect(await speak('fr')).toMatchObject({ ok: false });

  expect((await state()).settings.language).toBe('en');
});

async function everythingSpeaks(language: 'en' | 'ja'): Promise<void> {
  const { resolve, help, home } = WORDS[language];
  const isRedrawn = async (): Promise<boolean> =>
    (await alerts()).every((message) => wordsOf(message).includes(`"${resolve}"`));
  expect(await eventually(isRedrawn)).toBe(true);

  const answered = nextEvent((event) => event.type === 'message' && !!event.message.ephemeralTo);
  await act({ do: 'slash-command', user: ANA, channel: 'C0SECURITY', ...HELP });
  expect(JSON.stringify(await answered)).toContain(help);

  const published = nextEvent((event) => event.type === 'home');
  await act({ do: 'open-home', user: ANA });
  expect(JSON.stringify(await published)).toContain(home);
}

const HELP = { command: '/vulnscan', text: 'help' };

async function someMessageSays(words: RegExp): Promise<void> {
  const says = async (): Promise<boolean> =>
    (await state()).messages.some((message) => words.test(wordsOf(message)));
  expect(await eventually(says)).toBe(true);
}

function nextEvent(isMeant: (event: PageEvent) => boolean): Promise<PageEvent> {
  return new Promise((resolve) => {
    const stop = system.page.onEvent((event) => {
      if (!isMeant(event)) return;
      stop();
      resolve(event);
    });
  });
}

async function alerts(): Promise<SlackMessage[]> {
  const { messages } = await state();
  return messages.filter(hasButton('remedy_resolve'));
}

function wordsOf({ blocks, attachments }: SlackMessage): string {
  return JSON.stringify([blocks, attachments]);
}

async function state(): Promise<PageState> {
  return (await fetch(`${system.slack.url}/page/state`)).json();
}

function speak(language: string) {
  return act({ do: 'set-language', language });
}

async function act(body: object): Promise<unknown> {
  const sent = { method: 'POST', body: JSON.stringify(body) };
  return (await fetch(`${system.slack.url}/page/act`, sent)).json();
}
