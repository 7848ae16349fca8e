import { filterFindings, shownImages, sortFindings } from '../../../playground/page/panel/findings';
import type { SlackMessage } from '../../../playground/page/protocol';
import { complete, readCommand } from '../../../playground/page/shell/commands';
import {
  askedCommand,
  baselineOf,
  stepsDone,
  stepsOf,
} from '../../../playground/page/shell/tour-steps';
import { EMPTY, messageKey, reduceAll } from '../../../playground/page/state/model';
import {
  channelMessages,
  replyCounts,
  repositoriesOf,
  repositoryOf,
  threadReplies,
} from '../../../playground/page/state/select';
import { en } from '../../../playground/page/text/en';
import { ANA, CHANNEL, MESSAGES } from './fixtures/messages';
import { aPageState } from './fixtures/page-state';

const STATE = aPageState();

function aMessage(part: Partial<SlackMessage> = {}): SlackMessage {
  return { ...first(MESSAGES), ...part };
}

function first<T>(list: T[]): T {
  const [one] = list;
  if (one === undefined) throw new Error('the list is empty');
  return one;
}

describe('the model', () => {
  it('rewrites a message where it stands and counts the change', () => {
    const message = aMessage({ text: 'rewritten' });
    const model = reduceAll(EMPTY, [
      { type: 'state', state: STATE },
      { type: 'message', message },
    ]);

    expect(model.state?.messages).toHaveLength(STATE.messages.length);
    expect(model.state?.messages[0]?.text).toBe('rewritten');
    expect(model.changes).toEqual({ [messageKey(message)]: 1 });
  });

  it('forgets what is deleted and keeps the newest 200 hops', () => {
    const { channel, ts } = first(MESSAGES);
    const hops = Array.from({ length: 250 }, (_, index) => ({
      type: 'traffic' as const,
      entry: { id: 1000 + index, at: '', from: 'sqs' as const, to: 'lambda' as const, what: 'x' },
    }));
    const model = reduceAll(EMPTY, [
      { type: 'state', state: STATE },
      { type: 'message-deleted', channel, ts },
      ...hops,
    ]);

    expect(model.state?.messages.some((one) => one.ts === ts)).toBe(false);
    expect(model.state?.traffic.map((one) => one.id)).toEqual(
      hops.slice(50).map((h) => h.entry.id),
    );
  });

  it('flashes nothing when it connects again', () => {
    const model = reduceAll(EMPTY, [
      { type: 'state', state: STATE },
      { type: 'state', state: STATE },
    ]);

    expect(model.changes).toEqual({});
  });
});

describe('what a person sees', () => {
  it('keeps private messages and replies out of others’ channel', () => {
    const mine = channelMessages(STATE, CHANNEL, ANA);
    const other = channelMessages(STATE, CHANNEL, 'U0GUEST');

    expect(mine.filter((one) => one.ephemeralTo)).toHaveLength(1);
    expect(other.filter((one) => one.ephemeralTo)).toHaveLength(0);
    expect(mine.every((one) => one.threadTs === undefined || one.broadcast)).toBe(true);
  });

  it('shows a broadcast reply in the channel and in its thread', () => {
    const parent = aMessage();
    const reply = aMessage({ ts: '1.2', threadTs: parent.ts, broadcast: true });
    const state = aPageState({ messages: [parent, reply] });

    expect(channelMessages(state, CHANNEL, ANA)).toContain(reply);
    expect(threadReplies(state, parent, ANA)).toEqual([reply]);
    expect(replyCounts(state, CHANNEL).get(parent.ts)).toBe(1);
  });

  it.each([
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/api:1.2', 'team/api'],
    ['registry.example:5000/api@sha256:abc', 'api'],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/api', 'api'],
  ])('knows the repository of %s', (image, repository) => {
    expect(repositoryOf(image)).toBe(repository);
  });
});

describe('the findings table', () => {
  it('sorts by severity, worst first, and never loses a row', () => {
    const sorted = sortFindings(STATE.findings, { key: 'severity', down: false });

    expect(sorted.map((one) => one.severity).slice(0, 4)).toEqual([
      'CRITICAL',
      'CRITICAL',
      'CRITICAL',
      'HIGH',
    ]);
    expect(sorted).toHaveLength(STATE.findings.length);
  });

  it('filters by every word and by status', () => {
    expect(filterFindings(STATE.findings, 'worker CRITICAL', '')).toHaveLength(2);
    expect(filterFindings(STATE.findings, 'worker', 'SUPPRESSED')).toHaveLength(1);
  });

  it('names the first images of a finding once each, without their registry', () => {
    const many = Array.from({ length: 32 }, (_, index) => `team/service-${index % 16}`);

    expect(shownImages(['r.io/api@sha256:0123456789abcdef', 'r.io:5000/a/web', 'web', 'web'])).toBe(
      'api@0123456, a/web, web',
    );
    expect(shownImages(many)).toBe(
      'team/service-0, team/service-1, team/service-2, team/service-3 +12',
    );
  });
});

test('images are completed by their repository, configured or found', () => {
  const images = ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/shop:latest'];

  expect(repositoriesOf(aPageState({ findings: [] }), images)).toEqual(['team/shop']);
  expect(repositoriesOf(STATE, images)).toEqual(expect.arrayContaining(['api', 'team/shop']));
});

describe('the message box', () => {
  const { hints } = en.channel;

  it('splits a command as Slack does', () => {
    expect(readCommand('/vulnscan   api  now ')).toEqual({
      command: '/vulnscan',
      text: 'api  now',
    });
    expect(readCommand('hello')).toBeUndefined();
  });

  it('completes images and words, and stops at what is typed whole', () => {
    expect(complete('/vulnscan a', ['api'], hints).map((one) => one.text)).toEqual([
      '/vulnscan api',
      '/vulnscan affected ',
    ]);
    expect(complete('/vulnscan help', [], hints)).toEqual([]);
    expect(complete('hello', ['api'], hints)).toEqual([]);
  });
});

describe('the tour', () => {
  it.each([
    [['web', 'api'], '/vulnscan api'],
    [['shop'], '/vulnscan shop'],
    [[], '/vulnscan'],
  ])('asks for an image that can be scanned: of %j', (repositories, command) => {
    expect(askedCommand(repositories)).toBe(command);
  });

  it('ticks off only what changed since it began', () => {
    const baseline = baselineOf(STATE);
    const nothing = { openedFinding: false, scanned: false };
    const findings = STATE.findings.map((one) =>
      one.workflowStatus === 'NOTIFIED' ? { ...one, workflowStatus: 'RESOLVED' } : one,
    );

    expect([...stepsDone(STATE, baseline, nothing)]).toEqual(['scan', 'alert']);
    expect([...stepsDone(aPageState({ findings }), baseline, nothing)]).toEqual([
      'scan',
      'alert',
      'resolve',
    ]);
  });

  it('begins with a scan where none starts by itself, and ends with one elsewhere', () => {
    expect(stepsOf({ scansAtStart: false }).at(0)).toBe('scan');
    expect(stepsOf({ scansAtStart: true }).at(-1)).toBe('command');
    expect(stepsOf({ scansAtStart: true })).not.toContain('scan');
  });
});

test('a private answer to a click in a thread is seen in the channel too', () => {
  const [parent] = channelMessages(STATE, CHANNEL, ANA);
  if (parent === undefined) throw new Error('no message');
  const answer = {
    ...parent,
    ts: '1895507200.000100',
    threadTs: parent.ts,
    broadcast: false,
    ephemeralTo: ANA,
  };
  const state = { ...STATE, messages: [...STATE.messages, answer] };

  expect(channelMessages(state, CHANNEL, ANA)).toContain(answer);
  expect(channelMessages(state, CHANNEL, 'U0GUEST')).not.toContain(answer);
});
