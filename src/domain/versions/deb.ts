import { compareDigits, compareLists, type Order, parsed } from './order';

/** `[epoch:]upstream[-revision]`, as in deb-version(7). Before the first colon is always an epoch. */
const VERSION = /^\s*(?:(\d+):|(?![^:]*:))(\d[\p{L}\d.+~:_-]*?)(?:-([\p{L}\d.+~_]*))?\s*$/u;

interface DebVersion {
  epoch: string;
  upstream: string;
  revision: string;
}

/** Compares two versions of Debian packages. */
export const compareDeb: (a: string, b: string) => Order | undefined = parsed(
  parse,
  (a, b) =>
    compareDigits(a.epoch, b.epoch) ||
    comparePart(a.upstream, b.upstream) ||
    comparePart(a.revision, b.revision),
);

function parse(text: string): DebVersion | undefined {
  const [, epoch = '', upstream, revision = ''] = VERSION.exec(text) ?? [];
  return upstream === undefined ? undefined : { epoch, upstream, revision };
}

/** In turn what is no number, character by character, and a number. */
function comparePart(a: string, b: string): Order {
  return compareLists(piecesOf(a), piecesOf(b), (one = NOTHING, other = NOTHING) => {
    const order = compareLists(one.other, other.other, (x, y) => weight(x) - weight(y));
    return order || compareDigits(one.digits, other.digits);
  });
}

interface Piece {
  other: string[];
  digits: string;
}

const NOTHING: Piece = { other: [], digits: '' };

function piecesOf(part: string): Piece[] {
  return [...part.matchAll(/(\D*)(\d*)/g)].map(([, other = '', digits = '']) => ({
    other: [...other],
    digits,
  }));
}

/** A tilde is before the end, which is before letters, which are before everything else. */
function weight(character: string | undefined): number {
  if (character === undefined) return 0;
  if (character === '~') return -1;
  const code = character.charCodeAt(0);
  return /\p{L}/u.test(character) ? code : code + 0x10000;
}
