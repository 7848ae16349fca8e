import { defined } from '../domain/defined';
import type { Card } from '../domain/ledger';
import { SETTLE_MS } from '../domain/timing';
import {
  change,
  type Drawing,
  LATER,
  type PaintDeps,
  postponed,
  type Step,
  withUnsure,
} from './painting';
import { isUnknown, refused } from './refusals';

/**
 * Updates the message of a card. Resolves to the card with its new hash, or to where it ended. An update that may land
 * late is drawn over once more.
 */
export async function updateCard(deps: PaintDeps, drawing: Drawing): Promise<Card | Step> {
  const { card, message, hash } = drawing;
  const { key, ts = '', threadTs, channel, plain } = card;
  const now = deps.clock.now().getTime();
  const before = card.unsure !== undefined && card.unsure > now ? card.unsure : undefined;
  const unsure = now + SETTLE_MS;
  await change(deps, key, ({ hash: _, ...present }) => ({ ...present, unsure }));
  try {
    await deps.channel.update({ channel, ts, ...defined({ threadTs }) }, message, plain);
  } catch (error) {
    if (isUnknown(error)) {
      await change(deps, key, (present) => postponed(present, unsure, deps.token));
      deps.log.warn('an update may or may not have reached Slack', { card: key, error });
      return { kind: 'unknown' };
    }
    await change(deps, key, (present) => withUnsure(present, before));
    return refused(deps, drawing, error);
  }
  const after = await change(deps, key, (present) => withUnsure({ ...present, hash }, before));
  return after ?? LATER;
}
