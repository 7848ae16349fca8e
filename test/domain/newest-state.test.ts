import type { Note } from '../../src/domain/finding';
import { isReceipt, newestFinding, newestState } from '../../src/domain/newest-state';
import { aFinding } from './builders';

const POSTED = 1764000000;
const placement = { channel: 'C0', ts: `${POSTED}.000000`, generation: 0 };

const decidedAt = (seconds: number, who = 'U0ANA'): Note => ({
  text: 'Resolved.',
  updatedBy: `vulnscan/${who}/${seconds}/resolve`,
});
const atSecond = (seconds: number) => new Date((POSTED + seconds) * 1000).toISOString();

describe('between a finding as read and the state in an event', () => {
  const open = aFinding({ workflowStatus: 'NOTIFIED' });
  const note = decidedAt(POSTED);
  const resolved = aFinding({ workflowStatus: 'RESOLVED', note });

  it.each([
    ['the read counts where both say the same', resolved, resolved, 'read'],
    ['the read counts where both are open', open, open, 'read'],
    ['the one with a note is newer than the one without: read', resolved, open, 'read'],
    ['the one with a note is newer than the one without: event', open, resolved, 'event'],
    ['the later note counts', resolved, { ...resolved, note: decidedAt(POSTED + 1) }, 'event'],
    [
      'an earlier note does not count',
      resolved,
      { ...resolved, note: decidedAt(POSTED - 1) },
      'read',
    ],
    [
      'two statuses without a note are unclear',
      open,
      { ...open, workflowStatus: 'NEW' },
      'unclear',
    ],
    ['two statuses with the same note are unclear', resolved, { ...open, note }, 'unclear'],
    ['two record states are unclear', open, { ...open, recordState: 'ARCHIVED' }, 'unclear'],
    [
      'two notes of one moment are unclear',
      resolved,
      { ...resolved, note: decidedAt(POSTED, 'U0BEN') },
      'unclear',
    ],
  ] as const)('%s', (_title, read, event, newest) => {
    expect(newestState(read, event)).toBe(newest);
  });
});

describe('the event of our own NOTIFIED', () => {
  const receipt = aFinding({ workflowStatus: 'NOTIFIED', placement });

  it('needs no redraw if it is NOTIFIED, right after the post, without a decision since', () => {
    expect(isReceipt(receipt, atSecond(2))).toBe(true);
    expect(isReceipt({ ...receipt, note: decidedAt(POSTED - 60) }, atSecond(2))).toBe(true);
  });

  it('differs from an event that the message has to show', () => {
    expect(isReceipt({ ...receipt, workflowStatus: 'RESOLVED' }, atSecond(2))).toBe(false);
    expect(isReceipt({ ...receipt, recordState: 'ARCHIVED' }, atSecond(2))).toBe(false);
    expect(isReceipt({ ...receipt, note: decidedAt(POSTED) }, atSecond(2))).toBe(false);
    expect(isReceipt(aFinding({ workflowStatus: 'NOTIFIED' }), atSecond(2))).toBe(false);
  });

  it('comes within ten minutes; a later NOTIFIED is from somebody else', () => {
    expect(isReceipt(receipt, atSecond(599))).toBe(true);
    expect(isReceipt(receipt, atSecond(600))).toBe(false);
  });
});

describe('the newest finding', () => {
  const at = (time: string, title: string, changes = {}) =>
    aFinding({ title, updatedAt: time, ...changes });
  const read = at('2026-11-24T10:00:00Z', 'read');

  it('is the later import, in any time format, and the read one at equal times', () => {
    const title = (time: string) => newestFinding(read, at(time, 'event'))?.title;

    expect(title('2026-11-24T10:00:01Z')).toBe('event');
    expect(title('2026-11-24T09:59:59Z')).toBe('read');
    expect(title('2026-11-24T10:00:00Z')).toBe('read');
    expect(title('2026-11-24T11:00:00.5+01:00')).toBe('event');
  });

  it('is the one with the later note when both are of one import', () => {
    const resolved = { workflowStatus: 'RESOLVED', note: decidedAt(POSTED) } as const;
    const event = at(read.updatedAt, 'event', resolved);

    expect(newestFinding(read, event)?.title).toBe('event');
    expect(newestFinding({ ...read, ...resolved }, at(read.updatedAt, 'event'))?.title).toBe(
      'read',
    );
  });

  it('is the only one if just one is known', () => {
    expect(newestFinding(read, undefined)).toBe(read);
    expect(newestFinding(undefined, read)).toBe(read);
    expect(newestFinding(undefined, undefined)).toBeUndefined();
  });
});
