import type { Finding, Note } from '../../../domain/finding';
import { readSignature, type Signature, type Until, untilCode } from '../../../domain/workflow';
import { plain } from '../escape';
import type { Text } from '../text/text';
import { type RenderContext, showDay, showTime } from './context';

/** How a finding stands, as its message shows it. */
export type State = 'open' | 'resolved' | 'suppressed' | 'fixed' | 'gone';

export function stateOf(finding: Finding): State {
  const verb = finding.note && readSignature(finding.note.updatedBy)?.verb;
  if (finding.workflowStatus === 'SUPPRESSED') return 'suppressed';
  if (finding.workflowStatus === 'RESOLVED') {
    return verb === 'fixed' || finding.recordState === 'ARCHIVED' ? 'fixed' : 'resolved';
  }
  return finding.recordState === 'ARCHIVED' ? 'gone' : 'open';
}

/** One line for plain text: who, when, and until when it holds. Undefined while nothing was decided. */
export function decisionLine(finding: Finding, context: RenderContext): string | undefined {
  const state = stateOf(finding);
  const signature = finding.note && readSignature(finding.note.updatedBy);
  if (state === 'open') return reopenedLine(finding, signature, context);
  if (state === 'gone') return context.text.decision.archived;
  return [
    actorLine(finding, signature, context.text.state[state], context),
    decidedAt(finding.note, signature, context),
    state === 'suppressed' && signature?.until && untilWords(signature.until, context),
  ]
    .filter((part) => part)
    .join(' · ');
}

/** The words somebody gave as a reason, if they are there. */
export function reasonLine(finding: Finding, context: RenderContext): string | undefined {
  const { note } = finding;
  if (note === undefined) return undefined;
  const state = stateOf(finding);
  const signature = readSignature(note.updatedBy);
  if (state === 'open' && signature?.verb !== 'reopen') return undefined;
  if (signature?.who === 'scanner') return plain(scannerWords(note.text, context), 300);
  if (signature === undefined) return plain(note.text, 300);
  if (state === 'fixed' && signature.verb !== 'fixed') return context.text.decision.fixedWhy;
  const { reason } = splitNote(note.text, signature);
  return reason === undefined ? undefined : `“${plain(reason, 300)}”`;
}

type Words = Text['decision'];
interface Tongue {
  words: Words;
  where(names?: string): string;
  day(date?: string): string;
}
type Say = (tongue: Tongue, found: RegExpExecArray) => string;

/** The sentences that domain/reopen.ts writes into a note. */
const SCANNER_SAYS: [RegExp, Say][] = [
  [
    /still detected in (.+) after it was resolved\.$/,
    ({ words, where }, [, names]) => words.stillThere(where(names)),
  ],
  [
    /suppressed until (\S+), still detected in (.+)\.$/,
    ({ words, where, day }, [, date, names]) => words.expired(day(date), where(names)),
  ],
  [/a fixed version is out \((.+)\)\.$/, ({ words }, [, fixes = '']) => words.fixOut(fixes)],
  [/no longer detected in (.+)\.$/, ({ words, where }, [, names]) => words.goneFrom(where(names))],
  [/detected again in (.+)\.$/, ({ words, where }, [, names]) => words.backIn(where(names))],
];

/** What the scanner wrote, in the configured language; what is not known is shown as it stands. */
function scannerWords(note: string, context: RenderContext): string {
  const words = context.text.decision;
  const tongue: Tongue = {
    words,
    where: (names = '') => placesIn(names, context),
    day: (date = '') => showDay(context, date),
  };
  const [said = '', before] = note.split(' Before: ');
  const known = SCANNER_SAYS.flatMap(([pattern, say]) => {
    const found = pattern.exec(said);
    return found === null ? [] : [say(tongue, found)];
  });
  const sentence = known[0] ?? said;
  return before === undefined
    ? sentence
    : context.text.sentences([sentence, words.before(beforeWords(before, context))]);
}

/** What domain/workflow.ts wrote when somebody decided, before the scanner reopened it. */
const DECIDED =
  /^(Resolved|Suppressed|Reopened) by (.+?)( until \S+| until a fix exists| for good)?(?:\.|: (.+))$/;

/** An earlier decision in the configured language; what is not known is shown as it stands. */
function beforeWords(note: string, context: RenderContext): string {
  const found = DECIDED.exec(note);
  if (found === null) return note;
  const [, verb, who = '', until, reason] = found;
  const { state, decision } = context.text;
  const word = { Resolved: state.resolved, Suppressed: state.suppressed }[verb ?? ''];
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

function reopenedLine(
  finding: Finding,
  signature: Signature | undefined,
  context: RenderContext,
): string | undefined {
  if (signature?.verb !== 'reopen') return undefined;
  return [
    actorLine(finding, signature, context.text.state.reopened, context),
    decidedAt(finding.note, signature, context),
  ].join(' · ');
}

function actorLine(
  finding: Finding,
  signature: Signature | undefined,
  verb: string,
  { text }: RenderContext,
): string {
  if (signature === undefined || finding.note === undefined) return text.decision.elsewhere(verb);
  if (signature.who === 'scanner') return text.decision.byScanner(verb);
  return text.decision.by(verb, plain(splitNote(finding.note.text, signature).name, 60));
}

function untilWords(until: Until, context: RenderContext): string {
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

/** The words `noteOf` in domain/workflow.ts puts between the name and the reason. */
const UNTIL_IN_NOTE = { fix: ' until a fix exists', ever: ' for good' } as const;

/** Takes a note of ours apart again: `Suppressed by Ana until a fix exists: not reachable`. */
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
