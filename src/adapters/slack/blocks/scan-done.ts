import type { ScanCompleted, ScanReport } from '../../../domain/scan';
import { attentionOf, totalsOf, vanishedImages } from '../../../domain/scan-attention';
import { code, escaped, mention } from '../escape';
import { type Accept, attentionTexts } from './attention';
import { feedTexts } from './feeds';
import { advisoryUrl, link } from './links';
import { type RenderContext, showDate } from './render-context';
import { imageList } from './scan-images';
import { countsLine, runWords } from './scan-words';
import {
  actions,
  type Block,
  button,
  context as contextBlock,
  plainContext,
  plainText,
  section,
} from './shared-blocks';
import { short } from './short-name';

/**
 * A scan that ended by itself: first what nobody can rely on, then what is overdue, then what changed, and the age of the
 * feeds last. If all is well that is one line.
 */
export function doneBlocks(
  scan: ScanReport,
  completed: ScanCompleted,
  context: RenderContext,
): Block[] {
  return [
    ...attentionBlocks(scan, completed, context),
    contextBlock(`${isWell(scan, completed) ? '✅ ' : ''}${summary(scan, completed, context)}`),
    ...leftOut(completed, context),
    ...feedTexts(completed.staleFeeds ?? [], context).map(contextBlock),
  ];
}

/** What nobody can rely on, what is due, and new images of which nothing else tells. */
export function attentionBlocks(
  scan: ScanReport,
  completed: ScanCompleted,
  context: RenderContext,
): Block[] {
  const { refused } = completed;
  return [
    ...lostShards(completed, context),
    ...imageTexts(scan, completed, context).map(section),
    ...accepted(scan, context),
    ...acceptButton(scan, context),
    ...(refused > 0 ? [section(`⚠️ ${context.text.scan.refused(refused)}`)] : []),
    ...notArchived(completed, context),
    ...dueLine(completed, context),
    ...knownImages(completed, context),
  ];
}

function lostShards({ lostShards: some }: ScanCompleted, { text }: RenderContext): Block[] {
  if (some === undefined) return [];
  return [section(`⚠️ ${text.scan.lostShards(some.lost, some.of, some.images)}`)];
}

/** The images that need attention for another reason than that their part of the scan was lost, of which one line tells. */
function imageTexts(scan: ScanReport, completed: ScanCompleted, context: RenderContext): string[] {
  const attention = attentionOf(completed).filter(({ errorCode }) => errorCode !== 'shard_lost');
  const totals = totalsOf(completed);
  const lost = completed.lostShards?.images ?? 0;
  const unjudged = Math.max(totals.unjudged - lost, 0);
  return attentionTexts(attention, context, { ...totals, unjudged }, whereToAccept(scan));
}

function isWell(scan: ScanReport, completed: ScanCompleted): boolean {
  const { refused, notArchived: unkept, due, staleFeeds = [] } = completed;
  const faults = [...attentionOf(completed), ...staleFeeds, ...vanishedImages(scan)];
  return faults.length === 0 && refused === 0 && unkept === undefined && !due?.overdue;
}

/** What changed, what is open, and the scan itself. */
function summary(scan: ScanReport, completed: ScanCompleted, context: RenderContext): string {
  const images =
    scan.images.length === 0 ? [] : [context.text.scan.of(imageList(scan.images, context))];
  return [countsLine(completed, context), ...images, ...runWords(scan, context)].join(' · ');
}

function accepted(scan: ScanReport, { text }: RenderContext): Block[] {
  const { acceptedBy } = scan;
  if (acceptedBy === undefined || vanishedImages(scan).length === 0) return [];
  return [contextBlock(text.scan.acceptedBy(mention(acceptedBy)))];
}

/** What is overdue or due soon, of the scanned images, as the number of open ones is; the button lists all. */
function dueLine({ due }: ScanCompleted, context: RenderContext): Block[] {
  if (due === undefined) return [];
  const { text } = context;
  const { overdue, soon, by, first } = due;
  const words = text.scan.due;
  const id = link(advisoryUrl(undefined, first.vulnerabilityId), first.vulnerabilityId, 60);
  const where = text.digest.inImages(`*${id}*`, code(short(first.image), 60));
  const day = by === undefined ? undefined : showDate(context, by);
  const line =
    overdue > 0
      ? [
          `${words.overdue(overdue, showDate(context, first.dueAt))} ${where}`,
          ...(soon > 0 ? [words.moreDue(soon, day)] : []),
        ]
      : [`${words.soon(soon, day)} ${where}`];
  const block = section(`⏰ ${line.join(' · ')}`);
  return [overdue === 0 ? block : { ...block, accessory: showButton(context) }];
}

function showButton({ text }: RenderContext) {
  return button({
    action: 'scan_overdue',
    label: text.button.show,
    value: 'overdue',
    spoken: text.scan.due.show,
  });
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
  return [section(`⚠️ ${said}`)];
}

function whereToAccept({ state, acceptedBy }: ScanReport): Accept {
  if (acceptedBy !== undefined) return 'done';
  return state === 'done' ? 'below' : 'elsewhere';
}

function acceptButton(scan: ScanReport, { text }: RenderContext): Block[] {
  const images = vanishedImages(scan);
  if (whereToAccept(scan) !== 'below' || images.length === 0) return [];
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
