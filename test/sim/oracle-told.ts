import type { LedgerFinding } from '../../src/domain/ledger';
import type { HubFinding } from './hub';
import { SETTLED_MS } from './slack';
import type { World } from './world';

/**
 * Each change of a finding that is open is told: by one line, or by the card that was first posted after it. Told twice
 * is two lines, or a line and the card.
 */
export function checkTold(
  world: World,
  { finding, added }: HubFinding,
  item: LedgerFinding,
  fault: (kind: 'untold' | 'twice', text: string) => void,
): void {
  const isWatched = isAlwaysOpen(world, finding.id, item) && !isLateReceipt(world, item);
  for (const image of added) {
    const lines = linesOf(world, image);
    if (lines > 1) fault('twice', `${finding.id} is told ${lines} times to be in ${image}`);
    if (!isWatched || lines > 0 || isFirstShown(world, finding.id, image)) continue;
    fault('untold', `nobody was told that ${finding.id} is in ${image}`);
  }
}

function linesOf({ slack }: World, image: string): number {
  const lines = slack.messages.flatMap(({ message }) =>
    message.kind === 'changes' ? message.lines : [],
  );
  return lines
    .filter(({ change }) => change.cause === 'image' && change.images.includes(image))
    .reduce((sum, { count }) => sum + count, 0);
}

function isFirstShown({ slack }: World, id: string, image: string): boolean {
  return slack.messages.some(({ first }) =>
    first.get(id)?.images.some(({ name }) => name === image),
  );
}

/** Its card was posted long before the ledger learned it: what changed meanwhile is on the card alone (docs/operations.md). */
function isLateReceipt({ slack, receivedAt }: World, { hash, card }: LedgerFinding): boolean {
  const posted = slack.messages.find(({ key }) => key === card);
  const received = receivedAt.get(hash);
  return posted !== undefined && received !== undefined && received - posted.at > SETTLED_MS;
}

/** Nobody ever decided about it, every event arrived, and Slack refuses none of the messages that tell of it. */
function isAlwaysOpen(world: World, id: string, { hash, finding }: LedgerFinding): boolean {
  const { statements, options, store, setAside, slack } = world;
  if (options.eventLoss > 0) return false;
  if (finding.workflowStatus !== 'NOTIFIED' || finding.recordState !== 'ACTIVE') return false;
  if (statements.about(id).length > 0 || setAside.has(finding.vulnerabilityId)) return false;
  const tellers = [...store.cards.values()].filter(
    ({ content, members }) => content.kind === 'changes' && members.includes(hash),
  );
  const isLocked = (ts: string | undefined) =>
    slack.messages.some(({ ref, locked }) => ref.ts === ts && locked);
  return !tellers.some(({ ts, gone, aside }) => gone || aside || isLocked(ts));
}
