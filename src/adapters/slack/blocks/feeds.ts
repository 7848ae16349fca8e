import type { StaleFeed } from '../../../domain/scan';
import { escaped } from '../escape';
import { type RenderContext, showDate } from './render-context';

/** Of which date each feed is whose newest edition a scan could not use, and why: one mrkdwn text for each. */
export function feedTexts(stale: StaleFeed[], context: RenderContext): string[] {
  return stale.map((each) => `⚠️ ${feedText(each, context)}`);
}

function feedText({ feed, code, reason, copyOf }: StaleFeed, context: RenderContext): string {
  const { text } = context;
  const words = text.feeds[feed];
  const what = copyOf === undefined ? words.none : words.old(showDate(context, copyOf));
  return text.feeds.because(what, escaped(text.error(code, reason), 400));
}
