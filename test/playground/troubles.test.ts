import { type System, startSystem } from '../../playground/system';
import { readConfigFile } from '../../src/config-file';

jest.setTimeout(60_000);

/** The real doors, told by the stand-in for CloudWatch what is wrong with vulnscan itself. */
let system: System;

beforeAll(async () => {
  system = await startSystem({
    config: readConfigFile('playground/vulnscan.yml'),
    port: 0,
    awsPort: 0,
    reports: ['playground/samples/api-1.json'],
    images: [],
    imageTars: [],
    page: false,
    lag: { min: 0, max: 20 },
    rates: false,
  });
});
afterAll(() => system.close());

const set = (faults: Record<string, boolean>) => system.slack.act({ do: 'set-faults', faults });
const find = (words: string) =>
  system.slack.state().messages.find(({ text }) => text.includes(words));

async function shown(words: string) {
  for (let tries = 0; tries < 600; tries += 1) {
    const message = find(words);
    if (message !== undefined) return message;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const said = system.slack.state().messages.map(({ text }) => text);
  throw new Error(`nobody said "${words}", but: ${said.join(' | ')}`);
}

test.each([
  ['poisonMessage', 'could not be handled wait in the queue quarantine', 'Nothing waits'],
  ['databaseOld', 'The vulnerability database is old', 'up to date again'],
])('%s is told in one message, which also says that it is over', async (fault, wrong, over) => {
  await set({ [fault]: true });
  const begun = await shown(wrong);
  await set({ [fault]: false });
  const ended = await shown(over);

  expect(ended.ts).toBe(begun.ts);
});

test('a refused token is told as soon as Slack takes it again', async () => {
  await set({ tokenRefused: true });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(find('token')).toBeUndefined();

  await set({ tokenRefused: false });

  expect((await shown("Slack takes the app's token again")).text).toBeDefined();
});
