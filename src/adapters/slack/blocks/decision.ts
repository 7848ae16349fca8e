import type { Finding, Note } from '../../../domain/finding';
import { readRenamed } from '../../../domain/renamed';
import { readSignature, type Signature, type Until, untilCode } from '../../../domain/workflow';
import { escaped } from '../escape';
import type { Text } from '../text/text';
import { type RenderContext, showDay, showTime } from './render-context';

/** State of a finding as its message shows it: `gone` is no longer detected, `archived` was archived by someone else. */
export type State = 'open' | 'resolved' | 'suppressed' | 'gone' | 'archived';

export function stateOf(finding: Finding): State {
  const action = finding.note && readSignature(finding.note.updatedBy)?.action;
  if (finding.workflowStatus === 'SUPPRESSED') return 'suppressed';
  if (finding.workflowStatus === 'RESOLVED') {
    if (isRenamed(finding)) return 'archived';
    const left = action === 'fixed' || action === 'unscanned';
    return left || finding.recordState === 'ARCHIVED' ? 'gone' : 'resolved';
  }
  return finding.recordState === 'ARCHIVED' ? 'archived' : 'open';
}

/** Archived by the scanner because it has another id now, without a decision. */
function isRenamed({ note }: Finding): boolean {
  return (
    note !== undefined &&
    readSignature(note.updatedBy)?.action === 'fixed' &&
    readRenamed(note.text).to !== undefined
  );
}

/** Who decided, when, and until when, in mrkdwn on one line. Undefined while nothing is decided. */
export function decisionLine(finding: Finding, context: RenderContext): string | undefined {
  const state = stateOf(finding);
  const signature = finding.note && readSignature(finding.note.updatedBy);
  if (state === 'open') return reopenedLine(finding, signature, context);
  if (signature !== undefined && isRenamed(finding)) return goneLine(finding, signature, context);
  if (state === 'archived') return context.text.decision.archived;
  if (signature?.action === 'fixed') return goneLine(finding, signature, context);
  if (signature?.action === 'unscanned') return unscannedLine(finding, signature, context);
  return [
    actorLine(
      finding,
      signature,
      context.text.state[state === 'gone' ? 'resolved' : state],
      context,
    ),
    decidedAt(finding.note, signature, context),
    state === 'suppressed' && signature?.until && untilWords(signature.until, context),
    state === 'suppressed' &&
      finding.recordState === 'ARCHIVED' &&
      context.text.decision.goneSinceThen,
  ]
    .filter((part) => part)
    .join(' · ');
}

/** The reason given for the current state, in mrkdwn; undefined when there is none. */
export function reasonLine(finding: Finding, context: RenderContext): string | undefined {
  const { note } = finding;
  if (note === undefined) return undefined;
  const state = stateOf(finding);
  const signature = readSignature(note.updatedBy);
  const { text } = readRenamed(note.text);
  if (state === 'open' && signature?.action !== 'reopen') return undefined;
  if (signature?.action === 'fixed' || signature?.action === 'unscanned') return undefined;
  if (signature?.who === 'scanner') return escaped(scannerWords(text, context), 300);
  if (signature === undefined) return escaped(text, 300);
  if (state === 'gone') return context.text.decision.goneSinceThen;
  const { reason } = splitNote(text, signature);
  return reason === undefined ? undefined : `“${escaped(reason, 300)}”`;
}

/** Under which id it was reported before, or is now, in mrkdwn; undefined if it was not renamed. */
export function renamedLine({ note, renamedFrom }: Finding, { text }: RenderContext) {
  const { to } = readRenamed(note?.text ?? '');
  if (to !== undefined) return escaped(text.decision.renamedTo(to), 100);
  return renamedFrom === undefined
    ? undefined
    : escaped(text.decision.renamedFrom(renamedFrom), 100);
}

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
  [/a fixed version is out \((.+)\)\.$/, ({ words }, [, fixes = '']) => words.fixOut(fixes)],
  [/detected again in (.+)\.$/, ({ words, where }, [, names]) => words.backIn(where(names))],
];

/** The scanner's note in the configured language; unknown sentences are shown unchanged. */
function scannerWords(note: string, context: RenderContext): string {
  const words = context.text.decision;
  const translator: Translator = {
    words,
    where: (names = '') => placesIn(names, context),
    day: (date = '') => showDay(context, date),
  };
  const [original = '', before] = note.split(' Before: ');
  const known = SCANNER_SENTENCES.flatMap(([pattern, translate]) => {
    const match = pattern.exec(original);
    return match === null ? [] : [translate(translator, match)];
  });
  const sentence = known[0] ?? original;
  return before === undefined
    ? sentence
    : context.text.sentences([sentence, words.before(beforeWords(before, context))]);
}

/** A note of domain/workflow.ts, quoted in the note with which the scanner reopened the finding. */
const DECIDED =
  /^(Resolved|Suppressed|Reopened) by (.+?)( until \S+| until a fix exists| for good)?(?:\.|: (.+))$/;

/** An earlier decision in the configured language; an unknown note is shown unchanged. */
function beforeWords(note: string, context: RenderContext): string {
  const found = DECIDED.exec(readRenamed(note).text);
  if (found === null) return note;
  const [, action, who = '', until, reason] = found;
  const { state, decision } = context.text;
  const word = { Resolved: state.resolved, Suppressed: state.suppressed }[action ?? ''];
  return [
    decision.by(word ?? state.reopened, who),
    ...(until === undefined ? [] : [untilInNote(until.trim(), context)]),
    ...(reason === undefined ? [] : [`“${reason}”`]),
  ].join(' · ');
}

function untilInNote(until: string, context: RenderContext): string {
  if (until === 'for good') return context.text.decision.until.ever;
  const date = /\d{4}-\d{2}-\d{2}/.exec(until)?.[0];
  return untilWords(date === undefined ? { kind: 'fix' } : { kind: 'date', date }, context);
}

function placesIn(names: string, { text }: RenderContext): string {
  if (names === 'any image') return text.decision.anyImage;
  return names.replace(/ and (\d+) more$/, (_, count) => ` ${text.andMore(Number(count))}`);
}

function goneLine({ note }: Finding, signature: Signature, context: RenderContext): string {
  if (readRenamed(note?.text ?? '').to !== undefined) {
    return context.text.decision.archivedAt(decidedAt(note, signature, context) ?? '?');
  }
  const [, names] = /no longer (?:detected )?in (.+)\.$/.exec(note?.text ?? '') ?? [];
  const where = escaped(placesIn(names ?? 'any image', context), 250);
  return context.text.decision.goneSince(decidedAt(note, signature, context) ?? '?', where);
}

function unscannedLine({ note }: Finding, signature: Signature, context: RenderContext): string {
  const [, names] = /found no (.+)\.$/.exec(note?.text ?? '') ?? [];
  const where = escaped(placesIn(names ?? 'any image', context), 250);
  return context.text.decision.unscannedSince(decidedAt(note, signature, context) ?? '?', where);
}

function reopenedLine(
  finding: Finding,
  signature: Signature | undefined,
  context: RenderContext,
): string | undefined {
  if (signature?.action !== 'reopen') return undefined;
  return [
    actorLine(finding, signature, context.text.state.reopened, context),
    decidedAt(finding.note, signature, context),
  ].join(' · ');
}

function actorLine(
  finding: Finding,
  signature: Signature | undefined,
  action: string,
  { text }: RenderContext,
): string {
  if (signature === undefined || finding.note === undefined) return text.decision.elsewhere(action);
  if (signature.who === 'scanner') return text.decision.byScanner(action);
  const note = readRenamed(finding.note.text).text;
  return text.decision.by(action, escaped(splitNote(note, signature).name, 60));
}

/** Until when a suppression holds, as plain text. */
export function untilWords(until: Until, context: RenderContext): string {
  const words = context.text.decision.until;
  if (until.kind === 'date') return words.date(showDay(context, until.date));
  return until.kind === 'fix' ? words.fix : words.ever;
}

function decidedAt(
  note: Note | undefined,
  signature: Signature | undefined,
  context: RenderContext,
): string | undefined {
  if (signature !== undefined) return showTime(context, Number(signature.at) * 1000);
  return note?.updatedAt === undefined ? undefined : showTime(context, note.updatedAt);
}

/** What `noteOf` in domain/workflow.ts writes between the name and the reason. */
const UNTIL_IN_NOTE = { fix: ' until a fix exists', ever: ' for good' } as const;

/** Splits a note of ours: `Suppressed by Ana until a fix exists: not reachable`. */
function splitNote(text: string, signature: Signature): { name: string; reason?: string } {
  const start = text.indexOf(' by ');
  const rest = start === -1 ? text : text.slice(start + ' by '.length);
  const middle = middleOf(signature);
  const mark = rest.indexOf(`${middle}: `);
  if (mark === -1) {
    const end = middle === '' ? rest.length : rest.indexOf(middle);
    return { name: rest.slice(0, end === -1 ? rest.length : end).replace(/\.$/, '') };
  }
  const reason = rest.slice(mark + middle.length + ': '.length);
  return { name: rest.slice(0, mark), reason };
}

function middleOf({ until }: Signature): string {
  if (until === undefined) return '';
  return until.kind === 'date' ? ` until ${untilCode(until)}` : UNTIL_IN_NOTE[until.kind];
}
