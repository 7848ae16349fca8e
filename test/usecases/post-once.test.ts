import { InvalidInput, Refused, Unavailable } from '../../src/domain/errors';
import type { Finding } from '../../src/domain/finding';
import type { AlertEntry } from '../../src/domain/message';
import type { Posting } from '../../src/domain/posting-plan';
import type { Channel } from '../../src/ports/channel';
import { postOnce } from '../../src/usecases/post-once';
import { aFinding, findings, NOW, world } from './kit';

const scan = { id: 'scan-1', newFindings: 12 };
const entry = (finding: Finding): AlertEntry => ({ finding, generation: 0, reason: 'new' });
const single: Posting = { kind: 'single', entry: entry(aFinding()) };

function page(found = findings(2, { scan }), broadcast = false): Posting {
  return { kind: 'page', scanId: 'scan-1', total: 12, entries: found.map(entry), broadcast };
}

/** Slack that answers its posts with these errors, one after another, and then works normally. */
function refusing(...errors: Error[]) {
  const all = world();
  const plain: boolean[] = [];
  const post: Channel['post'] = async (message, options) => {
    const error = errors[plain.length];
    plain.push(options?.minimal ?? false);
    if (error !== undefined) throw error;
    return all.deps.channel.post(message, options);
  };
  return { ...all, deps: { ...all.deps, channel: { ...all.deps.channel, post } }, plain };
}

const undrawable = new InvalidInput('rendering', 'Slack would refuse this: 51 blocks');

describe('a message that cannot be drawn', () => {
  test('is logged with its content', async () => {
    const { deps, facts } = refusing(undrawable);

    await postOnce(deps, single);

    expect(facts).toEqual([
      { message: 'Slack refuses how a message is drawn', kind: 'alert', error: undrawable },
    ]);
  });

  test('keeps its place in the thread in its plain form', async () => {
    const { deps, shown } = refusing(undrawable);
    deps.memory.digests.set('scan-1', { channel: 'C0', ts: '7.7' });

    await postOnce(deps, page(findings(2, { scan }), true));

    expect(shown.map(({ options }) => options)).toEqual([
      { threadTs: '7.7', broadcast: true, minimal: true },
    ]);
  });

  test("is quarantined with Slack's error when its plain form is refused too", async () => {
    const { deps } = refusing(undrawable, undrawable);

    expect(await postOnce(deps, single)).toEqual({
      kind: 'quarantined',
      reason: expect.stringContaining('51 blocks'),
    });
  });

  test.each([
    ['time-out', new Unavailable('slack', 'no answer', { ambiguous: true }), { atLeastMs: 60_000 }],
    ['a 429', new Unavailable('slack', 'later', { retryAfterMs: 7_000 }), { afterMs: 7_000 }],
  ])('is retried as usual when its plain form meets %s', async (_what, error, when) => {
    const { deps } = refusing(undrawable, error);

    expect(await postOnce(deps, single)).toEqual({ kind: 'retry', ...when });
  });
});

test('a service that names no time is called again after the usual back-off', async () => {
  const { deps, facts } = refusing(new Unavailable('slack', 'no answer'));

  expect(await postOnce(deps, single)).toStrictEqual({ kind: 'retry' });
  expect(facts).toEqual([]);
});

test('a closed channel is logged with the code an alarm looks for', async () => {
  const error = new Refused('channel', 'invite the app');
  const { deps, facts } = refusing(error);

  await postOnce(deps, single);

  expect(facts).toEqual([
    { message: 'Slack refuses the channel or the token', code: 'channel', error },
  ]);
});

test('a post with an unknown outcome is logged with its cause', async () => {
  const error = new Error('socket hang up');
  const { deps, facts } = refusing(error);

  await postOnce(deps, single);

  expect(facts).toEqual([{ message: 'a post may or may not have reached Slack', error }]);
});

describe('a digest', () => {
  test('counts the NEW findings of its scan and no others', async () => {
    const [mine, other] = findings(2, { scan });
    if (mine === undefined || other === undefined) throw new Error('no findings');
    const { deps, shown } = world([
      aFinding({ id: 'of no scan' }),
      other,
      aFinding({ id: 'of another scan', scan: { ...scan, id: 'scan-2' } }),
      aFinding({ id: 'posted already', scan, workflowStatus: 'NOTIFIED' }),
      aFinding({ id: 'gone', scan, recordState: 'ARCHIVED' }),
    ]);

    await postOnce(deps, page([mine]));

    expect(shown[0]?.message).toMatchObject({
      digest: { scanId: 'scan-1', total: 12, bySeverity: { HIGH: 2 } },
    });
  });

  test('starts with five hundred findings at most, so that it comes within seconds', async () => {
    const { deps, shown } = world(findings(510, { scan }));

    await postOnce(deps, page(findings(1, { scan })));

    expect(shown[0]?.message).toMatchObject({ digest: { bySeverity: { HIGH: 500 } } });
  });

  test('starts with the findings at hand if Security Hub cannot be read', async () => {
    const { deps, shown, facts } = world();
    const error = new Unavailable('throttled', 'later');
    const list: typeof deps.store.list = async function* () {
      yield* findings(0);
      throw error;
    };

    const posted = await postOnce({ ...deps, store: { ...deps.store, list } }, page());

    expect(posted.kind).toBe('posted');
    expect(shown[0]?.message).toMatchObject({ digest: { bySeverity: { HIGH: 2 } } });
    expect(facts).toEqual([
      { message: 'the findings of a digest could not be read', scan: 'scan-1', error },
    ]);
  });

  test('that Slack does not accept leaves its page unposted', async () => {
    const { deps, plain, shown } = refusing(new Refused('channel', 'invite the app'));

    expect(await postOnce(deps, page())).toEqual({ kind: 'retry' });

    expect(plain).toHaveLength(1);
    expect(shown).toEqual([]);
  });

  test.each([
    [new Refused('token', 'install the app again'), { kind: 'retry' }],
    [new Unavailable('slack', 'later', { retryAfterMs: 5_000 }), { kind: 'retry', afterMs: 5_000 }],
  ])('waits and is not posted when the history answers "%s"', async (error, outcome) => {
    const { deps, shown } = world();
    const findDigest = () => Promise.reject(error);

    const posted = await postOnce({ ...deps, channel: { ...deps.channel, findDigest } }, page());

    expect(posted).toEqual(outcome);
    expect(shown).toEqual([]);
  });

  /** A history that shows a digest from its `visibleAt`-th look after the post on. */
  function laggingHistory(visibleAt: number) {
    const all = world();
    let looks = 0;
    const findDigest: Channel['findDigest'] = async (scanId, since) => {
      if (all.shown.length === 0) return undefined;
      looks += 1;
      if (looks === 1 && visibleAt > 1) throw new Unavailable('slack', 'later');
      return looks < visibleAt ? undefined : all.deps.channel.findDigest(scanId, since);
    };
    const deps = { ...all.deps, channel: { ...all.deps.channel, findDigest } };
    return { ...all, deps, waited: () => all.clock.at - NOW.getTime() };
  }

  test.each([
    ['at once when the history shows the digest', 1, 0],
    ['as soon as the history shows the digest', 4, 3_000],
    ['after ten looks, a second apart, at the latest', 10, 9_000],
  ])('is followed by its page %s', async (_when, visibleAt, waited) => {
    const history = laggingHistory(visibleAt);

    expect((await postOnce(history.deps, page())).kind).toBe('posted');

    expect(history.shown.map(({ message }) => message.kind)).toEqual(['digest', 'page']);
    expect(history.waited()).toBe(waited);
  });

  test('that ten searches do not find is left alone for a minute, and not posted again', async () => {
    const history = laggingHistory(11);

    expect(await postOnce(history.deps, page())).toEqual({ kind: 'retry', atLeastMs: 60_000 });
    expect(history.shown.map(({ message }) => message.kind)).toEqual(['digest']);
    expect(history.facts).toEqual([
      { message: 'the history could not be read', error: expect.any(Unavailable) },
    ]);

    await postOnce(history.deps, page());
    expect(history.shown.map(({ message }) => message.kind)).toEqual(['digest', 'page']);
  });
});
