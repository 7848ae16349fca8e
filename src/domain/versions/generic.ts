import { compareText } from '../text';
import { compareDigits, compareLists, type Order, parsed } from './order';

/** Any number of numbers, perhaps `v` before them; what follows a hyphen or is a word is a pre-release; `+` is a build. */
const VERSION =
  /^v?(\d+(?:\.\d+)*)(?:-(\d+[\dA-Za-z~-]*(?:\.[\dA-Za-z~-]+)*)|-?([A-Za-z~-]+[\dA-Za-z~-]*(?:\.[\dA-Za-z~-]+)*))?(?:\+[\dA-Za-z~-]+(?:\.[\dA-Za-z~-]+)*)?$/;

/**
 * Compares two versions as Trivy compares those of Go, Rust, PHP, .NET and other ecosystems without rules of their own: as
 * SemVer does, but with any number of segments.
 */
export const compareGeneric: (a: string, b: string) => Order | undefined = parsed(
  parse,
  (a, b) =>
    compareLists<string>(a.segments, b.segments, (one = '0', other = '0') =>
      compareDigits(one, other),
    ) || comparePreReleases(a.preRelease, b.preRelease),
);

function parse(text: string): { segments: string[]; preRelease: string[] } | undefined {
  const [, numbers, numeric, word] = VERSION.exec(text) ?? [];
  if (numbers === undefined) return undefined;
  return { segments: numbers.split('.'), preRelease: (numeric ?? word)?.split('.') ?? [] };
}

function comparePreReleases(a: string[], b: string[]): Order {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  return compareLists(a, b, (one, other) => {
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    const [isNumber, isOtherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)];
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
    return isNumber ? compareDigits(one, other) : compareText(one, other);
  });
}
