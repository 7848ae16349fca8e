import { type NoteParts, type QuotedNote, readQuoted } from '../../../domain/decision-note';
import { readRenamed } from '../../../domain/renamed';
import { readChanges, type ToldChange } from '../../../domain/reopen-note';
import type { Signature } from '../../../domain/signature';
import type { Until } from '../../../domain/workflow';
import { code, escaped } from '../escape';
import type { Text } from '../text/text';
import { type RenderContext, showCalendarDay, showDay } from './render-context';
import { capital } from './texts';

/*
 * Notes of ours, taken apart and said in the team's language. All of it is plain text, unless stated otherwise: it is
 * escaped where it is shown.
 */

/** How names and texts of others are written: as they are, or in mrkdwn. */
interface Style {
  image(name: string): string;
  other(text: string): string;
  day(context: RenderContext, day: string): string;
}

const PLAIN: Style = { image: (name) => name, other: (text) => text, day: showDay };
export const IN_MRKDWN: Style = {
  image: (name) => code(name, 60),
  other: (text) => escaped(text, 300),
  day: showCalendarDay,
};

interface Translator {
  words: Text['decision'];
  where(names?: string): string;
  day(date?: string): string;
}
type Translate = (to: Translator, match: RegExpExecArray) => string;

/** The sentences that domain/reopen.ts writes into a note, with their translations. */
const SCANNER_SENTENCES: [RegExp, Translate][] = [
  [
    /still detected in (.+) after it was resolved\.$/,
    ({ words, where }, [, names]) => words.stillThere(where(names)),
  ],
  [
    /suppressed until (\S+), still detected in .+\.$/,
    ({ words, day }, [, date]) => words.expired(day(date)),
  ],
  [/detected again in (.+)\.$/, ({ words, where }, [, names]) => words.backIn(where(names))],
];

const REOPENED = 'Reopened by the scanner: ';
const BEFORE = ' Before: ';

/** The scanner's note in the configured language; unknown sentences are shown unchanged. */
export function scannerWords(note: string, context: RenderContext): string {
  const { text } = context;
  const [, before] = note.split(BEFORE);
  return text.sentences([
    ...causeParts(note, context, PLAIN).map((part) =>
      /[.。]$/.test(part) ? part : text.urgency.sentence(capital(part)),
    ),
    ...(before === undefined ? [] : [text.decision.before(beforeWords(before, context))]),
  ]);
}

/** What the scanner's note says of why it opened a finding again, without a full stop. */
export function causeParts(note: string, context: RenderContext, style: Style): string[] {
  const [original = ''] = note.split(BEFORE);
  const changes = original.startsWith(REOPENED)
    ? readChanges(original.slice(REOPENED.length))
    : undefined;
  if (changes !== undefined) return changes.map((change) => changeWords(change, context, style));
  const sentence = sentenceWords(original, context, style) ?? style.other(original);
  return sentence === '' ? [] : [sentence];
}

function changeWords(change: ToldChange, context: RenderContext, style: Style): string {
  const { decision, severity } = context.text;
  const where = (names: string) => styledPlaces(names, context, style);
  switch (change.cause) {
    case 'exploited':
      return decision.nowExploited(style.day(context, change.since));
    case 'exposed':
      return decision.nowExposed(where(change.images));
    case 'severity':
      return decision.nowRated(severity[change.to], severity[change.from]);
    case 'image': {
      const covers = decision.coversOnly[change.decision](where(change.covers));
      return decision.nowAlsoIn(where(change.images), change.isExposed, covers);
    }
    case 'fix':
      return decision.fixOut(style.other(change.fixes));
  }
}

function sentenceWords(note: string, context: RenderContext, style: Style): string | undefined {
  const translator: Translator = {
    words: context.text.decision,
    where: (names = '') => styledPlaces(names, context, style),
    day: (date = '') => style.day(context, date),
  };
  for (const [pattern, translate] of SCANNER_SENTENCES) {
    const match = pattern.exec(note);
    if (match !== null) return translate(translator, match);
  }
  return undefined;
}

/** An earlier decision in the configured language; an unknown note is shown unchanged. */
function beforeWords(note: string, context: RenderContext): string {
  const found = readQuoted(readRenamed(note).text);
  if (found === undefined) return note;
  const { state, decision } = context.text;
  const word = { resolve: state.resolved, suppress: state.suppressed, reopen: state.reopened };
  return [
    decision.by(word[found.action], found.name),
    found.until && untilWords(found.until, context),
    placeWords(found, context),
    found.justification && decision.justified[found.justification],
    found.reason && context.text.quote(found.reason),
  ]
    .filter((part) => part)
    .join(' · ');
}

function placeWords({ everywhere, where }: QuotedNote, context: RenderContext) {
  return whereWords({ ...(everywhere ? { place: 'everywhere' } : where && { where }) }, context);
}

/** Where a suppression holds; undefined where its note does not say. */
export function whereWords(
  { place, where }: Partial<Pick<NoteParts, 'where'> & Pick<Signature, 'place'>>,
  context: RenderContext,
): string | undefined {
  const { decision } = context.text;
  if (place === 'everywhere') return decision.everywhere;
  return where === undefined ? undefined : decision.in(placesIn(where, context));
}

/** Why it was decided, in mrkdwn: the justification and the free text. */
export function quoted(
  { reason, justification }: Pick<Partial<Signature & NoteParts>, 'reason' | 'justification'>,
  { text }: RenderContext,
): string | undefined {
  const words = justification && text.decision.justified[justification];
  const quote = reason && text.quote(escaped(reason, 300));
  if (words && quote) return text.because(words, quote);
  return words || quote || undefined;
}

/** Until when a suppression holds; its day in mrkdwn with `showCalendarDay`. */
export function untilWords(until: Until, context: RenderContext, day = showDay): string {
  const words = context.text.decision.until;
  if (until.kind === 'date') return words.date(day(context, until.date));
  return until.kind === 'fix' ? words.fix : words.ever;
}

/** Names of images as domain/decision-note.ts lists them. */
export function placesIn(names: string, context: RenderContext): string {
  return styledPlaces(names, context, PLAIN);
}

function styledPlaces(names: string, { text }: RenderContext, { image }: Style): string {
  if (names === 'any image') return text.decision.anyImage;
  if (names === 'other images') return text.decision.otherImages;
  const [, count] = /^(\d+) images$/.exec(names) ?? [];
  if (count !== undefined) return text.images(Number(count));
  const [, list = names, more] = /^(.+) and (\d+) more$/.exec(names) ?? [];
  const shown = text.listed(list.split(', ').map(image));
  return more === undefined ? shown : `${shown} ${text.andMore(Number(more))}`;
}
