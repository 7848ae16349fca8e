import { digestOf as digestAt } from '../../src/domain/digest';
import type { Finding, Severity } from '../../src/domain/finding';
import { aFinding, NOW } from './builders';
import { anUrgency } from './urgencies';

const named = (id: string, more: Partial<Finding> = {}) =>
  aFinding({ id, vulnerabilityId: id, ...more });
const ids = (found: Finding[]) => found.map(({ id }) => id);
const row = (severity: Severity, ...images: string[]) => ({
  severity,
  images,
});
type Made = Parameters<typeof digestAt>;
const digestOf = (...made: [Made[0], Made[1], Made[2], Made[3]]) => digestAt(...made, NOW);
const inImages = (...images: string[]) => row('HIGH', ...images);

describe('the digest of a scan', () => {
  it('shows the most urgent: without due dates by severity, then score, then name', () => {
    const found = [
      named('f', { severity: 'LOW', score: 9.9 }),
      named('e', { severity: 'HIGH' }),
      named('d', { severity: 'HIGH' }),
      named('c', { severity: 'HIGH', score: 7.1 }),
      named('b', { severity: 'HIGH', score: 8.2 }),
      named('a', { severity: 'CRITICAL', score: 1 }),
    ];

    expect(ids(digestOf('scan-1', 6, [], found).worst)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('shows what is open before what is decided, and names only open ones as due', () => {
    const soon = (id: string, more: Partial<Finding> = {}) =>
      named(id, { urgency: anUrgency({ dueAt: NOW.toISOString() }), ...more });
    const found = [soon('decided', { workflowStatus: 'SUPPRESSED' }), soon('open')];
    const rows = [{ ...row('HIGH'), dueAt: NOW.toISOString() }];

    const digest = digestOf('scan-1', 2, rows, found);

    expect(ids(digest.worst)).toEqual(['open', 'decided']);
    expect(digest.due?.ids).toEqual(['open']);
  });

  it('does not reorder the list it was made from', () => {
    const found = [named('b'), named('a')];

    expect(ids(digestOf('scan-1', 2, [], found).worst)).toEqual(['a', 'b']);
    expect(ids(found)).toEqual(['b', 'a']);
  });

  it('counts by severity, and lists only severities that occur', () => {
    const rows = [row('CRITICAL'), row('HIGH'), row('HIGH')];

    expect(digestOf('scan-1', 3, rows, []).bySeverity).toEqual({ CRITICAL: 1, HIGH: 2 });
  });

  it('names the images with the most findings first; equal counts are sorted by name', () => {
    const rows = [inImages('web', 'b'), inImages('web', 'a'), inImages('web')];

    expect(digestOf('scan-1', 3, rows, []).images).toEqual([
      { name: 'web', count: 3 },
      { name: 'a', count: 1 },
      { name: 'b', count: 1 },
    ]);
  });

  it('counts a finding once for an image, however many tags it was found in', () => {
    expect(digestOf('scan-1', 1, [inImages('web', 'web')], []).images).toEqual([
      { name: 'web', count: 1 },
    ]);
  });

  it('names ten images at most', () => {
    const names = [...'abcdefghijk'];
    const { images } = digestOf('scan-1', 1, [inImages(...names)], []);

    expect(images.map(({ name }) => name)).toEqual(names.slice(0, 10));
  });

  it.each([
    ['what the scan counted while not all of it is known', 7, 2, 7],
    ['all that is known, though the scan counted less', 1, 2, 2],
  ])('has as its total %s', (_, counted, known, total) => {
    const rows = Array.from({ length: known }, () => row('HIGH'));

    expect(digestOf('scan-1', counted, rows, [])).toMatchObject({ scanId: 'scan-1', total });
  });

  it('says what is due within three days or overdue, the first three by name', () => {
    const due = [
      '2026-11-24T02:00:00.000Z',
      '2026-11-25T03:00:00.000Z',
      '2026-11-26T03:00:00.000Z',
      '2026-11-27T03:00:00.000Z',
      '2026-11-27T03:00:00.001Z',
    ];
    const rows = [...due.map((dueAt) => ({ ...row('LOW'), dueAt })), row('CRITICAL')];
    const worst = due.map((dueAt, index) =>
      named(`CVE-${index + 1}`, { urgency: anUrgency({ dueAt }) }),
    );

    expect(digestOf('scan-1', 6, rows, worst.toReversed()).due).toEqual({
      overdue: 1,
      soon: 3,
      by: '2026-11-27T03:00:00.000Z',
      ids: ['CVE-1', 'CVE-2', 'CVE-3'],
    });
    expect(digestOf('scan-1', 6, rows.slice(4), worst.slice(4))).not.toHaveProperty('due');
  });

  it('shows no counts while none are known', () => {
    expect(digestOf('scan-1', 3, [], [])).toEqual({
      scanId: 'scan-1',
      at: NOW.toISOString(),
      total: 3,
      bySeverity: {},
      worst: [],
      images: [],
    });
  });
});
