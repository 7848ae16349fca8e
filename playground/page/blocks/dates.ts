const TOKENS: Record<string, Intl.DateTimeFormatOptions> = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' },
  date_pretty: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short_pretty: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long_pretty: { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' },
  time: { hour: 'numeric', minute: '2-digit' },
  time_secs: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
};

/** Fills Slack's date tokens; an unknown token means the fallback, as Slack does. */
export function formatDate(
  format: string,
  timestamp: number,
  fallback: string,
  locale?: string,
): string {
  const when = new Date(timestamp * 1000);
  if (Number.isNaN(when.getTime())) return fallback;
  let known = true;
  const text = format.replace(/\{(\w+)\}/g, (_, token: string) => {
    if (token === 'ago') return formatAgo(when.getTime(), Date.now(), locale);
    const options = TOKENS[token];
    known &&= options !== undefined;
    return new Intl.DateTimeFormat(locale, options).format(when);
  });
  return known && text !== '' ? text : fallback;
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** "3 minutes ago", "in 2 days", "now". */
export function formatAgo(then: number, now: number, locale?: string): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, millis] of STEPS) {
    const count = Math.round((then - now) / millis);
    if (Math.abs(count) >= 1) return words.format(count, unit);
  }
  return words.format(0, 'second');
}
