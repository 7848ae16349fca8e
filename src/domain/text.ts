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

/** Removes control characters except line breaks and tabs, and replaces unpaired surrogates, which JSON can't carry. */
export function cleanText(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '').replace(/\p{Surrogate}/gu, '\ufffd');
}

/** A short hash of a text (53 bits, base 36) that detects changes; not safe against an attacker. */
export function fingerprint(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}
