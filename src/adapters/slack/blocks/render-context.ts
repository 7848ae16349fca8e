import { partitionOf } from '../../../config/aws-names';
import type { Config } from '../../../config/config';
import { clean } from '../escape';
import { type Text, textIn } from '../text/text';

/** What rendering needs besides the message. */
export interface RenderContext {
  text: Text;
  /** IANA name; times are shown in it. */
  timezone: string;
  /** The finding's page in the Security Hub console. */
  consoleUrl: (findingId: string) => string;
}

export function renderContext(config: Config): RenderContext {
  return {
    text: textIn(config.slack.language),
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
  };
  const partition = partitionOf(region);
  const host = hosts[partition] ?? `${region}.console.aws.amazon.com`;
  const id = encodeURIComponent(encodeURIComponent(clean(findingId)));
  return `https://${host}/securityhub/home?region=${region}#/findings?search=Id%3D%255Coperator%255C%253AEQUALS%255C%253A${id}`;
}

/** Date and time to the minute, with the time zone. */
export function showTime(context: RenderContext, at: string | number | Date): string {
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
