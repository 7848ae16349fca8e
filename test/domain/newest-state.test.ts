import type { Note } from '../../src/domain/finding';
import { isReceipt, newestState } from '../../src/domain/newest-state';
import { aFinding } from './builders';

const POSTED = 1764000000;
const placement = { channel: 'C0', ts: `${POSTED}.000000`, generation: 0 };

const decidedAt = (seconds: number, who = 'U0ANA'): Note => ({
  text: 'Resolved.',
  updatedBy: `vulnscan/${who}/${seconds}/resolve`,
});
const atSecond = (seconds: number) => new Date((POSTED + seconds) * 1000).toISOString();

describe('of a finding as read and the news of it', () => {
  const open = aFinding({ workflowStatus: 'NOTIFIED' });
  const note = decidedAt(POSTED);
  const resolved = aFinding({ workflowStatus: 'RESOLVED', note });

  it.each([
    ['the read counts where there is no news', resolved, undefined, 'read'],
    ['the read counts where both say the same', resolved, resolved, 'read'],
    ['the read counts where both are open', open, open, 'read'],
    ['the one with a note is newer than the one without: read', resolved, open, 'read'],
    ['the one with a note is newer than the one without: seen', open, resolved, 'seen'],
    ['the later note counts', resolved, { ...resolved, note: decidedAt(POSTED + 1) }, 'seen'],
    ['an earlier note does not', resolved, { ...resolved, note: decidedAt(POSTED - 1) }, 'read'],
    ['two statuses without a note', open, { ...open, workflowStatus: 'NEW' }, 'unclear'],
    ['two statuses with the same note', resolved, { ...open, note }, 'unclear'],
    ['archived or not', open, { ...open, recordState: 'ARCHIVED' }, 'unclear'],
    [
      'two notes of one moment',
      resolved,
      { ...resolved, note: decidedAt(POSTED, 'U0BEN') },
      'unclear',
    ],
  ] as const)('%s', (_claim, read, seen, newest) => {
    expect(newestState(read, seen)).toBe(newest);
  });
});

describe('the echo of our own receipt', () => {
  const receipt = aFinding({ workflowStatus: 'NOTIFIED', placement });

  it('needs no redraw: NOTIFIED, right after the post, and nothing decided since', () => {
    expect(isReceipt(receipt, atSecond(2))).toBe(true);
    expect(isReceipt({ ...receipt, note: decidedAt(POSTED - 60) }, atSecond(2))).toBe(true);
  });

  it('is told from news that a message has to follow', () => {
    expect(isReceipt({ ...receipt, workflowStatus: 'RESOLVED' }, atSecond(2))).toBe(false);
    expect(isReceipt({ ...receipt, recordState: 'ARCHIVED' }, atSecond(2))).toBe(false);
    expect(isReceipt({ ...receipt, note: decidedAt(POSTED) }, atSecond(2))).toBe(false);
    expect(isReceipt(aFinding({ workflowStatus: 'NOTIFIED' }), atSecond(2))).toBe(false);
  });

  it('comes within ten minutes; what comes later is somebody’s NOTIFIED', () => {
    expect(isReceipt(receipt, atSecond(599))).toBe(true);
    expect(isReceipt(receipt, atSecond(600))).toBe(false);
  });
});
