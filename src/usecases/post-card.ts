import { defined } from '../domain/defined';
import type { Card } from '../domain/ledger';
import type { MessageRef } from '../domain/message';
import { SETTLE_MS } from '../domain/timing';
import { change, type Drawing, LATER, type PaintDeps, postponed, type Step } from './painting';
import { isUnknown, refused, unread } from './refusals';

/** Posts a card, in a thread where one is given. Resolves to the card with its message, or to where it ended. */
export async function postCard(
  deps: PaintDeps,
  drawing: Drawing,
  threadTs: string | undefined,
): Promise<Card | Step> {
  const found = await searchFirst(deps, drawing.card);
  return found ?? post(deps, drawing, threadTs);
}

/** After a post with an unknown outcome: waits until it is settled, then looks for its message. */
async function searchFirst(
  deps: PaintDeps,
  { attempt, key }: Card,
): Promise<Card | Step | undefined> {
  if (attempt === undefined) return undefined;
  const settledAt = attempt.at + SETTLE_MS;
  if (deps.clock.now().getTime() < settledAt) {
    await change(deps, key, (present) => postponed(present, settledAt, deps.token));
    return LATER;
  }
  const since = new Date(attempt.at - SETTLE_MS);
  let ref: MessageRef | undefined;
  try {
    ref = await deps.channel.search(attempt.token, since, attempt.threadTs);
  } catch (error) {
    return unread(deps, key, error);
  }
  if (ref === undefined) return undefined;
  return remembered(deps, key, ref, (present) => present.ts === undefined);
}

/** Reserves the post before it is made, so that of two painters one posts, and a post without an answer is found. */
async function post(
  deps: PaintDeps,
  drawing: Drawing,
  threadTs: string | undefined,
): Promise<Card | Step> {
  const { card, message, hash } = drawing;
  const { key, content, plain } = card;
  const token = deps.token();
  if (!(await isReserved(deps, card, { token, ...defined({ threadTs }) }))) return LATER;
  const broadcast = content.kind === 'changes' && content.broadcast;
  const options = { key, token, broadcast, ...defined({ threadTs, minimal: plain }) };
  const isOurs = ({ attempt }: Card) => attempt?.token === token;
  let ref: MessageRef;
  try {
    ref = await deps.channel.post(message, options);
  } catch (error) {
    if (isUnknown(error)) return unsettled(deps, key, error);
    await change(deps, key, (present) => (isOurs(present) ? withoutAttempt(present) : undefined));
    return refused(deps, drawing, error, threadTs);
  }
  return remembered(deps, key, ref, isOurs, hash);
}

/** False when another painter was first. */
async function isReserved(
  deps: PaintDeps,
  seen: Card,
  attempt: { token: string; threadTs?: string },
): Promise<boolean> {
  const reserved = await change(deps, seen.key, (present) => {
    const isSame = present.ts === undefined && present.attempt?.token === seen.attempt?.token;
    const at = deps.clock.now().getTime();
    return isSame ? { ...present, attempt: { ...attempt, at } } : undefined;
  });
  return reserved?.attempt?.token === attempt.token;
}

async function unsettled(deps: PaintDeps, key: string, error: unknown): Promise<Step> {
  const settledAt = deps.clock.now().getTime() + SETTLE_MS;
  await change(deps, key, (present) => postponed(present, settledAt, deps.token));
  deps.log.warn('a post may or may not have reached Slack', { card: key, error });
  return { kind: 'unknown' };
}

/** The card with its message, unless it has another. */
async function remembered(
  deps: PaintDeps,
  key: string,
  ref: MessageRef,
  isOurs: (present: Card) => boolean,
  hash?: string,
): Promise<Card | Step> {
  const after = await change(deps, key, (present) => {
    if (!isOurs(present)) return undefined;
    const { hash: _, ...rest } = withoutAttempt(present);
    return { ...rest, ts: ref.ts, ...defined({ threadTs: ref.threadTs, hash }) };
  });
  return after?.ts === ref.ts ? after : LATER;
}

function withoutAttempt({ attempt: _, ...card }: Card): Card {
  return card;
}
