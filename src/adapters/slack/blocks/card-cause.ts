import { readNote } from '../../../domain/decision-note';
import type { AlertEntry } from '../../../domain/message';
import { escaped } from '../escape';
import { type CardView, signatureOf } from './card-state';
import { distinct } from './card-words';
import type { RenderContext } from './render-context';
import { causeParts, IN_MRKDWN } from './reopening';

/** Causes that the second line names. */
const MOST = 2;

/** True if all that is open was decided or gone before. */
export function isOpenAgain({ open, state }: CardView): boolean {
  return state === 'open' && open.every(isAgain);
}

export function isAgain({ finding, reason }: AlertEntry): boolean {
  return reason !== 'new' || signatureOf(finding)?.action === 'reopen';
}

/** True if a person opened it again, which says nothing about how urgent it is. */
export function isReopenedByPerson({ finding }: AlertEntry): boolean {
  const signature = signatureOf(finding);
  return signature?.action === 'reopen' && signature.who !== 'scanner';
}

/** Why findings that were decided or gone are open again, in mrkdwn; with how many where it is not so of all. */
export function causesOf({ open, state }: CardView, context: RenderContext): string[] {
  if (state !== 'open') return [];
  const each = open.map((entry) => (isAgain(entry) ? causeOf(entry, context) : []));
  const causes = distinct(each.flat()).slice(0, MOST);
  return causes.map((cause) => {
    const count = each.filter((own) => own.includes(cause)).length;
    return count === open.length ? cause : context.text.card.ofAll(count, open.length, cause);
  });
}

function causeOf({ finding, reason }: AlertEntry, context: RenderContext): string[] {
  const { note } = finding;
  const { text } = context;
  const signature = signatureOf(finding);
  if (note === undefined || signature === undefined) {
    return reason === 'back' ? [text.card.cameBack] : [];
  }
  if (signature.who !== 'scanner') {
    const { name } = readNote(note.text, signature);
    return signature.action === 'reopen' ? [text.card.reopenedBy(escaped(name, 60))] : [];
  }
  const found = causeParts(note.text, context, IN_MRKDWN);
  return found.length > 0 || reason !== 'back' ? found : [text.card.cameBack];
}
