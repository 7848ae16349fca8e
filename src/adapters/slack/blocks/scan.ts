import type { ImageOutcome, OpenCount, ScanCompleted, ScanReport } from '../../../domain/scan';
import { attentionOf, totalsOf, vanishedImages } from '../../../domain/scan-attention';
import { code, escaped, mention, withoutTimes } from '../escape';
import type { Text } from '../text/text';
import { attentionTexts, spokenAttention } from './attention';
import { bar } from './chart';
import { short } from './digest';
import { feedTexts } from './feeds';
import { advisoryUrl, link } from './links';
import { type RenderContext, showDuration, showTime } from './render-context';
import {
  actions,
  type Block,
  button,
  COLOR,
  context as contextBlock,
  fold,
  identify,
  type Payload,
  plainContext,
  plainSection,
  plainText,
  section,
} from './shared-blocks';
import { dueCounts } from './urgency';

const LOOK: Record<ScanReport['state'], { mark: string; color: string }> = {
  queued: { mark: '⏳', color: COLOR.running },
  pulling: { mark: '⏳', color: COLOR.running },
  scanning: { mark: '🔍', color: COLOR.running },
  done: { mark: '✅', color: COLOR.done },
  failed: { mark: '❌', color: COLOR.CRITICAL },
  cancelled: { mark: '🚫', color: COLOR.muted },
};
/** Done, but somebody has to look at something. */
const FLAWED = { mark: '⚠️', color: COLOR.HIGH };
const BAR = 18;

/** The message of a requested scan, from queued to its end. */
export function renderScan(scan: ScanReport, context: RenderContext): Payload {
  const look = flawOf(scan) === undefined ? LOOK[scan.state] : FLAWED;
  const spoken = spokenScan(scan, context);
  const headline = section(
    `${look.mark} *${stateWords(scan, imageList(scan.images, context), context)}*`,
  );
  return {
    text: spoken,
    blocks: identify('scan', [headline]),
    attachments: [
      { color: look.color, fallback: spoken, blocks: identify('scanned', details(scan, context)) },
    ],
  };
}

/** What a scan that ended by itself leaves to look at. */
function flawOf({ state, completed }: ScanReport): 'partly' | 'doubted' | 'noResult' | undefined {
  if (state !== 'done') return undefined;
  if (completed === undefined) return 'noResult';
  const attention = attentionOf(completed);
  const isFailed = attention.some(({ reason }) => reason === 'failed');
  if (isFailed || completed.refused > 0 || completed.notArchived !== undefined) return 'partly';
  return attention.length > 0 ? 'doubted' : undefined;
}

function stateWords(scan: ScanReport, images: string, { text }: RenderContext): string {
  return text.scan.state[flawOf(scan) ?? scan.state](images);
}

/** The images of a scan; an empty list means all. */
export function imageList(images: string[], { text }: RenderContext): string {
  if (images.length === 0) return text.scan.all;
  return fold(
    images.map((image) => code(short(image), 60)),
    5,
    text.andMore,
  );
}

function details(scan: ScanReport, context: RenderContext): Block[] {
  return [
    ...progress(scan, context),
    ...outcome(scan, context),
    ...problem(scan, context),
    contextBlock(footer(scan, context)),
    ...cancelButton(scan, context),
    ...acceptButton(scan, context),
  ];
}

function progress(scan: ScanReport, { text }: RenderContext): Block[] {
  if (scan.state === 'pulling') return [plainContext(text.scan.pullingHint, 200)];
  if (scan.state !== 'scanning' || scan.total === undefined) return [];
  const done = scan.done ?? 0;
  const line = `${bar(done / Math.max(1, scan.total), BAR)} ${text.scan.progress(done, scan.total)}`;
  const last =
    scan.current === undefined ? '' : ` · ${text.scan.last(code(short(scan.current), 60))}`;
  return [section(`${line}${last}`)];
}

/** First what nobody can rely on, then what changed. */
function outcome(scan: ScanReport, context: RenderContext): Block[] {
  const { completed, acceptedBy } = scan;
  if (completed === undefined || completed.error !== undefined) return [];
  const { text } = context;
  const attention = attentionTexts(attentionOf(completed), context, totalsOf(completed));
  const isAccepted = acceptedBy !== undefined && vanishedImages(scan).length > 0;
  return [
    ...attention.map(section),
    ...(isAccepted ? [contextBlock(text.scan.acceptedBy(mention(acceptedBy)))] : []),
    ...dueLine(completed, context),
    section(countsLine(completed, context)),
    ...knownImages(completed, context),
    ...(completed.refused > 0 ? [contextBlock(`⚠️ ${text.scan.refused(completed.refused)}`)] : []),
    ...notArchived(completed, context),
    ...leftOut(completed, context),
    ...feedTexts(completed.staleFeeds ?? [], context).map(contextBlock),
  ];
}

/** What is overdue or due soon; the counts are of the scanned images, as the number of open ones is. */
function dueLine({ due }: ScanCompleted, context: RenderContext): Block[] {
  if (due === undefined) return [];
  const { vulnerabilityId, image } = due.first;
  const id = link(advisoryUrl(undefined, vulnerabilityId), vulnerabilityId, 60);
  const first = context.text.urgency.first(id, code(short(image), 60));
  return [section(`⏰ *${dueCounts(due, context)}* · ${first}`)];
}

/** `2 new · 1 reopened · 5 gone · 7 open (3 critical)`, or `Nothing new · 7 open (3 critical)`. */
function countsLine(completed: ScanCompleted, { text }: RenderContext): string {
  const { counts, open, images } = completed;
  const words = text.scan.counts;
  const isQuiet =
    counts.new + counts.reopened === 0 && (images.length === 0 || images.some(isSeen));
  const kinds = (['new', 'reopened', 'fixed', 'unscanned'] as const).flatMap((kind) => {
    const count = counts[kind] ?? 0;
    return count === 0 ? [] : [`*${words[kind](count)}*`];
  });
  return [
    ...(isQuiet ? [text.scan.nothingNew] : []),
    ...kinds,
    ...(open === undefined ? [] : [openWords(open, text)]),
  ].join(' · ');
}

const KNOWN_IMAGES = 5;

/** New images of which no new finding tells. */
function knownImages(
  { knownImages: images = [] }: ScanCompleted,
  { text }: RenderContext,
): Block[] {
  if (images.length === 0) return [];
  const lines = images
    .slice(0, KNOWN_IMAGES)
    .map(({ image, findings }) => text.scan.knownImage(code(short(image), 60), findings));
  const more = images.length - lines.length;
  return [section([...lines, ...(more > 0 ? [text.scan.moreKnownImages(more)] : [])].join('\n'))];
}

/** Where Trivy saw no image from the inside, nobody knows whether something is new. */
function isSeen({ error, doubt }: ImageOutcome): boolean {
  return error === undefined && doubt?.reason !== 'nothing-scanned';
}

function openWords({ total, critical }: OpenCount, { scan }: Text): string {
  if (total === 0) return scan.nothingOpen;
  return critical === 0 ? scan.open(total) : scan.openCritical(total, critical);
}

function leftOut({ leftOut: entries }: ScanCompleted, { text }: RenderContext): Block[] {
  if (entries === undefined) return [];
  const kinds = (['secrets', 'misconfigurations', 'licenses', 'withoutId'] as const)
    .filter((kind) => entries[kind] > 0)
    .map((kind) => text.scan.entries[kind](entries[kind]));
  return kinds.length === 0 ? [] : [plainContext(text.scan.leftOut(text.listed(kinds)), 300)];
}

function notArchived({ notArchived: why }: ScanCompleted, { text }: RenderContext): Block[] {
  if (why === undefined) return [];
  const said = text.scan.notArchived(escaped(text.error(why.code, why.reason), 300));
  return [contextBlock(`⚠️ ${said}`)];
}

function problem(scan: ScanReport, context: RenderContext): Block[] {
  const why = problemOf(scan, context);
  if (why === undefined) return [];
  if (scan.state === 'cancelled') return [plainContext(why, 300)];
  return [plainSection(context.text.scan.why(why), 600)];
}

/** Why a scan failed or was cancelled, in the configured language where its code is known. */
function problemOf({ problem, problemCode = '' }: ScanReport, { text }: RenderContext) {
  return problem === undefined ? undefined : text.error(problemCode, problem);
}

function footer(scan: ScanReport, context: RenderContext): string {
  const { text } = context;
  const { completed } = scan;
  return [
    showTime(context, scan.startedAt),
    ...(scan.requestedBy === undefined ? [] : [text.scan.requestedBy(mention(scan.requestedBy))]),
    ...(completed === undefined
      ? []
      : [text.scan.took(showDuration(context, completed.durationMs))]),
    ...(completed === undefined ? [] : databaseWords(completed, context)),
    ...(completed?.trivyVersion === undefined
      ? []
      : [`Trivy ${escaped(completed.trivyVersion, 40)}`]),
  ].join(' · ');
}

/** A scan that failed may not have got as far as its database. */
function databaseWords({ databaseAt, error }: ScanCompleted, context: RenderContext): string[] {
  const words = context.text.scan;
  if (databaseAt !== undefined) return [words.database(showTime(context, databaseAt))];
  return error === undefined ? [words.databaseUnknown] : [];
}

function acceptButton(scan: ScanReport, { text }: RenderContext): Block[] {
  const images = vanishedImages(scan);
  if (scan.state !== 'done' || images.length === 0 || scan.acceptedBy !== undefined) return [];
  const accept = button({
    action: 'scan_accept',
    label: text.button.accept,
    value: JSON.stringify({ taskArn: scan.taskArn }),
  });
  const confirm = {
    title: plainText(text.confirm.acceptTitle, 100),
    text: plainText(text.confirm.acceptText(text.images(images.length)), 300),
    confirm: plainText(text.confirm.acceptYes, 30),
    deny: plainText(text.confirm.acceptNo, 30),
  };
  return [actions([{ ...accept, confirm }])];
}

function cancelButton(scan: ScanReport, { text }: RenderContext): Block[] {
  if (!['queued', 'pulling', 'scanning'].includes(scan.state)) return [];
  const cancel = button({
    action: 'scan_cancel',
    label: text.button.cancel,
    value: JSON.stringify({ taskArn: scan.taskArn }),
  });
  const confirm = {
    title: plainText(text.confirm.cancelTitle, 100),
    text: plainText(text.confirm.cancelText, 300),
    confirm: plainText(text.confirm.cancelYes, 30),
    deny: plainText(text.confirm.cancelNo, 30),
  };
  return [actions([{ ...cancel, confirm }])];
}

function spokenScan(scan: ScanReport, context: RenderContext): string {
  const { text } = context;
  const images =
    scan.images.length === 0
      ? text.scan.all
      : escaped(text.listed(scan.images.slice(0, 5).map(short)), 300);
  const state = stateWords(scan, images, context);
  const problem = problemOf(scan, context);
  if (scan.state === 'cancelled') return state;
  const why = problem === undefined ? '' : `: ${escaped(problem, 300)}`;
  return `${state}${why || spokenEnding(scan, context)}`;
}

function spokenEnding({ completed }: ScanReport, context: RenderContext): string {
  if (completed === undefined || completed.error !== undefined) return '';
  const counts = countsLine(completed, context).replaceAll('*', '');
  const attention = spokenAttention(attentionOf(completed), totalsOf(completed), context);
  const due = completed.due && withoutTimes(dueCounts(completed.due, context));
  return `: ${[attention, due, counts].filter((part) => part).join('. ')}`;
}
