import { compareText } from '../text';
import { compareDigits, compareLists, type Order } from './order';

/** Compares two versions of RPM packages, `[epoch:]version[-release]`. Every text is a version. */
export function compareRpm(a: string, b: string): Order {
  const [one, other] = [parse(a), parse(b)];
  return (
    compareDigits(one.epoch, other.epoch) ||
    comparePart(one.version, other.version) ||
    comparePart(one.release, other.release)
  );
}

function parse(text: string): { epoch: string; version: string; release: string } {
  const [, epoch = '', version = '', release = ''] =
    /^(?:\s*(\d+):)?([^-]*)(?:-(.*))?$/s.exec(text) ?? [];
  return { epoch, version, release };
}

/** Segments of letters or of digits count, and `~` and `^`; other characters only separate. */
function comparePart(a: string, b: string): Order {
  if (a === b) return 0;
  const segments = (text: string) => text.match(/[a-zA-Z]+|\d+|[~^]/g) ?? [];
  return compareLists<string>(segments(a), segments(b), (one, other) => {
    const byRank = rank(one) - rank(other);
    if (byRank !== 0 || one === undefined || other === undefined) return byRank;
    return /^\d/.test(one) ? compareDigits(one, other) : compareText(one, other);
  });
}

/** `~` is before the end, and the end is before `^`, letters and digits. */
function rank(segment: string | undefined): number {
  if (segment === '~') return 0;
  if (segment === undefined) return 1;
  if (segment === '^') return 2;
  return /^\d/.test(segment) ? 4 : 3;
}
