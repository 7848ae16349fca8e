import { readQuoted } from '../../../domain/decision-note';
import type { Finding } from '../../../domain/finding';
import { groupBy } from '../../../domain/group-by';
import type { AlertEntry } from '../../../domain/message';
import { readRenamed } from '../../../domain/renamed';
import { escaped, mention } from '../escape';
import { isAgain } from './card-cause';
import { idOf } from './card-ids';
import type { CardView, Closed, Decided, Group } from './card-state';
import { list, parts, type Room, word } from './card-words';
import { type RenderContext, showCalendarDay, showDate } from './render-context';
import { quoted, untilWords } from './reopening';

export const MARK_OF: Record<Closed, string> = {
  suppressed: '🔕',
  resolved: '✅',
  gone: '🎉',
  unscanned: '🗄️',
  renamed: '🗄️',
  archived: '🗄️',
};

/** Lines, and ids on a line. */
const MOST_LINES = 2;
const MOST_IDS = 3;

/** A line for each decision on findings that line 1 does not speak of, and how many decisions more there are. */
export function decidedLines(groups: Group[], room: Room, context: RenderContext): string[] {
  const shown = groups.length <= MOST_LINES + 1 ? groups : groups.slice(0, MOST_LINES);
  const more = groups.length - shown.length;
  return [
    ...shown.map((group) => groupLine(group, room, context)),
    ...(more === 0 ? [] : [context.text.card.earlierDecisions(more)]),
  ];
}

function groupLine({ fate, findings, decided }: Group, room: Room, context: RenderContext): string {
  const { card } = context.text;
  const who = whoOf(decided);
  const what = card.decided[fate](findings.length, who, untilOf(decided, context));
  const ids =
    fate === 'renamed' ? renamedList(findings, context) : idList(findings, room.ids, context);
  const line = `${MARK_OF[fate]} ${what}: ${ids}`;
  return parts(line, fate === 'suppressed' || fate === 'resolved' ? whyOf(decided, context) : '');
}

function idList(findings: Finding[], most: number, context: RenderContext): string {
  const ids = findings.map((finding) => idOf(finding, false));
  return list(ids, Math.min(MOST_IDS, most), context);
}

/** The ids that they have now, or had before; empty where none was renamed. */
export function renamedWords(findings: Finding[], context: RenderContext): string {
  const now = findings.filter(isRenamed);
  const former = formerIds(findings, context);
  return parts(now.length === 0 ? '' : renamedList(now, context), former);
}

export function isRenamed(finding: Finding): boolean {
  return readRenamed(finding.note?.text ?? '').to !== undefined;
}

/** Ids with those that they have now. */
export function renamedList(findings: Finding[], context: RenderContext): string {
  const pairs = findings.map((finding) => {
    const { to = '?' } = readRenamed(finding.note?.text ?? '');
    return `${idOf(finding, false)} → ${escaped(to, 40)}`;
  });
  return list(pairs, MOST_IDS, context);
}

/** Ids with those that they had before; empty where none was renamed. */
export function formerIds(findings: Finding[], context: RenderContext): string {
  const ids = findings.flatMap(({ vulnerabilityId, renamedFrom }) =>
    renamedFrom === undefined
      ? []
      : [context.text.card.renamedFrom(escaped(vulnerabilityId, 40), escaped(renamedFrom, 40))],
  );
  return ids.length === 0 ? '' : list(ids, 2, context);
}

/** In mrkdwn; empty where Security Hub says no name. */
export function whoOf({ name }: Decided): string {
  return name === undefined ? '' : word(name, 60);
}

/** The same as it is read aloud. */
export function spokenWho({ name }: Decided): string {
  return name === undefined ? '' : escaped(name, 60);
}

export function whyOf(decided: Decided, context: RenderContext): string | undefined {
  return quoted(decided, context);
}

export function untilOf({ until }: Pick<Decided, 'until'>, context: RenderContext): string {
  return until === undefined ? '' : untilWords(until, context, showCalendarDay);
}

/** What was decided before findings were opened again; a person who decided is mentioned, since it was posted again. */
export function beforeLines(view: CardView, context: RenderContext): string[] {
  const again = view.open.filter(isAgain);
  const lines = again.flatMap((entry) => beforeOf(entry, context) ?? []);
  const counted = [...groupBy(lines, (line) => line)].sort((a, b) => b[1].length - a[1].length);
  return counted.slice(0, MOST_LINES).map(([line]) => line);
}

function beforeOf({ finding, former }: AlertEntry, context: RenderContext): string | undefined {
  const { card } = context.text;
  const note = finding.note?.text ?? '';
  const start = note.indexOf(BEFORE);
  if (start === -1) return undefined;
  const text = readRenamed(note.slice(start + BEFORE.length)).text;
  const found = readQuoted(text);
  if (found === undefined || found.action === 'reopen') return card.before(escaped(text, 300));
  const who = former === undefined ? word(found.name, 60) : mention(former.by);
  const until = untilOf(found, context);
  const at = former === undefined ? '' : showDate(context, former.at);
  return card.before(parts(card.was[found.action](who, at, until), quoted(found, context)));
}

const BEFORE = ' Before: ';
