import { defined } from '../domain/defined';
import { isKnownError, Refused, Unavailable } from '../domain/errors';
import { entriesIn, type Message } from '../domain/message';
import { SETTLE_MS } from '../domain/timing';
import { loseThread } from './card-thread';
import {
  AGAIN,
  change,
  type Drawing,
  finish,
  LATER,
  type PaintDeps,
  type Painted,
  postponed,
  type Step,
  withUnsure,
} from './painting';
import { setAside } from './set-aside';

/** Anything that is not a clear answer may have had its effect. */
export function isUnknown(error: unknown): boolean {
  return !isKnownError(error) || (error instanceof Unavailable && error.ambiguous);
}

/** Trouble of the channel, the token or the rate concerns every card. */
function isStopping(error: unknown): boolean {
  if (error instanceof Refused) return error.code === 'channel' || error.code === 'token';
  return error instanceof Unavailable && !error.ambiguous;
}

function stopped(deps: PaintDeps, error: unknown): Painted {
  if (error instanceof Unavailable)
    return { kind: 'stop', ...defined({ afterMs: error.retryAfterMs }) };
  deps.log.error('posting is stopped', { code: isKnownError(error) ? error.code : '', error });
  return { kind: 'stop' };
}

/** What to do when the history could not be read: the card waits. */
export async function unread(deps: PaintDeps, key: string, error: unknown): Promise<Painted> {
  if (isStopping(error)) return stopped(deps, error);
  deps.log.warn('the history could not be read', { card: key, error });
  if (isUnknown(error)) return { kind: 'unknown' };
  const time = deps.clock.now().getTime() + SETTLE_MS;
  await change(deps, key, (present) => postponed(present, time, deps.token));
  return LATER;
}

/** What to do after a clear refusal of a post, which may have been in a thread, or of an update. */
export async function refused(
  deps: PaintDeps,
  drawing: Drawing,
  error: unknown,
  threadTs?: string,
): Promise<Step> {
  if (isStopping(error)) return stopped(deps, error);
  const { card } = drawing;
  const code = isKnownError(error) ? error.code : '';
  const isPosted = card.ts !== undefined;
  if (code === 'thread_gone' && threadTs !== undefined) {
    await loseThread(deps, card);
    return AGAIN;
  }
  if (code === 'message_gone' && isPosted) {
    await change(deps, card.key, (present) => ({ ...withUnsure(present, undefined), gone: true }));
    return AGAIN;
  }
  if (code === 'message_locked' && isPosted) return replyInstead(deps, drawing);
  return drawSimpler(deps, drawing, error);
}

/** A message that can't be edited any more gets a reply, once for each state. */
async function replyInstead(deps: PaintDeps, drawing: Drawing): Promise<Step> {
  const { channel, ts = '', threadTs, key } = drawing.card;
  const text = sentencesOf(drawing.message);
  try {
    if (text !== '') {
      await deps.channel.reply({ channel, ts, ...defined({ threadTs }) }, text);
    }
  } catch (error) {
    if (isStopping(error)) return stopped(deps, error);
    deps.log.warn('a locked message has no reply yet', { card: key, error });
    if (isUnknown(error)) return { kind: 'unknown' };
    return giveUp(deps, drawing, error);
  }
  await change(deps, key, (present) => ({ ...withUnsure(present, undefined), hash: drawing.hash }));
  return AGAIN;
}

/** What became of the findings; the other messages have nothing that can be said in a sentence. */
function sentencesOf(message: Message): string {
  return entriesIn(message)
    .map(({ finding }) => {
      const said = finding.note?.text ?? finding.workflowStatus;
      return `${finding.vulnerabilityId}: ${said}`;
    })
    .join('\n');
}

/** Draws a refused card in its simplest form, once; then sets it aside. */
async function drawSimpler(deps: PaintDeps, drawing: Drawing, error: unknown): Promise<Step> {
  const { key, plain } = drawing.card;
  if (plain) return giveUp(deps, drawing, error);
  deps.log.warn('Slack refuses how a card is drawn', { card: key, error });
  await change(deps, key, (present) => ({ ...present, plain: true }));
  return AGAIN;
}

async function giveUp(deps: PaintDeps, drawing: Drawing, error: unknown): Promise<Painted> {
  await setAside(deps, drawing, error instanceof Error ? error.message : String(error));
  return finish(deps, drawing.card);
}
