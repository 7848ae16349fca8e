import type { ChangeLine } from '../../../domain/ledger';
import { CAUSES, type Cause, type MaterialChange } from '../../../domain/material-change';
import { code, escaped } from '../escape';
import { short } from './digest';
import { advisoryUrl, link } from './links';
import { type RenderContext, showDate, showDay } from './render-context';
import { fold, identify, type Payload, plainContext, section } from './shared-blocks';

const MARK: Record<Cause, string> = {
  exploited: '🔺',
  exposed: '🔺',
  severity: '🔺',
  image: '➕',
  fix: '🔧',
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
    ...shown.map((line) => section(`${MARK[line.change.cause]} ${lineOf(line, context, DRAWN)}`)),
    ...(more > 0 ? [plainContext(context.text.changes.more(more), 100)] : []),
  ];
  return {
    text: shown.map((line) => lineOf(line, context, SPOKEN)).join('\n'),
    blocks: identify('changes', blocks),
    attachments: [],
  };
}

function orderOf({ change }: ChangeLine): number {
  return CAUSES.indexOf(change.cause);
}

/** How names and dates are written: in a section, or in what is read aloud. */
interface Style {
  id(id: string): string;
  image(name: string): string;
  date(context: RenderContext, at: string): string;
}

const DRAWN: Style = {
  id: (id) => link(advisoryUrl(undefined, id), id, 60),
  image: (name) => code(short(name), 60),
  date: showDate,
};

const SPOKEN: Style = {
  id: (id) => escaped(id, 60),
  image: (name) => escaped(short(name), 60),
  date: (context, at) => showDay(context, at.slice(0, 10)),
};

function lineOf(line: ChangeLine, context: RenderContext, style: Style): string {
  const { text } = context;
  const words = wordsOf(line.change, idsOf(line, context, style), context, style);
  if (line.due === undefined) return words;
  const { now, before } = line.due;
  const former = before === undefined ? undefined : style.date(context, before);
  return `${words} · ${text.changes.due(style.date(context, now), former)}`;
}

/** A last one that is left over is named as well. */
function idsOf({ ids, count }: ChangeLine, { text }: RenderContext, { id }: Style): string {
  const shown = count === ids.length && count === MOST_IDS + 1 ? ids : ids.slice(0, MOST_IDS);
  const names = shown.map(id).join(', ');
  return count > shown.length ? `${names} ${text.andMore(count - shown.length)}` : names;
}

function wordsOf(
  change: MaterialChange,
  ids: string,
  { text }: RenderContext,
  { image }: Style,
): string {
  const words = text.changes;
  const listed = (images: string[]) => fold(images.map(image), MOST_IMAGES, text.andMore);
  switch (change.cause) {
    case 'exploited':
      return words.exploited(ids);
    case 'exposed':
      return words.exposed(listed(change.images), ids);
    case 'severity':
      return words.severity(text.severity[change.from], text.severity[change.to], ids);
    case 'image':
      return change.isExposed
        ? words.exposedImage(listed(change.images), ids)
        : words.image(listed(change.images), ids);
    case 'fix':
      return words.fix(
        fold(
          change.fixes.map((each) => escaped(each, 100)),
          MOST_FIXES,
          text.andMore,
        ),
        ids,
      );
  }
}
