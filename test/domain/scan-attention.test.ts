import type { Held } from '../../src/domain/evidence';
import type { ImageOutcome, ScanCompleted, ScanReport } from '../../src/domain/scan';
import {
  attentionOf,
  standingAttention,
  totalsOf,
  vanishedImages,
} from '../../src/domain/scan-attention';

function completedWith(images: ImageOutcome[], held: Held[] = []): ScanCompleted {
  return {
    type: 'Scan Completed',
    scanId: 's',
    at: '2026-11-24T03:02:00Z',
    counts: { new: 0, reopened: 0, fixed: 0, unchanged: 1 },
    images,
    refused: 0,
    held,
    durationMs: 1000,
  };
}

function reportOf(completed: ScanCompleted, more: Partial<ScanReport> = {}): ScanReport {
  const startedAt = '2026-11-24T03:00:00Z';
  return { images: [], taskArn: 'arn:task', state: 'done', startedAt, completed, ...more };
}

const ok = { image: 'r.io/web:1', findings: { HIGH: 1 } };
const failed = { image: 'r.io/api:1', error: 'no access', errorCode: 'registry_denied' };
const old: ImageOutcome = {
  image: 'r.io/old:1',
  findings: {},
  doubt: { reason: 'end-of-life', os: 'Debian 9.13' },
};
const gone = (image: string, findings = 3): Held => ({ image, reason: 'mass-vanishing', findings });

describe('the images that need attention', () => {
  it('are those that failed or say less than they seem to, with the findings that are kept', () => {
    const held: Held[] = [
      { image: 'r.io/old', reason: 'end-of-life', findings: 4 },
      gone('r.io/web'),
    ];

    expect(attentionOf(completedWith([ok, failed, old], held))).toEqual([
      { image: failed.image, reason: 'failed', error: 'no access', errorCode: 'registry_denied' },
      { image: old.image, reason: 'end-of-life', os: 'Debian 9.13', held: 4 },
      { image: 'r.io/web', reason: 'mass-vanishing', held: 3 },
    ]);
  });

  it('are counted apart from those of which findings vanished', () => {
    const completed = completedWith([ok, failed, old], [gone('r.io/web', 5)]);

    expect(totalsOf(completed)).toEqual({ images: 3, unjudged: 2, vanished: 1, held: 5 });
  });

  it('have the true numbers where the lists are cut', () => {
    const totals = { images: 10_000, unjudged: 7_000, vanished: 9, held: 40 };

    expect(totalsOf({ ...completedWith([failed]), totals })).toBe(totals);
  });
});

describe('what stands', () => {
  it('goes back to the last scan of everything', () => {
    const all = reportOf(completedWith([ok, old], [gone('r.io/web')]));
    const before = reportOf(completedWith([failed]));

    expect(standingAttention([all, before]).map(({ image }) => image)).toEqual([
      old.image,
      'r.io/web',
    ]);
  });

  it('is replaced, for its images only, by a later scan of some images', () => {
    const all = reportOf(completedWith([ok, old], [gone('r.io/web')]));
    const some = reportOf(completedWith([ok]), { images: ['web'] });

    expect(standingAttention([some, all]).map(({ image }) => image)).toEqual([old.image]);
  });

  it('is not replaced by a scan that failed or has no result', () => {
    const all = reportOf(completedWith([old]));
    const dead = reportOf(completedWith([]), { state: 'failed' });
    const { completed: _, ...silent } = reportOf(completedWith([]));

    expect(standingAttention([dead, silent, all])).toHaveLength(1);
  });
});

describe('a person can accept', () => {
  it('what vanished from unchanged images, and nothing else', () => {
    const held: Held[] = [
      gone('r.io/web'),
      { image: 'r.io/x', reason: 'os-not-covered', findings: 2 },
    ];

    expect(vanishedImages(reportOf(completedWith([ok], held)))).toEqual(['r.io/web']);
  });

  it('as many images as ECS takes in the settings of one task', () => {
    const many = Array.from({ length: 500 }, (_, index) => gone(`r.io/${'x'.repeat(40)}${index}`));
    const names = vanishedImages(reportOf(completedWith([], many)));

    expect(names.length).toBeGreaterThan(100);
    expect(JSON.stringify(names).length).toBeLessThan(6_100);
  });
});
