import type { Severity } from '../../../domain/finding';
import type { MessageRef } from '../../../domain/message';
import type { FormContext } from '../form-context';
import type { Text } from '../text/text';

/** What rendering needs besides the message. */
export interface RenderContext extends FormContext {
  text: Text;
  /** The severities of which findings are imported, worst first. */
  severities: Severity[];
  /** Milliseconds after which a resolved finding that is still detected is reopened. */
  reopenAfter: number;
  /** False where feeds are off: then nobody knows what is exploited. */
  readsKev: boolean;
  /** The user group that is mentioned about what is new, due within three days and runs now. */
  mention?: string;
  /** The finding's page in the Security Hub console. */
  consoleUrl: (findingId: string) => string;
  /** The permanent address of a message. Throws `Unavailable` where the workspace's address is not known. */
  messageUrl: (ref: MessageRef) => string;
}

/**
 * Date and time in each reader's own time zone, for mrkdwn. Clients that do not know the mark show the time in the
 * configured zone. Not for `plain_text` and not for a message's `text`: see `plainTime` and `withoutTimes`.
 */
export function showTime(context: FormContext, at: string | number | Date): string {
  return localized(at, '{date_short_pretty} {time}', plainTime(context, at));
}

/** The same without the time of day. Clients show yesterday, today and tomorrow by these words. */
export function showDate(context: FormContext, at: string): string {
  return localized(at, '{date_short_pretty}', plainDate(context, at));
}

/** docs.slack.dev, formatting message text: epoch seconds, a format and what is shown where it is not known. */
function localized(at: string | number | Date, format: string, fallback: string): string {
  const milliseconds = new Date(at).getTime();
  if (Number.isNaN(milliseconds)) return '?';
  return `<!date^${Math.floor(milliseconds / 1000)}^${format}|${fallback}>`;
}

/** Date and time to the minute in the configured zone, which is named. */
export function plainTime(context: FormContext, at: string | number | Date): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '?';
  return formatter(context, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZoneName: 'short',
  }).format(date);
}

/** A link whose words have a date: `words` puts it at its place. */
export function linkedDate(
  context: FormContext,
  at: string,
  url: string,
  words: (day: string) => string,
): string {
  const seconds = Math.floor(Date.parse(at) / 1000);
  const address = url.replaceAll('&', '&amp;');
  if (Number.isNaN(seconds)) return `<${address}|${words('?')}>`;
  const format = words('{date_short_pretty}');
  return `<!date^${seconds}^${format}^${address}|${words(plainDate(context, at))}>`;
}

/** A calendar day, given as YYYY-MM-DD, in mrkdwn: noon of it in UTC, which is that day nearly everywhere. */
export function showCalendarDay(context: FormContext, day: string): string {
  return localized(`${day}T12:00:00Z`, '{date_short_pretty}', showDay(context, day));
}

/** The day of a moment in the configured zone, for `plain_text` and a message's `text`. */
export function plainDate(context: FormContext, at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '?';
  return formatter(context, { year: 'numeric', month: 'short', day: 'numeric' }).format(date);
}

/** A calendar day, given as YYYY-MM-DD. */
export function showDay(context: FormContext, day: string): string {
  const date = new Date(day);
  if (Number.isNaN(date.getTime())) return '?';
  const options = { year: 'numeric', month: 'short', day: 'numeric' } as const;
  return new Intl.DateTimeFormat(context.text.locale, { ...options, timeZone: 'UTC' }).format(date);
}

/** A duration in its largest unit of which there are at least two. */
export function showDuration({ text }: FormContext, milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 120) return text.seconds(seconds);
  if (seconds < 120 * 60) return text.minutes(Math.round(seconds / 60));
  const hours = Math.round(seconds / 3600);
  return hours < 48 ? text.hours(hours) : text.days(Math.round(hours / 24));
}

function formatter(context: FormContext, options: Intl.DateTimeFormatOptions) {
  try {
    return new Intl.DateTimeFormat(context.text.locale, { ...options, timeZone: context.timezone });
  } catch {
    // A time zone unknown to this runtime must not prevent the message.
    return new Intl.DateTimeFormat(context.text.locale, { ...options, timeZone: 'UTC' });
  }
}
