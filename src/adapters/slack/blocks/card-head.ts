import { compareSeverity, type Severity } from '../../../domain/finding';
import { hasFixedVersion } from '../../../domain/remedy-rows';
import { isOpenAgain } from './card-cause';
import { closedHead, versionsOf } from './card-closed';
import { type CardView, hasNoFix } from './card-state';
import { formerWords, upgradeWords } from './card-what';
import { statusOf, whyLine } from './card-why';
import { imageList, lines, parts, type Room } from './card-words';
import { type RenderContext, showDate } from './render-context';
import { MARK } from './shared-blocks';
import type { Said } from './urgent-page';

/** How bad it is, what to do, where, by when; and below it why then, without what is `said` above it. In mrkdwn. */
export function cardHead(view: CardView, room: Room, context: RenderContext, said?: Said): string {
  const { state } = view;
  if (state === 'continued') return continuedHead(view, room, context);
  if (state !== 'open') return closedHead(view, state, room, context);
  return lines(openHead(view, room, context), whyLine(view, room, context, said));
}

function openHead(view: CardView, room: Room, context: RenderContext): string {
  const { text } = context;
  const severity = worstSeverity(view);
  const what = upgradeWords(versionsOf(view), room, context);
  const { images, unnamed } = view;
  return parts(
    `${MARK[severity]} ${text.severity[severity]}`,
    isOpenAgain(view) && `*${text.card.openAgain}*`,
    images.length === 0 ? what : text.card.at(what, imageList(images, room, context, unnamed)),
    hasNoFix(view) && `*${statusOf(view) === undefined ? text.card.noneKnown : text.card.noFix}*`,
    dueWords(view, context),
  );
}

function continuedHead(view: CardView, room: Room, context: RenderContext): string {
  const { card } = context.text;
  const what = formerWords(versionsOf(view), true, room, context);
  const images = imageList(view.images, room, context, view.unnamed);
  const where = view.images.length === 0 ? what : card.at(what, images);
  return `⬇️ ${parts(`*${card.continued}*`, where)}`;
}

/** The worst of what line 1 speaks of. */
export function worstSeverity({ told }: Pick<CardView, 'told'>): Severity {
  const [worst = 'INFORMATIONAL'] = told.map(({ severity }) => severity).sort(compareSeverity);
  return worst;
}

interface Due {
  /** The soonest due date, ISO 8601. */
  at?: string;
  isOverdue: boolean;
  /** There is none: at the next rebuild. Without a fix a rebuild changes nothing. */
  isRebuild: boolean;
}

export function dueOf({ open, told, card }: CardView): Due {
  const [at] = told.flatMap(({ urgency }) => urgency?.dueAt ?? []).sort();
  const isOverdue = open.some(({ overdue }) => overdue);
  const isKnown = told.some(({ urgency }) => urgency !== undefined);
  const isRebuild = at === undefined && isKnown && hasFixedVersion(card.remedy);
  return { isOverdue, isRebuild, ...(at !== undefined && { at }) };
}

function dueWords(view: CardView, context: RenderContext): string | undefined {
  const { urgency: words, card } = context.text;
  const { at, isOverdue, isRebuild } = dueOf(view);
  if (at === undefined) return isRebuild ? card.nextRebuild : undefined;
  const day = showDate(context, at);
  return isOverdue ? `⏰\u00A0*${words.overdueSince(day)}*` : words.due(`*${day}*`);
}
