import type { HealthNotice } from '../../../domain/health';
import type { LastScan, RunningScan } from '../../../domain/overview';
import { escaped, withoutTimes } from '../escape';
import { healthHeadline } from './health';
import { type RenderContext, showTime } from './render-context';
import { imageList } from './scan-images';

/** Which images are scanned now, and since when. */
export function runningLines(running: RunningScan[], context: RenderContext): string[] {
  const words = context.text.answer;
  return running.map(({ images, startedAt }) => {
    const what = imageList(images, context);
    return startedAt === undefined
      ? words.running(what)
      : words.runningSince(what, showTime(context, startedAt));
  });
}

/** When the last scan was, and how old its database is. */
export function lastScanLines(lastScan: LastScan | undefined, context: RenderContext): string[] {
  const words = context.text.answer;
  if (lastScan === undefined) return [words.neverScanned];
  const { at, databaseAt, failure } = lastScan;
  const when = [words.lastScan(showTime(context, at))];
  if (databaseAt !== undefined) return [...when, words.database(showTime(context, databaseAt))];
  return failure === undefined ? [...when, words.databaseUnknown] : when;
}

interface WithTroubles {
  lastScan?: LastScan;
  troubles: HealthNotice[];
}

/** A scan that failed, and problems of vulnscan itself. */
export function troubleLines(
  { lastScan, troubles }: WithTroubles,
  context: RenderContext,
): string[] {
  const { failure } = lastScan ?? {};
  const { text } = context;
  const why = failure && text.error(failure.code ?? '', failure.why ?? '?');
  return [
    ...(failure === undefined
      ? []
      : [text.answer.lastFailed(showTime(context, failure.at), escaped(why ?? '', 300))]),
    ...troubles.slice(0, 5).map((notice) => healthHeadline(notice, context)),
  ].map((line) => `⚠️ ${line}`);
}

/** Without code marks and marks of times, for screen readers. */
export function plainWords(text: string): string {
  return withoutTimes(text).replaceAll('`', '');
}
