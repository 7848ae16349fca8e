import type { Finding } from '../../../domain/finding';
import { DAY_MS } from '../../../domain/timing';
import { askedAgainWords } from './asked-again';
import {
  decidedLines,
  isRenamed,
  MARK_OF,
  renamedList,
  renamedWords,
  untilOf,
  whoOf,
  whyOf,
} from './card-decided';
import { idOf } from './card-ids';
import { type CardView, type Closed, type Group, signatureOf } from './card-state';
import { formerWords } from './card-what';
import { imageList, parts, type Room, word } from './card-words';
import { type RenderContext, showDate, showTime } from './render-context';
import { capital } from './texts';

/** The first line of a card of which nothing is open. */
export function closedHead(
  view: CardView,
  fate: Closed,
  room: Room,
  context: RenderContext,
): string {
  const { card } = context.text;
  const what = formerWords(versionsOf(view), fate === 'resolved', room, context);
  const images = imageList(view.images, room, context, view.unnamed);
  const where = view.images.length === 0 ? what : card.at(what, images);
  const isGone = fate === 'gone' && view.images.length > 0;
  const state = `*${stateWords(view, fate, context)}*`;
  return `${MARK_OF[fate]} ${parts(state, isGone ? card.isGoneFrom(what, images) : where)}`;
}

export function versionsOf({ card, rows }: CardView) {
  return { name: card.remedy.name, rows: rows.length > 0 ? rows : card.remedy.rows };
}

/** With the end of a suppression, and since when it is gone, where that is the same for all. */
function stateWords(view: CardView, fate: Closed, context: RenderContext): string {
  const { card } = context.text;
  const groups = view.groups.filter((group) => group.fate === fate);
  const [group] = groups;
  if (fate === 'suppressed') {
    return card.state.suppressed(
      group === undefined || groups.length > 1 ? '' : untilOf(group.decided, context),
    );
  }
  const since = fate === 'gone' || fate === 'unscanned' ? leftAt(view.told) : undefined;
  return card.state[fate](since === undefined ? '' : showDate(context, since));
}

/** When a scan last found some of them gone, ISO 8601. */
export function leftAt(findings: Finding[]): string | undefined {
  const times = findings
    .map((finding) => signatureOf(finding))
    .filter((signature) => signature?.action === 'fixed' || signature?.action === 'unscanned')
    .map((signature) => Number(signature?.at));
  return times.length === 0 ? undefined : new Date(Math.max(...times) * 1000).toISOString();
}

/** What is below that line: who decided and why, and when it is asked again; or how long it took. */
export function closedLines(view: CardView, room: Room, context: RenderContext): string[] {
  const { groups } = view;
  const [group, ...others] = groups;
  if (group === undefined) return [];
  const isDecision = group.fate === 'suppressed' || group.fate === 'resolved';
  if (others.some(({ fate }) => fate === group.fate)) return decidedLines(groups, room, context);
  const own = isDecision ? decisionLines(group, context) : [leftLine(view, group, context)];
  return [...own.filter((line) => line !== ''), ...decidedLines(others, room, context)];
}

function decisionLines({ fate, findings, decided }: Group, context: RenderContext): string[] {
  const { card, decision } = context.text;
  const at = decided.at === undefined ? undefined : showTime(context, decided.at);
  const everywhere = fate === 'suppressed' && decided.place === 'everywhere';
  const isGone = findings.every(({ recordState }) => recordState === 'ARCHIVED');
  const asked = isGone ? card.goneSinceThen : askedAgainWords(findings, context);
  return [
    parts(
      whoOf(decided) || capital(card.inSecurityHub),
      at,
      everywhere && decision.everywhere,
      whyOf(decided, context),
    ),
    // What has another id now is still there: it is on the card of that id.
    findings.every(isRenamed) ? '' : parts(countWords(findings, context), asked),
    renamedWords(findings, context),
  ];
}

/** One is named. */
function countWords(findings: Group['findings'], { text }: RenderContext): string {
  return findings.length === 1
    ? idOf(findings[0], true)
    : text.card.vulnerabilities(findings.length);
}

function leftLine({ card: { holder } }: CardView, group: Group, context: RenderContext): string {
  const { card } = context.text;
  const { fate, findings, decided } = group;
  const count = countWords(findings, context);
  const was = holder === undefined ? '' : card.wasOnIt(word(holder.name, 60));
  if (fate === 'gone') {
    const who = decided.name === undefined ? '' : card.decided.resolved(1, whoOf(decided), '');
    return parts(card.closed(count, card.and(daysOf(findings, context))), who, was);
  }
  if (fate === 'renamed') return renamedList(findings, context);
  return parts(count, fate === 'unscanned' ? card.notScanned : card.comesBack, was);
}

/** How long after it was found, and how long before or after it was due, in whole days. */
function daysOf(findings: Finding[], { text }: RenderContext): string[] {
  const left = leftAt(findings);
  if (left === undefined) return [];
  const count = findings.length;
  const at = Date.parse(left);
  const found = Math.min(...findings.map(({ createdAt }) => Date.parse(createdAt)));
  const due = Math.min(
    ...findings.map(({ urgency }) => Date.parse(urgency?.dueAt ?? '') || Infinity),
  );
  return [
    ...(Number.isFinite(found) ? [text.card.afterFound(days(at - found), count)] : []),
    ...(Number.isFinite(due)
      ? [
          due >= at
            ? text.card.beforeDue(days(due - at), count)
            : text.card.late(days(at - due), count),
        ]
      : []),
  ];
}

function days(milliseconds: number): number {
  return Math.floor(Math.max(0, milliseconds) / DAY_MS);
}
