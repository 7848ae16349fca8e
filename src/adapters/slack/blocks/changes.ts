import type { ChangeLine, Rating } from '../../../domain/ledger';
import { CAUSES, type Cause } from '../../../domain/material-change';
import { code, escaped } from '../escape';
import { advisoryUrl, link } from './links';
import { type RenderContext, showDate, showDay } from './render-context';
import { fold, identify, MARK, type Payload, plainContext, section } from './shared-blocks';
import { short } from './short-name';

const CAUSE_MARK: Record<Cause | 'joined', string> = {
  exploited: '🔺',
  exposed: '🔺',
  severity: '🔺',
  image: '➕',
  fix: '🔧',
  joined: '➕',
};

const MOST_LINES = 8;
const MOST_IDS = 5;
const MOST_IMAGES = 3;
const MOST_FIXES = 3;

/** Material changes of findings, one line each, most urgent first. */
export function renderChanges(lines: ChangeLine[], context: RenderContext): Payload {
  const sorted = [...lines].sort((a, b) => orderOf(a) - orderOf(b));
  const shown = sorted.slice(0, MOST_LINES);
  const more = sorted.length - shown.length;
  const blocks = [
    ...shown.map((line) =>
      section(`${CAUSE_MARK[line.change.cause]} ${lineOf(line, context, DRAWN)}`),
    ),
    ...(more > 0 ? [plainContext(context.text.changes.more(more), 100)] : []),
  ];
  return {
    text: shown.map((line) => lineOf(line, context, SPOKEN)).join('\n'),
    blocks: identify('changes', blocks),
    attachments: [],
  };
}

function orderOf({ change }: ChangeLine): number {
  return change.cause === 'joined' ? CAUSES.length : CAUSES.indexOf(change.cause);
}

/** How names and dates are written: in a section, or in what is read aloud. */
interface Style {
  /** Before and after what is bold. */
  mark: string;
  rating(rating: Rating, context: RenderContext): string;
  id(id: string): string;
  image(name: string): string;
  date(context: RenderContext, at: string): string;
}

const DRAWN: Style = {
  mark: '*',
  rating: (rating, context) => `${MARK[rating.severity]}\u00A0${ratingWords(rating, context)}`,
  id: (id) => link(advisoryUrl(undefined, id), id, 60),
  image: (name) => code(short(name), 60),
  date: showDate,
};

const SPOKEN: Style = {
  mark: '',
  rating: ratingWords,
  id: (id) => escaped(id, 60),
  image: (name) => escaped(short(name), 60),
  date: (context, at) => showDay(context, at.slice(0, 10)),
};

function ratingWords({ severity, score }: Rating, { text }: RenderContext): string {
  return [text.severity[severity], ...(score === undefined ? [] : [score.toFixed(1)])].join(
    '\u00A0',
  );
}

function lineOf(line: ChangeLine, context: RenderContext, style: Style): string {
  const { text } = context;
  const words = wordsOf(line, idsOf(line, context, style), context, style);
  if (line.due === undefined) return words;
  const { now, before } = line.due;
  const former = before === undefined ? undefined : style.date(context, before);
  return `${words} · ${text.changes.due(`${style.mark}${style.date(context, now)}${style.mark}`, former)}`;
}

/** A last one that is left over is named as well. */
function idsOf({ ids, count, ratings }: ChangeLine, context: RenderContext, style: Style): string {
  const { text } = context;
  const shown = count === ids.length && count === MOST_IDS + 1 ? ids : ids.slice(0, MOST_IDS);
  const named = shown.map((id, index) => {
    const rating = ratings?.[index];
    return [style.id(id), ...(rating ? [style.rating(rating, context)] : [])].join(' ');
  });
  const names = text.listed(named);
  return count > shown.length ? `${names} ${text.andMore(count - shown.length)}` : names;
}

function wordsOf(
  { change, count }: ChangeLine,
  ids: string,
  { text }: RenderContext,
  { image, mark }: Style,
): string {
  const words = text.changes;
  const listed = (images: string[], more = 0) =>
    images.length === 0 && more > 0
      ? text.changes.furtherImages(more)
      : fold(images.map(image), MOST_IMAGES, text, more);
  switch (change.cause) {
    case 'joined':
      return change.isCleared
        ? words.cleared(count, ids, change.total)
        : words.joined(count, ids, change.total);
    case 'exploited':
      return words.exploited(mark, ids);
    case 'exposed':
      return words.exposed(mark, listed(change.images), ids);
    case 'severity':
      return words.severity(mark, text.severity[change.from], text.severity[change.to], ids);
    case 'image':
      return change.isExposed
        ? words.exposedImage(mark, listed(change.images), ids)
        : words.image(mark, listed(change.images, change.more), ids);
    case 'fix':
      return words.fix(
        mark,
        fold(
          change.fixes.map((each) => escaped(each, 100)),
          MOST_FIXES,
          text,
        ),
        ids,
      );
  }
}
