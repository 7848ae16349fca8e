import { Refused, Unavailable } from '../../src/domain/errors';
import { readHealth } from '../../src/usecases/read-health';
import { world } from './kit';

test('the state of vulnscan is read from the last three days', async () => {
  const { deps } = world();
  const read: string[] = [];
  const healthSummary = async (since: Date) => {
    read.push(since.toISOString());
    return { troubles: ['No scan has finished.'] };
  };

  expect(await readHealth({ ...deps, health: { healthSummary } })).toEqual({
    troubles: ['No scan has finished.'],
  });

  expect(read).toEqual(['2026-11-21T10:00:00.000Z']);
});

test('if the history must not be read, the summary is empty and the log says so', async () => {
  const { deps, facts } = world();
  const healthSummary = () => Promise.reject(new Refused('channel', 'invite the app'));

  expect(await readHealth({ ...deps, health: { healthSummary } })).toEqual({ troubles: [] });

  expect(facts).toEqual([{ message: 'the health messages could not be read', code: 'channel' }]);
});

test('if the history cannot be read for now, the question is retried', async () => {
  const { deps } = world();
  const healthSummary = () => Promise.reject(new Unavailable('slack', 'no answer'));

  await expect(readHealth({ ...deps, health: { healthSummary } })).rejects.toThrow('no answer');
});
