import type { Basis } from './basis';
import { defined } from './defined';
import type { Note } from './finding';
import { type Signature, writeSignature } from './signature';
import { cutText, utf8Length } from './text';
import { type InImages, moreNames } from './unnamed-images';
import {
  type Decision,
  type DecisionRequest,
  JUSTIFICATIONS,
  type Justification,
  type Until,
} from './workflow';

/*
 * The note of a decision in Security Hub: a sentence that a person could have written, in at most 512 bytes. What the
 * sentence says is read back from it for the card: who, where, why.
 */

/** BatchUpdateFindings: a note's text, in bytes. */
export const NOTE = 512;
/** Bytes of the names of images; if they take more, the sentence says how many there are. */
const NAMES = 150;

const WORD = { resolve: 'Resolved', suppress: 'Suppressed', reopen: 'Reopened' } as const;

const EXTENDED = 'Suppression extended';

export function isExtension(decision: Decision): boolean {
  return decision.kind === 'suppress' && decision.extends !== undefined;
}

const JUSTIFIED: Record<Justification, string> = {
  'not-reachable': 'not reachable',
  'not-in-execute-path': 'not in the execute path',
  'mitigated-otherwise': 'mitigated otherwise',
  'risk-accepted': 'risk accepted',
  'false-positive': 'false positive',
};

/** `basis`: how far it holds, for what is not a reopening; `finding` says in which images that is. */
export function noteOf(
  { decision, actor, actionTs }: DecisionRequest,
  basis?: Basis,
  finding: InImages = { images: [] },
): Note {
  const isSuppression = decision.kind === 'suppress';
  const signature: Signature = {
    who: actor.userId,
    at: actionTs,
    action: decision.kind,
    ...(isSuppression && { until: decision.until }),
    ...(basis && signed(basis)),
    ...(isSuppression && defined({ justification: decision.justification })),
  };
  const where = isSuppression && basis !== undefined ? whereWords(basis, finding) : '';
  const until = isSuppression ? ` ${untilWords(decision.until)}` : '';
  const why = reasonOf(decision);
  const word = isExtension(decision) ? EXTENDED : WORD[decision.kind];
  const text = `${word} by ${actor.name}${until}${where}${why === undefined ? '.' : `: ${why}`}`;
  return { text: cutText(text, NOTE), updatedBy: writeSignature(signature) };
}

function signed({ place, images: _, unnamed: __, ...assumptions }: Basis): Partial<Signature> {
  return { place, assumptions };
}

/** Why, as it is written into the note and the audit. */
export function reasonOf(decision: Decision): string | undefined {
  const words = decision.kind === 'suppress' && decision.justification;
  const parts = [words ? JUSTIFIED[words] : '', decision.reason ?? ''].filter((part) => part);
  return parts.length === 0 ? undefined : parts.join(': ');
}

function untilWords(until: Until): string {
  if (until.kind === 'fix') return 'until a fix exists';
  return until.kind === 'ever' ? 'for good' : `until ${until.date}`;
}

function whereWords({ place }: Basis, finding: InImages): string {
  if (place === 'everywhere') return ' everywhere';
  const names = [...new Set(finding.images.map(({ repository }) => repository))];
  return names.length === 0 ? '' : ` in ${listNames(names, moreNames(finding))}`;
}

/** Three names and how many more, or only how many where the names are long. `unnamed`: further ones of which no name is known. */
export function listNames(names: string[], unnamed = 0): string {
  const shown = names.slice(0, 3);
  const total = names.length + unnamed;
  const text = shown.join(', ');
  if (utf8Length(text) > NAMES) return `${total} images`;
  return total > shown.length ? `${text} and ${total - shown.length} more` : text;
}

/** What the note of a decision says. */
export interface NoteParts {
  name: string;
  /** The images it covers, as `listNames` wrote them. */
  where?: string;
  /** Free text. */
  reason?: string;
}

/** Reads the sentence of `noteOf`; `text` may be cut. */
export function readNote(text: string, signature: Signature): NoteParts {
  const start = text.indexOf(' by ');
  const rest = start === -1 ? text : text.slice(start + ' by '.length);
  const until = signature.until === undefined ? '' : ` ${untilWords(signature.until)}`;
  const end = until === '' ? endOfName(rest) : rest.indexOf(until);
  if (end === -1) return { name: rest.replace(/\.$/, '') };
  const [, where, why] = REST.exec(rest.slice(end + until.length)) ?? [];
  return { name: rest.slice(0, end), ...defined({ where, reason: freeText(why, signature) }) };
}

const REST = /^(?: everywhere| in ((?:(?!: ).)+?))?(?:\.?$|: ([\s\S]*)$)/;

function endOfName(rest: string): number {
  const colon = rest.indexOf(': ');
  return colon === -1 ? -1 : colon;
}

/** The reason without the words of the justification, which the signature has. */
function freeText(
  why: string | undefined,
  { justification }: Pick<Signature, 'justification'>,
): string | undefined {
  if (why === undefined || justification === undefined) return why;
  const words = JUSTIFIED[justification];
  if (!isJustified(why, words)) return why;
  return why.slice(words.length).replace(/^: /, '') || undefined;
}

/** The same for a note of which only the sentence is left, quoted in the note of a reopening. */
export interface QuotedNote extends NoteParts {
  action: Decision['kind'];
  until?: Until;
  everywhere: boolean;
  justification?: Justification;
}

const QUOTED =
  /^(Resolved|Suppressed|Suppression extended|Reopened) by (.+?)(?:( until \d{4}-\d{2}-\d{2}| until a fix exists| for good)( everywhere| in (?:(?!: ).)+?)?)?(?:\.|: (.+))$/s;

export function readQuoted(text: string): QuotedNote | undefined {
  const [, word, name = '', until, place, why] = QUOTED.exec(text) ?? [];
  const action = (['resolve', 'suppress', 'reopen'] as const).find(
    (each) => WORD[each] === (word === EXTENDED ? WORD.suppress : word),
  );
  if (action === undefined) return undefined;
  const isEverywhere = place === ' everywhere';
  const where = isEverywhere ? undefined : place?.slice(' in '.length);
  const justification = JUSTIFICATIONS.find((each) => isJustified(why, JUSTIFIED[each]));
  const reason = freeText(why, defined({ justification }));
  return {
    action,
    name,
    everywhere: isEverywhere,
    ...defined({
      until: until === undefined ? undefined : untilOf(until.trim()),
      where,
      reason,
      justification,
    }),
  };
}

function isJustified(why: string | undefined, words: string): boolean {
  return why === words || why?.startsWith(`${words}: `) === true;
}

function untilOf(words: string): Until {
  if (words === 'for good') return { kind: 'ever' };
  const date = /\d{4}-\d{2}-\d{2}/.exec(words)?.[0];
  return date === undefined ? { kind: 'fix' } : { kind: 'date', date };
}
