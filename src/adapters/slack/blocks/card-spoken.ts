import { fixOf, hasFixedVersion, otherRemedies } from '../../../domain/remedy-rows';
import { escaped, withoutTimes } from '../escape';
import { causesOf, isOpenAgain, isReopenedByPerson } from './card-cause';
import { leftAt, versionsOf } from './card-closed';
import { spokenWho } from './card-decided';
import { dueOf, worstSeverity } from './card-head';
import { type CardView, type Decided, hasNoFix } from './card-state';
import { isExploited, unfixedWords } from './card-why';
import { distinct, imageNames, spokenList } from './card-words';
import { fixedWords } from './packages';
import { plainDate, type RenderContext } from './render-context';
import { untilWords } from './reopening';
import { capital } from './texts';
import type { Said } from './urgent-page';

/** Names and versions in a sentence, and decisions. */
const MOST = 3;

/**
 * A card as sentences for notifications and screen readers, escaped, without emoji and arrows, and without what was `said` before
 * it.
 */
export function spokenCard(view: CardView, context: RenderContext, said?: Said): string {
  const { text } = context;
  if (view.state === 'open') return text.sentences(openSentences(view, context, said));
  if (view.state !== 'continued') return text.sentences(closedSentences(view, context));
  const what = placed(installed(view), view, context);
  return text.card.spoken.continued(what, view.card.continued?.open ?? 0);
}

function closedSentences(view: CardView, context: RenderContext): string[] {
  const { card, urgency } = context.text;
  const [group, ...others] = view.groups;
  if (group === undefined) return [];
  const { fate, decided } = group;
  const left = leftAt(view.told);
  const since = left === undefined ? '' : plainDate(context, left);
  const when = fate === 'suppressed' ? plainUntil(decided, context) : since;
  const state = card.spoken.state[fate](spokenWho(decided), when);
  const what = placed(installed(view), view, context);
  return [
    card.spoken.closed(state, what, countOf(group.findings.map(idOf), context)),
    ...others.slice(0, MOST).map((other) => {
      const until = plainUntil(other.decided, context);
      const words = card.decided[other.fate](
        other.findings.length,
        spokenWho(other.decided),
        until,
      );
      return urgency.sentence(words);
    }),
  ];
}

function openSentences(view: CardView, context: RenderContext, said?: Said): string[] {
  const { card, severity, urgency } = context.text;
  const { told } = view;
  const { holder, remedy } = view.card;
  const causes = causesOf(view, context).map(plainly);
  const isUnsaid = causes.length === 0 || view.open.some(isReopenedByPerson);
  const exploited =
    isUnsaid && !said?.exploited && told.some(isExploited) ? urgency.knownExploited : '';
  const what = whatToDo(view, context);
  const others = otherRemedies(told, remedy.key);
  const reasons = [unfixedWords(view, context) ?? '', ...causes, exploited];
  return [
    card.spoken.open(
      severity[worstSeverity(view)],
      isOpenAgain(view),
      what,
      dueWords(view, context),
    ),
    ...reasons.filter((words) => words !== '').map((words) => urgency.sentence(capital(words))),
    ...(holder === undefined ? [] : [card.spoken.isOnIt(escaped(holder.name, 60))]),
    ...(others.some((other) => hasFixedVersion(other.remedy)) ? [card.spoken.needsMore] : []),
    ...clearsSentence(view, context),
  ];
}

function dueWords(view: CardView, context: RenderContext): string {
  const { card, urgency } = context.text;
  const { at, isOverdue, isRebuild } = dueOf(view);
  if (at === undefined) return isRebuild ? card.nextRebuild : '';
  const day = plainDate(context, at);
  return isOverdue ? urgency.overdueSince(day) : urgency.due(day);
}

function whatToDo(view: CardView, context: RenderContext): string {
  const { spoken } = context.text.card;
  const { rows } = versionsOf(view);
  const name = escaped(view.card.remedy.name, 60);
  const from = distinct(rows.map((row) => escaped(row.installed, 60)));
  const to = distinct(rows.flatMap((row) => fixOf(row) ?? []));
  if (to.length > 0) {
    const targets = to.map((target) => fixedWords(target, context.text.or));
    const one = from.length === 1 ? (from[0] ?? '') : '';
    return spoken.upgrade(name, one, spokenList(targets, MOST, context), whereOf(view, context));
  }
  const what = placed(installed(view), view, context);
  if (!hasNoFix(view)) return what;
  return unfixedWords(view, context) === undefined ? spoken.noneKnown(what) : spoken.noFix(what);
}

/** Nothing where the only one is named already. */
function clearsSentence(view: CardView, context: RenderContext): string[] {
  const { urgency, card } = context.text;
  const { open, own, told } = view;
  if (open.length < own.length) return [card.spoken.openOf(open.length, own.length)];
  const cleared = view.cleared.size;
  const count = countOf(told.map(idOf), context);
  const isOne = told.length === 1;
  if (cleared === told.length) return [card.spoken[isOne ? 'clearsOne' : 'clears'](count)];
  if (cleared > 0) return [card.spoken.clearsSome(cleared, told.length)];
  if (isOne && told[0]?.vulnerabilityId === view.card.remedy.name) return [];
  return [isOne ? urgency.sentence(count) : card.spoken.has(count)];
}

function idOf({ vulnerabilityId }: { vulnerabilityId: string }): string {
  return vulnerabilityId;
}

/** One is named. */
function countOf(ids: string[], { text }: RenderContext): string {
  const [first, ...others] = ids;
  if (first === undefined || others.length > 0) return text.card.vulnerabilities(ids.length);
  return escaped(first, 60);
}

function installed(view: CardView): string {
  const { name, rows } = versionsOf(view);
  const versions = distinct(rows.map((row) => row.installed));
  const [only] = versions;
  const version = versions.length === 1 && only !== undefined ? ` ${escaped(only, 60)}` : '';
  return `${escaped(name, 60)}${version}`;
}

function placed(what: string, view: CardView, context: RenderContext): string {
  const where = whereOf(view, context);
  return where === '' ? what : context.text.card.spoken.at(what, where);
}

function whereOf({ images, unnamed }: CardView, context: RenderContext): string {
  return images.length === 0 ? '' : spokenList(imageNames(images, context), MOST, context, unnamed);
}

function plainUntil({ until }: Pick<Decided, 'until'>, context: RenderContext): string {
  return until === undefined ? '' : untilWords(until, context);
}

/** mrkdwn of ours without its marks. */
function plainly(mrkdwn: string): string {
  return withoutTimes(mrkdwn).replaceAll(/[`*]/g, '');
}
