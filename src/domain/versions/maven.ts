import { compareText } from '../text';
import { compareDigits, compareLists, type Order } from './order';

/*
 * Maven's version order (https://maven.apache.org/pom.html#Version_Order_Specification): a list of numbers and words, in
 * which a hyphen, and a change between digits and letters, begins a list inside the list.
 */

type Item = { digits: string } | { word: string } | Item[];

/** In this order; `''` is a release. Words that are not here are after all of them. */
const QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const ALIASES = new Map([
  ['ga', ''],
  ['final', ''],
  ['release', ''],
  ['cr', 'rc'],
]);
/** Only before a digit. */
const SHORT = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
]);

/** Compares two versions of Maven artifacts. Every text is a version. */
export function compareMaven(a: string, b: string): Order {
  return compareItems(parse(a), parse(b));
}

function compareItems(a: Item | undefined, b: Item | undefined): Order {
  if (a === undefined) return b === undefined ? 0 : -compareItems(b, a);
  if (b === undefined) return compareToNothing(a);
  if (Array.isArray(a) && Array.isArray(b)) return compareLists(a, b, compareItems);
  if ('digits' in a && 'digits' in b) return compareDigits(a.digits, b.digits);
  if ('word' in a && 'word' in b) return compareWords(a.word, b.word);
  return rankOf(a) - rankOf(b);
}

/** As if the shorter version went on with `0`, a release, or an empty list. */
function compareToNothing(item: Item): Order {
  if (Array.isArray(item)) return compareLists(item, [], (one) => compareItems(one, undefined));
  return 'digits' in item ? compareDigits(item.digits, '0') : compareWords(item.word, '');
}

/** A word is before a list, a list before a number. */
function rankOf(item: Item): number {
  if (Array.isArray(item)) return 1;
  return 'word' in item ? 0 : 2;
}

function compareWords(a: string, b: string): Order {
  const [one, other] = [a, b].map((word) => QUALIFIERS.indexOf(word));
  if (one === -1 && other === -1) return compareText(a, b);
  if (one === -1 || other === -1) return one === -1 ? 1 : -1;
  return Number(one) - Number(other);
}

const TOKEN = /[.-]|\d+|[^\d.-]+/g;

function parse(version: string): Item[] {
  const tokens = version.toLowerCase().match(TOKEN) ?? [];
  const lists: Item[][] = [[]];
  for (const [index, token] of tokens.entries()) {
    const isAfterPiece = index > 0 && !isSeparator(tokens[index - 1]);
    // `1..2` and `-1` have an empty piece, which counts as 0.
    if (isSeparator(token) && !isAfterPiece) lists.at(-1)?.push({ digits: '0' });
    if (token === '-' || (isAfterPiece && !isSeparator(token))) lists.push([]);
    if (!isSeparator(token)) lists.at(-1)?.push(itemOf(token, tokens[index + 1]));
  }
  return nested(lists);
}

function isSeparator(token: string | undefined): boolean {
  return token === '.' || token === '-';
}

function itemOf(piece: string, next = ''): Item {
  if (/^\d/.test(piece)) return { digits: piece };
  const word = (/^\d/.test(next) && SHORT.get(piece)) || piece;
  return { word: ALIASES.get(word) ?? word };
}

/** Each list inside the one before it, without the zeros and releases at its end. */
function nested(lists: Item[][]): Item[] {
  const [first = [], ...rest] = lists;
  const kept = first.slice(0, first.findLastIndex((item) => !isNothing(item)) + 1);
  return rest.length === 0 ? kept : [...kept, nested(rest)];
}

function isNothing(item: Item): boolean {
  if (Array.isArray(item)) return item.length === 0;
  return 'digits' in item ? /^0*$/.test(item.digits) : item.word === '';
}
