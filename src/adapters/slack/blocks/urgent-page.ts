import type { AlertEntry, RemedyCard, UrgentPage } from '../../../domain/message';
import { mention } from '../escape';
import { stateOf } from './decision';
import { plainDate, type RenderContext, showDate } from './render-context';
import { type Block, section } from './shared-blocks';

/**
 * What stands above the cards of the page with what is due within three days: how many, by when, whom it concerns, and what
 * they have in common. Of a single card the mention alone, since its own lines say the rest.
 */
export function urgentHead(
  { total }: UrgentPage,
  cards: RemedyCard[],
  context: RenderContext,
): Block[] {
  const open = cards.map(openEntries).filter((entries) => entries.length > 0);
  const elsewhere = Math.max(0, total - cards.length);
  const group = mentionFor(open.flat(), context);
  if (cards.length === 1 && elsewhere === 0) {
    return group === undefined ? [] : [section(`🚨 ${group}`)];
  }
  const words = context.text.urgentPage;
  if (open.length === 0) return [section(`✅ ${words.nothingOpen(elsewhere)}`)];
  const by = lastDue(open.flat());
  const day = by === undefined ? undefined : showDate(context, by);
  const headline = `🚨 *${words.due(open.length + elsewhere, day)}*`;
  const shared = sharedWords(open, elsewhere > 0, context);
  return [
    section(
      [
        [headline, ...(group === undefined ? [] : [group])].join(' · '),
        ...(shared === '' ? [] : [shared]),
        ...(elsewhere === 0 ? [] : [words.inThread(elsewhere)]),
      ].join('\n'),
    ),
  ];
}

/** The same as sentences for screen readers and notifications. */
export function spokenHead(
  { total }: UrgentPage,
  cards: RemedyCard[],
  context: RenderContext,
): string[] {
  const { text } = context;
  const words = text.urgentPage;
  const open = cards.map(openEntries).filter((entries) => entries.length > 0);
  const elsewhere = Math.max(0, total - cards.length);
  if (open.length === 0) return [text.urgency.sentence(words.nothingOpen(elsewhere))];
  const by = lastDue(open.flat());
  const day = by === undefined ? undefined : plainDate(context, by);
  return [
    text.urgency.sentence(words.due(open.length + elsewhere, day)),
    sharedWords(open, elsewhere > 0, context),
  ].filter((sentence) => sentence !== '');
}

/** What the lines above the cards say of each card that is open, so that it does not say it again. */
export interface Said {
  exploited: boolean;
  checkSigns: boolean;
}

/** A page of one card has no such lines. */
export function saidAbove(page: UrgentPage | undefined, cards: RemedyCard[]): Said {
  const open = cards.map(openEntries).filter((entries) => entries.length > 0);
  const isSaid = page !== undefined && cards.length > 1 && open.length > 0;
  const every = (is: (urgency: Urgency) => boolean) =>
    isSaid && open.every((entries) => has(entries, is));
  return {
    exploited: every((urgency) => urgency.exploitedSince !== undefined),
    checkSigns: every(({ outcome }) => outcome === '3DF'),
  };
}

/** Those that the card still has buttons for. */
function openEntries({ entries, continued }: RemedyCard): AlertEntry[] {
  if (continued !== undefined) return [];
  return entries.filter(({ finding, shownAgain }) => !shownAgain && stateOf(finding) === 'open');
}

/** The group is called only for what runs now. */
function mentionFor(entries: AlertEntry[], { mention: group }: RenderContext): string | undefined {
  const runs = entries.some(({ finding }) =>
    finding.images.some(({ services }) => services.length > 0),
  );
  return group === undefined || !runs ? undefined : mention(group);
}

/** When the last of them is due. */
function lastDue(entries: AlertEntry[]): string | undefined {
  return entries
    .flatMap(({ finding }) => finding.urgency?.dueAt ?? [])
    .sort()
    .at(-1);
}

/** What the upgrades have in common, as sentences; empty where that is nothing. `isPart`: others are in the thread. */
function sharedWords(open: AlertEntry[][], isPart: boolean, { text }: RenderContext): string {
  const words = text.urgentPage;
  const count = open.length;
  const exploited = open.filter((entries) =>
    has(entries, (each) => each.exploitedSince !== undefined),
  ).length;
  const exposed = open.filter((entries) => has(entries, (each) => each.exposed === 'yes')).length;
  // Where it concerns only some, their cards say so.
  const isWatched = open.every((entries) => has(entries, (each) => each.outcome === '3DF'));
  return text.sentences([
    ...(exploited > 0 ? [words.exploited(exploited, count, isPart)] : []),
    ...(exploited === 0 && exposed === count ? [words.exposed(count, isPart)] : []),
    ...(isWatched ? [words.checkSigns] : []),
  ]);
}

type Urgency = NonNullable<AlertEntry['finding']['urgency']>;

function has(entries: AlertEntry[], is: (urgency: Urgency) => boolean): boolean {
  return entries.some(({ finding: { urgency } }) => urgency !== undefined && is(urgency));
}
