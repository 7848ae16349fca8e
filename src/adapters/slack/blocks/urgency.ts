import { isOverdueNow } from '../../../domain/due';
import { type Finding, hasFix } from '../../../domain/finding';
import type { DueSoon } from '../../../domain/message';
import type { Urgency } from '../../../domain/urgency';
import { stateOf } from './decision';
import { type RenderContext, showDate, showDay } from './render-context';
import { capital } from './texts';

/* By when a finding has to be dealt with, and why then. Built of our own words, dates and numbers only. */

/** By when an open finding is due, in mrkdwn; nothing where that is not known, or it is decided. */
export function dueWords(finding: Finding, overdue: boolean, context: RenderContext): string[] {
  const urgency = openUrgency(finding);
  if (urgency === undefined) return [];
  const words = context.text.urgency;
  const { dueAt } = urgency;
  // Without a fix a rebuild changes nothing.
  if (dueAt === undefined) return hasFix(finding) ? [words.nextRebuild] : [];
  const day = showDate(context, dueAt);
  return [overdue ? `⏰\u00A0*${words.overdueSince(day)}*` : words.due(`*${day}*`)];
}

/** The same for lists, at a time; before it that it is exploited. */
export function urgencyMarks(finding: Finding, at: string, context: RenderContext): string[] {
  const isExploited = openUrgency(finding)?.exploitedSince !== undefined;
  return [
    ...(isExploited ? [`*${context.text.urgency.exploited}*`] : []),
    ...dueWords(finding, isOverdueNow(finding, new Date(at)), context),
  ];
}

/** Why it is due then, on one mrkdwn line; empty where that is not known. `short`: only what makes it urgent. */
export function reasonsLine(finding: Finding, context: RenderContext, short = false): string {
  const urgency = openUrgency(finding);
  if (urgency === undefined) return '';
  const words = context.text.urgency;
  const { exploitedSince: since, exposed, outcome } = urgency;
  const exploited = since === undefined ? [] : [words.inKev(showDay(context, since))];
  const where = short && exposed === 'no' ? [] : [words.exposed[exposed]];
  const how = short ? [] : vectorWords(urgency, context);
  const signs = outcome === '3DF' ? [words.checkSigns] : [];
  return capital([...exploited, ...where, ...how, ...signs].join(' · '));
}

function vectorWords({ automatable, impact, vectorSource }: Urgency, { text }: RenderContext) {
  const words = text.urgency;
  if (vectorSource === 'assumed') return [words.assumedWorst];
  return [
    ...(automatable ? [words.automatable.yes] : []),
    ...(impact === 'total' ? [words.impact.total] : []),
  ];
}

/** How many are overdue and how many are due by when, in mrkdwn. */
export function dueCounts(
  { overdue, soon, by }: Pick<DueSoon, 'overdue' | 'soon' | 'by'>,
  context: RenderContext,
): string {
  const words = context.text.urgency;
  return context.text.listed([
    ...(overdue === 0 ? [] : [words.countOverdue(overdue)]),
    ...(soon === 0
      ? []
      : [words.countSoon(soon, by === undefined ? undefined : showDate(context, by))]),
  ]);
}

function openUrgency(finding: Finding): Urgency | undefined {
  return stateOf(finding) === 'open' ? finding.urgency : undefined;
}
