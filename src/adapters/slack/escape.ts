import { cutAtWord } from '../../domain/text';

/*
 * Escaping of untrusted text: titles, package names, notes and people's names. Control, bidirectional and zero-width
 * characters are removed, `& < >` become entities (Slack's rule), and long text is cut on a code point, after escaping,
 * with a visible mark.
 */

/** Control, format (bidi, zero-width, tags) and separator characters, and lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const BREAKS = /[\s\p{Zl}\p{Zp}]+/gu;
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** One line of visible characters. */
export function clean(text: string): string {
  return text.replaceAll(BREAKS, ' ').replaceAll(INVISIBLE, '').trim();
}

/** For `plain_text`: cleaned and cut; Slack parses nothing in it. Never empty, which Slack refuses. */
export function plain(text: string, limit: number): string {
  return cut([...clean(text)], limit);
}

/** The same for a title, cut at the end of a word. */
export function plainTitle(text: string, limit: number): string {
  return plain(cutAtWord(clean(text), limit), limit);
}

/** `escaped` for a title, cut at the end of a word. */
export function escapedTitle(text: string, limit: number): string {
  return escaped(cutAtWord(clean(text), limit), limit);
}

/** For mrkdwn and for a message's `text`: cleaned, escaped and cut, never inside an entity. */
export function escaped(text: string, limit: number): string {
  return cut(
    [...clean(text)].map((char) => ENTITIES[char] ?? char),
    limit,
  );
}

/** A whole entity or mark such as `<!date^…|…>` of mrkdwn, or one character. */
const UNIT = /&(?:amp|lt|gt);|<[^<>]*>|./gsu;

/** Cuts mrkdwn that is built of escaped parts, never inside an entity or a mark. A mark counts as what it shows. */
export function cutMrkdwn(text: string, limit: number): string {
  const units = text.match(UNIT) ?? [];
  const shown = (unit: string) => (unit.startsWith('<') ? withoutTimes(unit).length : unit.length);
  if (units.reduce((sum, unit) => sum + shown(unit), 0) <= limit) return text;
  let kept = '';
  let used = 1;
  for (const unit of units) {
    used += shown(unit);
    if (used > limit) break;
    kept += unit;
  }
  return `${kept.trimEnd()}…`;
}

/** mrkdwn with times as plain text, for where Slack does not show them in the reader's own time zone. */
export function withoutTimes(mrkdwn: string): string {
  return mrkdwn.replaceAll(/<!date\^[^|<>]*\|([^<>]*)>/g, '$1');
}

/** Inline code, in which Slack formats and links nothing. */
export function code(text: string, limit: number): string {
  return `\`${escaped(text.replaceAll('`', "'"), limit)}\``;
}

/** A mention of a user or user group id; any other text is escaped. */
export function mention(id: string): string {
  if (/^[UW][A-Z0-9]+$/.test(id)) return `<@${id}>`;
  return /^S[A-Z0-9]+$/.test(id) ? `<!subteam^${id}>` : escaped(clean(id), 100);
}

function cut(units: string[], limit: number): string {
  const whole = units.join('');
  if (whole.length <= limit) return whole === '' ? '-' : whole;
  let kept = '';
  for (const unit of units) {
    if (kept.length + unit.length > limit - 1) break;
    kept += unit;
  }
  return `${kept.trimEnd()}…`;
}
