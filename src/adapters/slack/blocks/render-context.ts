import type { Config } from '../../../config/config';
import { SEVERITIES, type Severity } from '../../../domain/finding';
import type { Cause } from '../../../domain/material-change';
import { partitionOf } from '../../../domain/region';
import { clean } from '../escape';
import { type Text, textIn } from '../text/text';

/** What rendering needs besides the message. */
export interface RenderContext {
  text: Text;
  /** The severities of which findings are imported, worst first. */
  severities: Severity[];
  /** What makes a decided finding be asked again. */
  reask: readonly Cause[];
  /** Milliseconds after which a resolved finding that is still detected is reopened. */
  reopenAfter: number;
  /** False where feeds are off: then nobody knows what is exploited. */
  readsKev: boolean;
  /** IANA name; times are shown in it. */
  timezone: string;
  /** The finding's page in the Security Hub console. */
  consoleUrl: (findingId: string) => string;
}

export function renderContext(config: Config): RenderContext {
  return {
    severities: SEVERITIES.filter((severity) => config.findings.severities.includes(severity)),
    reask: config.findings.reask,
    reopenAfter: config.findings.reopenAfter,
    text: textIn(config.slack.language),
    readsKev: config.feeds !== 'off',
    timezone: config.scan.timezone,
    consoleUrl: (id) => consoleUrl(config.aws.region, id),
  };
}

/**
 * AWS does not document this address. The console encodes the id twice; otherwise percent signs, ampersands and quotes
 * in an id are lost.
 */
export function consoleUrl(region: string, findingId: string): string {
  const hosts: Record<string, string> = {
    'aws-us-gov': 'console.amazonaws-us-gov.com',
    'aws-cn': 'console.amazonaws.cn',
    'aws-eusc': 'console.amazonaws-eusc.eu',
  };
  const partition = partitionOf(region);
  const host = hosts[partition] ?? `${region}.console.aws.amazon.com`;
  const id = encodeURIComponent(encodeURIComponent(clean(findingId)));
  return `https://${host}/securityhub/home?region=${region}#/findings?search=Id%3D%255Coperator%255C%253AEQUALS%255C%253A${id}`;
}

/**
 * Date and time in each reader's own time zone, for mrkdwn. Clients that do not know the mark show the time in the
 * configured zone. Not for `plain_text` and not for a message's `text`: see `plainTime` and `withoutTimes`.
 */
export function showTime(context: RenderContext, at: string | number | Date): string {
  return localized(at, '{date_short} {time}', plainTime(context, at));
}

/** The same without the time of day. */
export function showDate(context: RenderContext, at: string): string {
  return localized(at, '{date_short}', plainDay(context, at));
}

/** docs.slack.dev, formatting message text: epoch seconds, a format and what is shown where it is not known. */
function localized(at: string | number | Date, format: string, fallback: string): string {
  const milliseconds = new Date(at).getTime();
  if (Number.isNaN(milliseconds)) return '?';
  return `<!date^${Math.floor(milliseconds / 1000)}^${format}|${fallback}>`;
}

/** Date and time to the minute in the configured zone, which is named. */
export function plainTime(context: RenderContext, at: string | number | Date): string {
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

/** The day of a moment in the configured zone. */
function plainDay(context: RenderContext, at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '?';
  return formatter(context, { year: 'numeric', month: 'short', day: 'numeric' }).format(date);
}

/** A calendar day, given as YYYY-MM-DD. */
export function showDay(context: RenderContext, day: string): string {
  const date = new Date(day);
  if (Number.isNaN(date.getTime())) return '?';
  const options = { year: 'numeric', month: 'short', day: 'numeric' } as const;
  return new Intl.DateTimeFormat(context.text.locale, { ...options, timeZone: 'UTC' }).format(date);
}

/** The same without the year, for the axis of a chart. */
export function showDayShort({ text }: RenderContext, day: string): string {
  const month = text.locale === 'ja-JP' ? 'numeric' : 'short';
  return new Intl.DateTimeFormat(text.locale, { month, day: 'numeric', timeZone: 'UTC' }).format(
    new Date(day),
  );
}

/** A duration in its largest unit of which there are at least two. */
export function showDuration({ text }: RenderContext, milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 120) return text.seconds(seconds);
  if (seconds < 120 * 60) return text.minutes(Math.round(seconds / 60));
  const hours = Math.round(seconds / 3600);
  return hours < 48 ? text.hours(hours) : text.days(Math.round(hours / 24));
}

function formatter(context: RenderContext, options: Intl.DateTimeFormatOptions) {
  try {
    return new Intl.DateTimeFormat(context.text.locale, { ...options, timeZone: context.timezone });
  } catch {
    // A time zone unknown to this runtime must not prevent the message.
    return new Intl.DateTimeFormat(context.text.locale, { ...options, timeZone: 'UTC' });
  }
}
