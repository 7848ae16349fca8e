/** Length in UTF-8 bytes: AWS's length limits are applied to it, because it is the strictest count. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    bytes += unit < 0x80 ? 1 : unit < 0x800 || isInPair(text, index) ? 2 : 3;
  }
  return bytes;
}

/** True for half of a surrogate pair (four bytes together). An unpaired half is written as U+FFFD, three bytes. */
function isInPair(text: string, index: number): boolean {
  return isHigh(text, index)
    ? isLow(text, index + 1)
    : isLow(text, index) && isHigh(text, index - 1);
}

function isHigh(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800;
}

function isLow(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xdc00;
}

/** Cuts to at most `limit` UTF-8 bytes (3 or more), never inside a character, and ends a cut text with `…`. */
export function cutText(text: string, limit: number): string {
  if (text.length * 3 <= limit || utf8Length(text) <= limit) return text;
  let used = 0;
  let end = 0;
  for (const char of text) {
    used += utf8Length(char);
    if (used > limit - 3) break;
    end += char.length;
  }
  return `${text.slice(0, end)}…`;
}

/** Share of a title's length that may be given up to end it with a whole word. */
const WORD_SHARE = 0.25;

/**
 * Cuts to at most `limit` UTF-16 units at the end of a word, and ends a cut text with `…`. A text without blanks, such as
 * a Japanese one, is cut after any character.
 */
export function cutAtWord(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = withoutHalf(text.slice(0, limit - 1));
  const end = /\s/.test(text.charAt(head.length)) ? head.length : head.search(/\s\S*$/);
  const isNear = end >= limit * (1 - WORD_SHARE);
  return `${(isNear ? head.slice(0, end) : head).replace(/[\s,;:.(-]+$/, '')}…`;
}

/** `cutText` at the end of a word: `limit` is in UTF-8 bytes. */
export function cutTitle(text: string, limit: number): string {
  const cut = cutText(text, limit);
  return cut === text ? text : cutAtWord(text, cut.length);
}

/** Without the first half of a surrogate pair at the end. */
function withoutHalf(text: string): string {
  return isHigh(text, text.length - 1) ? text.slice(0, -1) : text;
}

/** Removes control characters except line breaks and tabs, and replaces unpaired surrogates, which JSON can't carry. */
export function cleanText(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '').replace(/\p{Surrogate}/gu, '\ufffd');
}

/** A constant, because in Jest the search for a global takes far longer than the multiplication. */
const { imul } = Math;

/** A short hash of a text (53 bits, base 36) that detects changes; not safe against an attacker. */
export function fingerprint(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = imul(high ^ unit, 2654435761);
    low = imul(low ^ unit, 1597334677);
  }
  high = imul(high ^ (high >>> 16), 2246822507) ^ imul(low ^ (low >>> 13), 3266489909);
  low = imul(low ^ (low >>> 16), 2246822507) ^ imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}

/** For sorting: by code units, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
