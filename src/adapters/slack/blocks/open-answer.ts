import type { OpenFilter } from '../../../domain/open-filter';
import { OPEN_PER_PAGE, type QueryAnswer } from '../../../domain/query-answer';
import { code, escaped } from '../escape';
import { LIMITS, sizeOfBlocks } from '../limits';
import { writeOpenQuery } from '../open-query';
import { attentionTexts } from './attention';
import { imageMenu } from './choices';
import { lastScanLines, plainWords, troubleLines } from './last-scan';
import { lookedAt, notImported, severityNames } from './looked-at';
import type { RenderContext } from './render-context';
import {
  actions,
  type Block,
  type ButtonSpec,
  button,
  identify,
  plainContext,
  section,
} from './shared-blocks';
import { capital } from './texts';
import { upgradeRow } from './upgrade-row';

type Open = Extract<QueryAnswer, { about: 'open' }>;

/** Images that the filter offers at most; less where the message would be too long. */
const MOST_IMAGES = 20;

/** The open upgrades that were asked for, most urgent first, a page at a time. */
export function drawOpen(answer: Open, context: RenderContext): { text: string; blocks: Block[] } {
  const { total, filter, pastEnd } = answer;
  if (total === 0) return drawNothingOpen(answer, context);
  const notes = [
    ...notImported(filter.severities, context),
    ...(pastEnd === undefined ? [] : [context.text.answer.noPage(pastEnd)]),
    ...(answer.lines.length === 0 ? [context.text.home.allDecided] : []),
  ];
  const head = identify('answer', [
    section(titleOf(answer, context)),
    ...notes.map((note) => plainContext(note, 400)),
  ]);
  const rows = answer.lines.map((line) => upgradeRow(line, context));
  return {
    text: [spoken(answer, context), ...notes].join(' '),
    blocks: withControls([...head, ...rows], answer, context),
  };
}

/** `*9 open* · 4 critical · 1 overdue · cards 1 to 5 of 8` */
function titleOf(answer: Open, context: RenderContext): string {
  const { filter, upgrades } = answer;
  const [count = '', ...others] = countWords(answer, context);
  const cards =
    upgrades.total <= OPEN_PER_PAGE && upgrades.before === 0 ? [] : [rangeWords(answer, context)];
  return [`*${count}*`, ...others, ...filterWords(filter, context), ...cards].join(' · ');
}

function spoken(answer: Open, context: RenderContext): string {
  const { text } = context;
  const { total } = answer.upgrades;
  const [count = '', ...others] = countWords(answer, context);
  const filters = filterWords(answer.filter, context).map((words) => words.replaceAll('`', ''));
  const sentence = text.listed([text.open.inCards(count, total), ...others, ...filters]);
  return text.sentences([
    text.urgency.sentence(sentence),
    ...(total <= OPEN_PER_PAGE ? [] : [capital(rangeWords(answer, context))]),
  ]);
}

function countWords(answer: Open, { text }: RenderContext): string[] {
  const { total, complete, critical, overdue, filter } = answer;
  // Of one severity all are critical, or none is.
  const isTold = critical > 0 && filter.severities?.length !== 1;
  return [
    complete ? text.scan.open(total) : text.answer.open(text.answer.atLeast(text.findings(total))),
    ...(isTold ? [text.home.critical(critical)] : []),
    ...(overdue === 0 ? [] : [text.home.overdue(overdue)]),
  ];
}

function rangeWords({ upgrades: { total, before } }: Open, { text }: RenderContext): string {
  return text.open.cards(before + 1, Math.min(before + OPEN_PER_PAGE, total), total);
}

/** What was asked for, in mrkdwn. */
function filterWords({ severities, due, image }: OpenFilter, context: RenderContext): string[] {
  const { text } = context;
  return [
    ...(severities === undefined ? [] : [severityNames(severities, context)]),
    ...(due === undefined || due === 'overdue' ? [] : [text.open.due[due]]),
    ...(image === undefined ? [] : [text.open.in(imageWords(image))]),
  ];
}

/** The repository of an image that was chosen in the menu. */
function imageWords(image: string): string {
  return code(image.replace(/^[^/]*[.:][^/]*\//, ''), 60);
}

function withControls(blocks: Block[], answer: Open, context: RenderContext): Block[] {
  for (let most = MOST_IMAGES; most > 1; most -= 1) {
    const whole = [...blocks, controls(answer, most, context)];
    if (sizeOfBlocks({ blocks: whole }) <= LIMITS.charactersOfBlocks - RESERVE) return whole;
  }
  return [...blocks, controls(answer, 1, context)];
}

/** Characters that Slack may count beside ours. */
const RESERVE = 500;

function controls(answer: Open, most: number, context: RenderContext): Block {
  const { filter, page, images } = answer;
  const menu = imageMenu('open_image', images, { chosen: filter.image, most }, context);
  return {
    ...actions([...pageButtons(answer, context).map(button), menu]),
    block_id: writeOpenQuery({ ...filter, page }),
  };
}

function pageButtons(
  { upgrades: { total, before }, page }: Open,
  { text }: RenderContext,
): ButtonSpec[] {
  const after = Math.min(before + OPEN_PER_PAGE, total);
  const next = Math.min(OPEN_PER_PAGE, total - after);
  const buttons: ButtonSpec[] = [];
  if (before > 0)
    buttons.push({
      action: 'open_back',
      label: text.open.back(OPEN_PER_PAGE),
      value: `${page - 1}`,
    });
  if (next > 0)
    buttons.push({ action: 'open_next', label: text.open.next(next), value: `${page + 1}` });
  return buttons;
}

/** Says nothing about severities that are not imported, and nothing at all before the first scan. */
function drawNothingOpen(answer: Open, context: RenderContext) {
  const { filter, lastScan } = answer;
  const lines =
    lastScan === undefined
      ? [context.text.answer.neverScanned]
      : [
          ...noneWords(filter, context),
          ...(filter.severities === undefined
            ? [lookedAt(context)]
            : notImported(filter.severities, context)),
          ...lastScanLines(lastScan, context),
          ...troubleLines({ lastScan, troubles: [] }, context),
          ...attentionTexts(lastScan.attention ?? [], context),
        ];
  const blocks: Block[] = identify('answer', [section(lines.join('\n'))]);
  const hasMore = lastScan !== undefined && answer.images.length > 0;
  return {
    text: plainWords(lines.join(' ')),
    blocks: hasMore ? withControls(blocks, answer, context) : blocks,
  };
}

function noneWords({ severities, due, image }: OpenFilter, context: RenderContext): string[] {
  const { answer, open } = context.text;
  if (image !== undefined) return [open.nothingIn(escaped(image, 80))];
  const known = severities?.filter((severity) => context.severities.includes(severity));
  if (known?.length === 0) return [];
  if (known === undefined) return [due === undefined ? answer.nothingOpen : open.nothing[due]];
  const names = severityNames(known, context);
  return [due === 'overdue' ? answer.nothingOverdueOf(names) : answer.nothingOpenOf(names)];
}
