import { newCard } from '../domain/card';
import { nextKey } from '../domain/decide';
import { defined } from '../domain/defined';
import type { Card } from '../domain/ledger';
import { SETTLE_MS } from '../domain/timing';
import { workAt } from '../domain/work';
import { changeCard } from './change';
import { change, LATER, type PaintDeps, type Painted, postponed } from './painting';

/** Digests of one scan; when the last is deleted, too, its pages are posted outside a thread. */
const MOST_DIGESTS = 3;

/** The message in whose thread a card belongs, if any. */
export interface Thread {
  threadTs?: string;
}

/** The thread that a card belongs in. A digest that is not posted yet is posted first, with `paint`. */
export async function threadOf(
  deps: PaintDeps,
  card: Card,
  paint: (deps: PaintDeps, key: string) => Promise<Painted>,
): Promise<Thread | Painted> {
  const { content } = card;
  if (content.kind === 'bulk') return defined({ threadTs: content.bulk.threadTs });
  if (content.kind === 'changes') return defined({ threadTs: content.threadTs });
  if (content.kind !== 'page' || content.parent === undefined) return {};
  const { key, digest } = await standingDigest(deps, content.parent);
  if (key === undefined) return {};
  if (digest?.ts !== undefined) return { threadTs: digest.ts };
  const { scanId, total } = content;
  await changeCard(deps.ledger, key, (present) => {
    const parent = present ?? newCard(key, deps.channelId, { kind: 'digest', scanId, total });
    if (parent.work !== undefined) return undefined;
    return { ...parent, dirty: parent.dirty + 1, work: workAt(deps.clock.now(), 1, deps.token) };
  });
  return threadAfter(deps, card, key, await paint(deps, key));
}

/** The first digest whose message was not deleted; it need not exist yet. */
async function standingDigest(
  { ledger }: Pick<PaintDeps, 'ledger'>,
  first: string,
): Promise<{ key?: string; digest?: Card }> {
  let key = first;
  for (let count = 0; count < MOST_DIGESTS; count += 1) {
    const [digest] = await ledger.cards([key]);
    if (!digest?.gone) return { key, ...(digest && { digest }) };
    key = nextKey(key);
  }
  return {};
}

/** `painted`: what became of the digest just now. */
async function threadAfter(
  deps: PaintDeps,
  card: Card,
  digestKey: string,
  painted: Painted,
): Promise<Thread | Painted> {
  const [digest] = await deps.ledger.cards([digestKey]);
  if (digest?.ts !== undefined) return { threadTs: digest.ts };
  // A digest that Slack refuses must not hold up its findings.
  if (digest?.aside !== undefined) return {};
  if (painted.kind === 'stop') return painted;
  const time = deps.clock.now().getTime() + SETTLE_MS / 4;
  await change(deps, card.key, (present) => postponed(present, time, deps.token));
  return painted.kind === 'done' ? LATER : painted;
}

/** The parent was deleted: a page gets a new digest, other replies are shown in the channel. */
export async function loseThread(deps: PaintDeps, { content, key }: Card): Promise<void> {
  if (content.kind === 'page' && content.parent !== undefined) {
    const { digest } = await standingDigest(deps, content.parent);
    if (digest === undefined) return;
    await change(deps, digest.key, (present) => ({ ...present, gone: true }));
  }
  await change(deps, key, (present) => {
    if (present.content.kind === 'changes') {
      const { threadTs: _, ...changes } = present.content;
      return { ...present, content: changes };
    }
    if (present.content.kind !== 'bulk') return undefined;
    const { threadTs: _, ...bulk } = present.content.bulk;
    return { ...present, content: { kind: 'bulk', bulk } };
  });
}
