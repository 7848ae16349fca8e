import { type NoteParts, readNote } from '../../../domain/decision-note';
import type { Finding, Note } from '../../../domain/finding';
import { readRenamed } from '../../../domain/renamed';
import { readSignature, type Signature } from '../../../domain/signature';
import { escaped } from '../escape';
import { type RenderContext, showTime } from './render-context';
import { placesIn, quoted, scannerWords, untilWords, whereWords } from './reopening';

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

/** Who decided, when, until when and where, in mrkdwn on one line. Undefined while nothing is decided. */
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
    state === 'suppressed' && scopeWords(finding, context),
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
  return quoted({ ...readNote(text, signature), ...signature }, context);
}

/** Where a suppression of ours holds, escaped; undefined for a decision of which that is not known. */
function scopeWords(finding: Finding, context: RenderContext): string | undefined {
  const parts = partsOf(finding);
  const words = parts && whereWords(parts, context);
  return words === undefined ? undefined : escaped(words, 200);
}

/** What its note says of a decision of ours. */
function partsOf({ note }: Finding): (NoteParts & Signature) | undefined {
  const signature = note && readSignature(note.updatedBy);
  return signature && { ...readNote(readRenamed(note.text).text, signature), ...signature };
}

/** Under which id it was reported before, or is now, in mrkdwn; undefined if it was not renamed. */
export function renamedLine({ note, renamedFrom }: Finding, { text }: RenderContext) {
  const { to } = readRenamed(note?.text ?? '');
  if (to !== undefined) return escaped(text.decision.renamedTo(to), 100);
  return renamedFrom === undefined
    ? undefined
    : escaped(text.decision.renamedFrom(renamedFrom), 100);
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
  return text.decision.by(action, escaped(readNote(note, signature).name, 60));
}

function decidedAt(
  note: Note | undefined,
  signature: Signature | undefined,
  context: RenderContext,
): string | undefined {
  if (signature !== undefined) return showTime(context, Number(signature.at) * 1000);
  return note?.updatedAt === undefined ? undefined : showTime(context, note.updatedAt);
}
