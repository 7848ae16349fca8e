import { Refused, Unavailable } from '../../src/domain/errors';
import type { AlarmState, HealthNotice } from '../../src/domain/health';
import type { ScanEvent } from '../../src/domain/scan';
import type { ShownHealth } from '../../src/ports/health';
import { checkDatabase } from '../../src/usecases/check-health';
import { healthRound } from '../../src/usecases/health-round';
import { readOpen, tellHealth } from '../../src/usecases/post-health';
import { NOW, world } from './kit';

const HOUR = 3_600_000;
const notice: HealthNotice = {
  problem: { kind: 'no-scan' },
  since: '2026-11-24T05:00:00.000Z',
  over: false,
};
const ago = (ms: number) => new Date(NOW.getTime() - ms).toISOString();
const shown = (changes: Partial<ShownHealth> = {}): ShownHealth => ({
  key: 'no-scan',
  ref: { channel: 'C0', ts: '1.1' },
  postedAt: ago(0),
  since: '2026-11-23T05:00:00.000Z',
  ...changes,
});

/** A channel with these messages about problems, which records what is posted and rewritten. */
function telling(open: ShownHealth[] = []) {
  const all = world();
  const posted: HealthNotice[] = [];
  const rewritten: [string, HealthNotice][] = [];
  const reads: Date[] = [];
  const channel: typeof all.deps.channel = {
    ...all.deps.channel,
    post: async (message) => {
      if (message.kind === 'health') posted.push(message.notice);
      return { channel: 'C0', ts: '9.9' };
    },
    look: async () => new Map(),
    rewrite: async (ref, message) => {
      if (message.kind === 'health') rewritten.push([ref.ts, message.notice]);
    },
  };
  const health = {
    openHealth: async (since: Date) => {
      reads.push(since);
      return open;
    },
  };
  const alarms = { states: async (): Promise<AlarmState[]> => [] };
  return { ...all, deps: { ...all.deps, channel, health, alarms }, posted, rewritten, reads };
}

test('problems are searched for in the last thirty days', async () => {
  const { deps, reads } = telling();

  await readOpen(deps);

  expect(reads.map((since) => since.toISOString())).toEqual(['2026-10-25T10:00:00.000Z']);
});

test.each([
  ['is not posted a second time before', 23.5 * HOUR - 1, 0],
  ['is posted again from', 23.5 * HOUR, 1],
])('a problem that lasts %s half an hour short of a day', async (_what, age, times) => {
  const { deps, posted } = telling();
  const last = shown({ postedAt: ago(age) });

  await tellHealth(deps, notice, [last]);

  expect(posted).toEqual(Array(times).fill({ ...notice, since: last.since, again: true }));
});

test('a message without a since falls back to the alarm’s time', async () => {
  const { deps, rewritten } = telling();

  await tellHealth(deps, { ...notice, over: true }, [shown({ since: '' })]);

  expect(rewritten).toEqual([['1.1', { ...notice, over: true, endedAt: notice.since }]]);
});

test('the end of a problem is written into its own messages, oldest first, and into no other', async () => {
  const { deps, rewritten } = telling();
  const at = (ts: string, changes: Partial<ShownHealth> = {}) =>
    shown({ ref: { channel: 'C0', ts }, ...changes });

  await tellHealth(deps, { ...notice, over: true }, [
    at('3.3'),
    at('2.2', { key: 'token-refused' }),
    at('1.1', { since: '2026-11-01T00:00:00.000Z' }),
  ]);

  const end = { ...notice, over: true, since: shown().since, endedAt: notice.since };
  expect(rewritten).toEqual([
    ['1.1', end],
    ['3.3', end],
  ]);
});

test('a message that cannot be rewritten is logged, and retried if the failure is temporary', async () => {
  const { deps, facts } = telling();
  const failing = (error: Error) => ({
    ...deps,
    channel: { ...deps.channel, rewrite: () => Promise.reject(error) },
  });
  const over = { ...notice, over: true };

  await tellHealth(failing(new Refused('message_gone', 'no')), over, [shown()]);
  const later = tellHealth(failing(new Unavailable('slack', 'no answer')), over, [shown()]);

  await expect(later).rejects.toThrow('no answer');
  expect(facts).toEqual([
    { message: 'a health message can not be rewritten', code: 'message_gone' },
  ]);
});

describe('a post about a problem', () => {
  const failing = (error: Error) => {
    const all = telling();
    const post = () => Promise.reject(error);
    return { ...all.deps, channel: { ...all.deps.channel, post } };
  };

  test('that may have reached Slack is not repeated for a minute, and keeps its cause', async () => {
    const cause = new Unavailable('slack', 'no answer', { ambiguous: true });

    await expect(tellHealth(failing(cause), notice, [])).rejects.toMatchObject({
      code: 'slack',
      message: 'no answer',
      retryAfterMs: 60_000,
      cause,
    });
  });

  test.each([
    ['a response to retry later', new Unavailable('slack', 'later', { retryAfterMs: 5_000 })],
    ['a refusal', new Refused('channel', 'invite the app')],
  ])('keeps its error after %s', async (_what, error) => {
    await expect(tellHealth(failing(error), notice, [])).rejects.toBe(error);
  });

  test.each([
    ['at once', 1, 0],
    ['as soon as the history shows it', 4, 3_000],
    ['after ten looks, a second apart, at the latest', 99, 10_000],
  ])('lets the next one go %s', async (_when, visibleAt, waited) => {
    const { deps, clock } = telling();
    let looks = 0;
    const look = async () => {
      looks += 1;
      return looks < visibleAt ? undefined : new Map();
    };

    await tellHealth({ ...deps, channel: { ...deps.channel, look } }, notice, []);

    expect(clock.at - NOW.getTime()).toBe(waited);
  });
});

describe('the vulnerability database that a scan used', () => {
  const scan = (databaseAt?: string): Extract<ScanEvent, { type: 'Scan Completed' }> => ({
    type: 'Scan Completed',
    scanId: 's',
    at: NOW.toISOString(),
    counts: { new: 0, reopened: 0, fixed: 0, unchanged: 0 },
    images: [],
    refused: 0,
    held: 0,
    durationMs: 1,
    ...(databaseAt !== undefined && { databaseAt }),
  });

  test('is old from two days on', async () => {
    const { deps, posted } = telling();
    const databaseAt = ago(48 * HOUR);

    await checkDatabase(deps, scan(ago(48 * HOUR - 1)));
    await checkDatabase(deps, scan(databaseAt));

    expect(posted).toEqual([
      { problem: { kind: 'old-database', databaseAt }, since: NOW.toISOString(), over: false },
    ]);
  });

  test('is not checked, and costs nothing, if its age is unknown', async () => {
    const { deps, posted, reads } = telling();

    await checkDatabase(deps, scan());

    expect([posted, reads]).toEqual([[], []]);
  });
});

test('an unexpected failure of a round is an error of the worker', async () => {
  const { deps } = telling();
  const states = () => Promise.reject(new TypeError('what is this'));

  await expect(healthRound({ ...deps, alarms: { states } })).rejects.toThrow('what is this');
});

test('a failed round is logged with its code and cause', async () => {
  const { deps, facts } = telling();
  const error = new Refused('AccessDenied', 'AWS refused.');

  await healthRound({ ...deps, alarms: { states: () => Promise.reject(error) } });

  expect(facts).toEqual([{ message: 'a health round failed', code: 'AccessDenied', error }]);
});
