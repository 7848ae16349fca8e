import {
  checkDecision,
  decisionMark,
  isAhead,
  markTime,
  noteTime,
  type OnScreen,
} from '../../src/domain/check-decision';
import type { Finding, Note, WorkflowStatus } from '../../src/domain/finding';
import { type DecisionRequest, noteOf } from '../../src/domain/workflow';
import { aFinding } from './builders';

/** 2025-11-24T16:00:00Z in Slack's seconds. */
const AT = 1764000000;
const later = (seconds: number) => new Date((AT + seconds) * 1000).toISOString();

function click(kind: 'resolve' | 'reopen', seconds = 0): DecisionRequest {
  const actor = { userId: 'U0ANA', teamId: 'T0HOME', name: 'Ana' };
  return { decision: { kind }, actor, actionTs: String(AT + seconds) };
}

const signed = (action: string, seconds = 0, who = 'U0BEN'): Note => ({
  text: 'a note',
  updatedBy: `vulnscan/${who}/${AT + seconds}/${action}`,
  updatedAt: later(500),
});
const inConsole = (seconds: number): Note => ({
  text: 'a note',
  updatedBy: 'ana@example.com',
  updatedAt: later(seconds),
});

const having = (workflowStatus: WorkflowStatus, note?: Note): Finding =>
  aFinding({ workflowStatus, ...(note && { note }) });
const showing = (state: OnScreen['state'], note?: Note): OnScreen => ({
  state,
  ...(note && { decision: decisionMark(note) }),
});

describe('a decision is written', () => {
  it.each([
    ['on a finding that nobody decided on', having('NOTIFIED'), showing('open'), click('resolve')],
    ['before it is marked as posted', having('NEW'), showing('open'), click('resolve')],
    ['where the message is not known', having('NOTIFIED'), undefined, click('resolve')],
    [
      'to take back a decision',
      having('RESOLVED', signed('resolve')),
      showing('decided', signed('resolve')),
      click('reopen', 1),
    ],
    [
      'after it was reopened',
      having('NOTIFIED', signed('reopen')),
      showing('open', signed('reopen')),
      click('resolve', 1),
    ],
    [
      'at the same moment as the current note',
      having('NOTIFIED', signed('reopen')),
      showing('open', signed('reopen')),
      click('resolve'),
    ],
    [
      'after somebody’s remark in the console',
      having('NOTIFIED', inConsole(0)),
      showing('open', inConsole(0)),
      click('resolve', 1),
    ],
  ])('%s', (_title, finding, shown, request) => {
    expect(checkDecision(finding, shown, request)).toEqual({ kind: 'write' });
  });
});

describe('a request that is delivered again', () => {
  const request = click('resolve');
  const own = noteOf(request);

  it.each([
    ['is in the note', having('RESOLVED', own), showing('open'), false],
    ['is in the note, with the message unknown', having('RESOLVED', own), undefined, false],
    ['is in the message', having('NOTIFIED'), showing('decided', own), true],
    ['is in both', having('RESOLVED', own), showing('decided', own), true],
    [
      'is in the note, and the message has something newer',
      having('RESOLVED', own),
      showing('open', signed('reopen', 9)),
      true,
    ],
  ])('%s, and is not written twice', (_title, finding, on, shown) => {
    expect(checkDecision(finding, on, request)).toEqual({ kind: 'ours', shown });
  });
});

describe('the second person is shown who was first', () => {
  const byBen = { kind: 'already', by: 'U0BEN', at: later(0) };

  it.each([
    ['resolve', 'RESOLVED'],
    ['suppress', 'SUPPRESSED'],
    ['fixed', 'RESOLVED'],
  ] as const)('with what %s did, and when', (action, status) => {
    const finding = having(status, signed(action));

    expect(checkDecision(finding, showing('decided', signed(action)), click('resolve', 1))).toEqual(
      {
        ...byBen,
        status,
        redraw: false,
      },
    );
  });

  it('from the message, while Security Hub still shows the old state', () => {
    const shown = showing('decided', signed('suppress'));

    expect(checkDecision(having('NOTIFIED'), shown, click('resolve', 1))).toEqual({
      ...byBen,
      status: 'SUPPRESSED',
      redraw: false,
    });
  });

  it('from the author of a note written in the AWS console, or nobody if there is none', () => {
    const request = click('resolve', 9);

    expect(checkDecision(having('RESOLVED', inConsole(3)), undefined, request)).toEqual({
      kind: 'already',
      by: 'ana@example.com',
      at: later(3),
      status: 'RESOLVED',
      redraw: false,
    });
    expect(checkDecision(having('SUPPRESSED'), undefined, request)).toEqual({
      kind: 'already',
      by: '',
      status: 'SUPPRESSED',
      redraw: false,
    });
  });

  it('when both reopen it, even before Security Hub shows it', () => {
    const reopened = signed('reopen');

    expect(checkDecision(having('NOTIFIED'), showing('open'), click('reopen'))).toEqual({
      kind: 'already',
      by: '',
      status: 'NOTIFIED',
      redraw: false,
    });
    expect(
      checkDecision(
        having('RESOLVED', signed('resolve', -9)),
        showing('open', reopened),
        click('reopen'),
      ),
    ).toMatchObject({ ...byBen, status: 'NOTIFIED' });
  });

  it('when the click is older than the current decision', () => {
    expect(
      checkDecision(having('NOTIFIED', signed('reopen')), undefined, click('resolve', -1)),
    ).toMatchObject({ ...byBen, status: 'NOTIFIED' });
    expect(
      checkDecision(having('NEW', signed('back')), undefined, click('resolve', -1)),
    ).toMatchObject({
      ...byBen,
      status: 'NEW',
    });
    expect(
      checkDecision(having('NOTIFIED', inConsole(0)), undefined, click('resolve', -1)),
    ).toMatchObject({
      by: 'ana@example.com',
    });
  });

  const resolved = having('RESOLVED', signed('resolve'));
  it.each([
    ['shows it as open', resolved, showing('open'), true],
    ['shows an earlier decision', resolved, showing('decided', signed('resolve', -9)), true],
    ['shows it as open, without a note', having('RESOLVED'), showing('open'), true],
    ['shows the decision already', resolved, showing('decided', signed('resolve')), false],
    ['shows the decision already, without a note', having('RESOLVED'), showing('decided'), false],
    ['is unknown', resolved, undefined, false],
  ])(
    'and the message is redrawn or left unchanged when it %s',
    (_title, finding, shown, redraw) => {
      expect(checkDecision(finding, shown, click('resolve', 1))).toMatchObject({
        kind: 'already',
        redraw,
      });
    },
  );

  it('and a message that still shows a decision is updated after a reopening in the console', () => {
    const shown = showing('decided', signed('resolve'));

    expect(
      checkDecision(having('NOTIFIED', inConsole(5)), shown, click('reopen', 9)),
    ).toMatchObject({
      kind: 'already',
      redraw: true,
    });
  });
});

describe('a decision waits', () => {
  it('while the one that the message shows is not applied yet', () => {
    const wait = { kind: 'wait', regressed: false };

    expect(
      checkDecision(having('NOTIFIED'), showing('decided', signed('resolve')), click('reopen', 1)),
    ).toEqual(wait);
    expect(
      checkDecision(
        having('RESOLVED', signed('resolve', -9)),
        showing('open', signed('reopen')),
        click('resolve', 1),
      ),
    ).toEqual(wait);
  });

  it('while NOTIFIED, applied over the shown decision, may still be repaired', () => {
    const shown = showing('decided', signed('resolve'));
    const regressed = having('NOTIFIED', signed('resolve'));

    expect(checkDecision(regressed, shown, click('reopen', 1))).toEqual({
      kind: 'wait',
      regressed: true,
    });
    expect(checkDecision(regressed, shown, click('resolve', 1))).toMatchObject({
      kind: 'already',
      by: 'U0BEN',
      redraw: false,
    });
    expect(checkDecision(having('NOTIFIED'), showing('decided'), click('reopen', 1))).toEqual({
      kind: 'wait',
      regressed: true,
    });
  });
});

describe('what a message stores of a note', () => {
  it('is the signature of our notes, and time and author of others', () => {
    expect(decisionMark(signed('resolve'))).toBe(`vulnscan/U0BEN/${AT}/resolve`);
    expect(decisionMark(inConsole(7))).toBe(`${later(7)} ana@example.com`);
    expect(decisionMark({ text: '', updatedBy: 'ana@example.com' })).toBe('ana@example.com');
  });

  it('has the time of its decision; 0 without one', () => {
    expect(noteTime(signed('resolve', 3))).toBe((AT + 3) * 1000);
    expect(noteTime(inConsole(7))).toBe((AT + 7) * 1000);
    expect(noteTime(undefined)).toBe(0);
    expect(markTime('ana@example.com')).toBe(0);
    expect(markTime('')).toBe(0);
  });

  it.each([
    ['newer than the read', signed('resolve', 1), signed('reopen'), true],
    ['newer than no note', signed('resolve'), undefined, true],
    ['the same', signed('resolve'), signed('resolve'), false],
    ['older', signed('resolve', -1), signed('reopen'), false],
    ['another of the same moment', signed('resolve'), signed('reopen'), false],
    ['nothing', undefined, undefined, false],
  ])('shows that the message is newer than Security Hub: %s', (_title, onScreen, read, ahead) => {
    expect(isAhead(showing('decided', onScreen), read)).toBe(ahead);
  });
});
