import { unescapeEntities } from './entities';
import { safeUrl } from './read';
import type { Inline } from './rich';

/**
 * Reads what is between `<` and `>`: a link, a mention or a time in a language, by default the browser's; undefined for
 * anything else.
 */
export function readToken(body: string, locale?: string): Inline | undefined {
  const bar = body.indexOf('|');
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? '' : unescapeEntities(body.slice(bar + 1));
  if (target.startsWith('@')) return mention('user', target.slice(1), label);
  if (target.startsWith('#')) return mention('channel', target.slice(1), label);
  if (target.startsWith('!')) return special(target.slice(1), label, locale);
  return link(unescapeEntities(target), label);
}

function mention(of: 'user' | 'channel', id: string, label: string): Inline | undefined {
  return /^[A-Z0-9]{2,}$/i.test(id) ? { kind: 'mention', of, id, label } : undefined;
}

function special(command: string, label: string, locale?: string): Inline | undefined {
  if (command === 'channel' || command === 'here' || command === 'everyone') {
    return { kind: 'mention', of: 'everybody', id: command, label: '' };
  }
  const [name, id = '', format = '', address = ''] = command.split('^');
  if (name === 'date') {
    const text = dateText(id, format, locale) ?? label;
    const linked = address === '' ? undefined : link(unescapeEntities(address), text);
    return linked ?? { kind: 'text', text };
  }
  return name === 'subteam' ? { kind: 'mention', of: 'group', id, label } : undefined;
}

const DAY = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const TIME = { hour: '2-digit', minute: '2-digit' } as const;

/** A time in the reader's own zone; undefined where Slack would show the text behind the bar. */
function dateText(seconds: string, format: string, locale?: string): string | undefined {
  const date = new Date(Number(seconds) * 1000);
  if (seconds === '' || Number.isNaN(date.getTime()) || format === '') return undefined;
  const day = new Intl.DateTimeFormat(locale, DAY).format(date);
  const texts: Record<string, string> = {
    '{date_short}': day,
    '{date_short_pretty}': nearDay(date, locale) ?? day,
    '{time}': new Intl.DateTimeFormat(locale, TIME).format(date),
  };
  const isKnown = (format.match(/\{\w+\}/g) ?? []).every((token) => token in texts);
  return isKnown ? format.replace(/\{\w+\}/g, (token) => texts[token] ?? '') : undefined;
}

/** Yesterday, today and tomorrow by these words, in the reader's language. */
function nearDay(date: Date, locale?: string): string | undefined {
  const days = [-1, 0, 1].find((each) => {
    const day = new Date();
    day.setDate(day.getDate() + each);
    return day.toDateString() === date.toDateString();
  });
  if (days === undefined) return undefined;
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day');
}

function link(address: string, label: string): Inline | undefined {
  const url = safeUrl(address);
  if (url === undefined) return undefined;
  return { kind: 'link', url, children: [{ kind: 'text', text: label || address }] };
}
