import type { ScanTotals } from '../../../domain/scan';
import { type Attention, isUnjudged } from '../../../domain/scan-attention';
import { code, escaped } from '../escape';
import type { RenderContext } from './render-context';
import { short } from './short-name';

/** Images that are named; more would not fit into one block. */
const MOST = 5;

export type Accept = 'below' | 'elsewhere' | 'done';

/**
 * The images that a scan could not judge, and those of which most findings are gone at once: one mrkdwn text for each
 * of the two, absent where there are none. `totals` are the scan's own numbers; its lists may be cut. `accept`: where the
 * button is that accepts what is gone; with `done` somebody did.
 */
export function attentionTexts(
  attention: Attention[],
  context: RenderContext,
  totals?: ScanTotals,
  accept: Accept = 'elsewhere',
): string[] {
  const unjudged = attention.filter(isUnjudged);
  const vanished = attention.filter((each) => !isUnjudged(each));
  return [
    unjudgedText(unjudged, context, totals),
    vanishedText(vanished, context, totals?.vanished ?? vanished.length, accept),
  ].filter((text) => text !== '');
}

function unjudgedText(
  images: Attention[],
  context: RenderContext,
  totals: ScanTotals | undefined,
): string {
  const words = context.text.attention;
  const count = totals?.unjudged ?? images.length;
  if (count === 0) return '';
  const isPart = totals !== undefined && totals.images > count;
  const title = isPart ? words.some(count, totals.images) : words.all(count);
  return listed(
    `⚠️ *${title}* · ${words.stays}`,
    images.map((each) => unjudgedLine(each, context)),
    count,
    context,
  );
}

function unjudgedLine(attention: Attention, context: RenderContext): string {
  const { image, reason, os, held = 0 } = attention;
  const words = context.text.attention;
  const name = nameOf(image);
  if (reason === 'failed') return context.text.scan.notScanned(name, whyOf(attention, context));
  if (reason === 'mass-vanishing') return name;
  const line = words.reason[reason](name, os === undefined ? words.itsSystem : escaped(os, 60));
  return held === 0 ? line : context.text.sentences([line, words.held(held)]);
}

function vanishedText(
  images: Attention[],
  context: RenderContext,
  count: number,
  accept: Accept,
): string {
  const { text } = context;
  if (count === 0) return '';
  const lines = images.map(({ image, held = 0 }) => `${nameOf(image)}: ${text.findings(held)}`);
  const words = text.attention;
  const title = `⚠️ *${words.vanished(count)}*`;
  const list = listed(title, lines, count, context);
  if (accept === 'done') return list;
  return `${list}\n${text.sentences([words.vanishedHint, words.accept[accept]])}`;
}

function listed(title: string, lines: string[], count: number, { text }: RenderContext): string {
  const shown = lines.slice(0, MOST);
  const more = count - shown.length;
  return [
    title,
    ...shown.map((line) => `• ${line}`),
    ...(more > 0 ? [text.scan.moreNotScanned(more)] : []),
  ].join('\n');
}

/** The images that need attention, as one sentence for notifications and screen readers, escaped. */
export function spokenAttention(
  attention: Attention[],
  totals: ScanTotals,
  { text }: RenderContext,
): string {
  const { unjudged, vanished } = totals;
  const names = attention.slice(0, MOST).map(({ image }) => short(image));
  const sentences = [
    ...(unjudged > 0 ? [text.attention.all(unjudged)] : []),
    ...(vanished > 0 ? [text.attention.vanished(vanished)] : []),
  ];
  if (sentences.length === 0) return '';
  return `${text.listed(sentences)}: ${escaped(text.listed(names), 300)}`;
}

function nameOf(image: string): string {
  return code(short(image), 60);
}

/** The scanner's sentence without the image's name, which is shown before it. */
function whyOf({ error = '', errorCode = '' }: Attention, { text }: RenderContext): string {
  return escaped(text.error(errorCode, error).replace(/^\S+ was not scanned: /, ''), 250);
}
