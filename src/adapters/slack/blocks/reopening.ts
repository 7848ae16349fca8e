import { type NoteParts, type QuotedNote, readQuoted } from '../../../domain/decision-note';
import { readRenamed } from '../../../domain/renamed';
import { readChanges, type ToldChange } from '../../../domain/reopen-note';
import type { Signature } from '../../../domain/signature';
import type { Until } from '../../../domain/workflow';
import { escaped } from '../escape';
import type { Text } from '../text/text';
import { type RenderContext, showDay } from './render-context';

/*
 * Notes of ours, taken apart and said in the team's language. All of it is plain text, unless stated otherwise: it is
 * escaped where it is shown.
 */

type Words = Text['decision'];
interface Translator {
  words: Words;
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
    /suppressed until (\S+), still detected in (.+)\.$/,
    ({ words, where, day }, [, date, names]) => words.expired(day(date), where(names)),
  ],
  [/detected again in (.+)\.$/, ({ words, where }, [, names]) => words.backIn(where(names))],
];

const REOPENED = 'Reopened by the scanner: ';

/** The scanner's note in the configured language; unknown sentences are shown unchanged. */
export function scannerWords(note: string, context: RenderContext): string {
  const [original = '', before] = note.split(' Before: ');
  const sentence = changesWords(original, context) ?? sentenceWords(original, context) ?? original;
  return before === undefined
    ? sentence
    : context.text.sentences([
        sentence,
        context.text.decision.before(beforeWords(before, context)),
      ]);
}

/** What the decision does not cover. */
function changesWords(note: string, context: RenderContext): string | undefined {
  if (!note.startsWith(REOPENED)) return undefined;
  const changes = readChanges(note.slice(REOPENED.length));
  return changes && context.text.sentences(changes.map((change) => changeWords(change, context)));
}

function changeWords(change: ToldChange, context: RenderContext): string {
  const { decision, severity } = context.text;
  switch (change.cause) {
    case 'exploited':
      return decision.nowExploited(showDay(context, change.since));
    case 'exposed':
      return decision.nowExposed(placesIn(change.images, context));
    case 'severity':
      return decision.nowRated(severity[change.to], severity[change.from]);
    case 'image': {
      const images = placesIn(change.images, context);
      const covers = decision.coversOnly[change.decision](placesIn(change.covers, context));
      return decision.nowAlsoIn(images, change.isExposed, covers);
    }
    case 'fix':
      return decision.fixOut(change.fixes);
  }
}

function sentenceWords(note: string, context: RenderContext): string | undefined {
  const translator: Translator = {
    words: context.text.decision,
    where: (names = '') => placesIn(names, context),
    day: (date = '') => showDay(context, date),
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
    found.reason && `“${found.reason}”`,
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
  { reason, justification }: Partial<NoteParts> & Pick<Signature, 'justification'>,
  { text }: RenderContext,
): string | undefined {
  const words = justification && text.decision.justified[justification];
  const quote = reason && `“${escaped(reason, 300)}”`;
  return [words, quote].filter((part) => part).join(': ') || undefined;
}

/** Until when a suppression holds. */
export function untilWords(until: Until, context: RenderContext): string {
  const words = context.text.decision.until;
  if (until.kind === 'date') return words.date(showDay(context, until.date));
  return until.kind === 'fix' ? words.fix : words.ever;
}

/** Names of images as domain/decision-note.ts lists them. */
export function placesIn(names: string, { text }: RenderContext): string {
  if (names === 'any image') return text.decision.anyImage;
  if (names === 'other images') return text.decision.otherImages;
  const [, count] = /^(\d+) images$/.exec(names) ?? [];
  if (count !== undefined) return text.images(Number(count));
  return names.replace(/ and (\d+) more$/, (_, more) => ` ${text.andMore(Number(more))}`);
}
