import { type HealthNotice, healthCard, healthKey, type OpenProblem } from '../domain/health';
import type { Card, CardContent } from '../domain/ledger';
import { HEALTH_REMINDER_MS } from '../domain/timing';
import { readOpen } from './read-health';
import { type ShowDeps, showCard } from './show-card';

export type TellHealthDeps = ShowDeps;

/**
 * Posts a problem once, and again after a day; when it is over, all of its messages say so. `open` is the result of
 * `readOpen`, for those who tell several problems.
 */
export async function tellHealth(
  deps: TellHealthDeps,
  notice: HealthNotice,
  open?: OpenProblem[],
): Promise<void> {
  const all = open ?? (await readOpen(deps.ledger));
  const shown = all
    .filter((each) => healthKey(each.notice.problem) === healthKey(notice.problem))
    .sort((a, b) => b.postedAt.localeCompare(a.postedAt));
  const [newest] = shown;
  if (notice.over) return close(deps, shown, notice);
  if (newest === undefined) return post(deps, notice, healthCard(notice));
  if (deps.clock.now().getTime() - Date.parse(newest.postedAt) < HEALTH_REMINDER_MS) return;
  const again = { ...notice, since: newest.notice.since, again: true };
  await post(deps, again, healthCard(again, shown.length));
}

/** A card that exists stays as it is: the problem was reported twice. */
async function post(deps: TellHealthDeps, notice: HealthNotice, key: string): Promise<void> {
  const postedAt = deps.clock.now().toISOString();
  await show(deps, key, (shown) =>
    shown === undefined ? { kind: 'health', notice, postedAt } : undefined,
  );
}

/** Oldest first, so that the newest is open as long as one of them is. */
async function close(
  deps: TellHealthDeps,
  shown: OpenProblem[],
  notice: HealthNotice,
): Promise<void> {
  for (const { card, notice: before } of shown.toReversed()) {
    const end = { ...notice, since: before.since, endedAt: notice.since };
    await show(deps, card, (present) =>
      present?.kind === 'health' && !present.notice.over ? { ...present, notice: end } : undefined,
    );
  }
}

/** A card is in the list while its problem is not over. */
function show(
  deps: TellHealthDeps,
  key: string,
  content: (shown: CardContent | undefined) => CardContent | undefined,
): Promise<void> {
  const list = (next: CardContent): Card['list'] =>
    next.kind === 'health' && !next.notice.over ? { name: 'health', rank: key } : undefined;
  return showCard(deps, key, content, list);
}
