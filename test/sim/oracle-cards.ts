import { isOpen } from '../../src/domain/absorb';
import type { Finding } from '../../src/domain/finding';
import type { LedgerFinding } from '../../src/domain/ledger';
import type { Digest, MessageRef, RemedyCard } from '../../src/domain/message';
import { remediesOf } from '../../src/domain/remedies-of';
import { remedyId } from '../../src/domain/remedy';
import { holderAt, remedyKey } from '../../src/domain/remedy-item';
import { buttonsOf, cardsIn, type SimMessage } from './slack';
import type { World } from './world';

export type CardFault = (
  kind: 'missed' | 'buttons' | 'budget' | 'digest' | 'display',
  text: string,
) => void;

/** The invariants of cards, at rest. */
export function checkCards(world: World, fault: CardFault): void {
  checkButtons(world, fault);
  checkOverlaps(world, fault);
  checkBudget(world, fault);
  checkDigests(world, fault);
  for (const missed of world.missed) fault('missed', missed);
}

/** Every open finding is on exactly one card that has buttons, and no upgrade has two cards with buttons. */
function checkButtons(world: World, fault: CardFault): void {
  const holders = new Map<string, string[]>();
  const places = new Map<string, string[]>();
  for (const message of world.slack.messages.filter((each) => isReadable(world, each))) {
    for (const card of cardsIn(message)) {
      const shown = buttonsOf(card);
      if (shown.length === 0) continue;
      add(holders, card.ref.remedy, message.key);
      checkHolder(world, card, fault);
      for (const { finding } of shown) add(places, finding.id, `${message.key} ${card.ref.remedy}`);
    }
  }
  for (const [remedy, keys] of holders) {
    if (keys.length > 1) fault('buttons', `${remedy} has buttons on ${keys.join(' and ')}`);
  }
  for (const item of world.store.findings.values()) checkPlace(world, item, places, fault);
}

/** The card with the buttons says who works on the upgrade. */
function checkHolder({ store, loop }: World, { ref, holder }: RemedyCard, fault: CardFault): void {
  const content = store.cards.get(remedyKey(ref.remedy))?.content;
  const held = content?.kind === 'remedy' ? holderAt(content, loop.date()) : undefined;
  if (holder?.since === held?.since) return;
  fault('display', `${ref.remedy} is held since ${held?.since}, shown as ${holder?.since}`);
}

function checkPlace(
  world: World,
  item: LedgerFinding,
  places: Map<string, string[]>,
  fault: CardFault,
): void {
  const { finding, card } = item;
  const shown = places.get(finding.id) ?? [];
  if (!isOpen(item)) return;
  const isOut = !isShown(world, card) || world.setAside.has(finding.vulnerabilityId);
  if (shown.length === 0 && isOut) return;
  const [first] = remediesOf(finding);
  const wanted = `${card} ${remedyId(first.key)}`;
  if (shown.length === 1 && (shown[0] === wanted || isOut)) return;
  fault('buttons', `${finding.id} of ${wanted} has buttons on ${shown.join(' and ') || 'no card'}`);
}

function add(map: Map<string, string[]>, name: string, value: string): void {
  map.set(name, [...(map.get(name) ?? []), value]);
}

/** The message of a card is there, and shows what it was last drawn with. */
function isShown(world: World, key: string): boolean {
  const card = world.store.cards.get(key);
  if (card === undefined || card.gone || card.aside !== undefined) return false;
  const message = world.slack.messages.find(({ ref }) => ref.ts === card.ts);
  return message !== undefined && isReadable(world, message);
}

function isReadable({ loop, store }: World, { deletedAt, locked, key, ref }: SimMessage): boolean {
  const card = store.cards.get(key);
  return deletedAt > loop.now() && !locked && card?.aside === undefined && card?.ts === ref.ts;
}

/** A takeover is two drawings, among others that are due. */
const OVERLAP_MS = 60_000;

/** While every call gets its answer, two cards of an upgrade have buttons only until both are drawn. */
function checkOverlaps(world: World, fault: CardFault): void {
  if (!isCalm(world)) return;
  for (const { remedy, keys, ms } of world.watch.overlaps) {
    if (ms < OVERLAP_MS) continue;
    fault('buttons', `${remedy} had buttons on ${keys.join(' and ')} for ${ms / 1_000} s`);
  }
}

function isCalm({ options }: World): boolean {
  const { crash, error, lost, throttle, refusals, slackOut, channelOut, locked } = options;
  const isUndisturbed = crash + error + lost + throttle + refusals + locked === 0;
  return isUndisturbed && slackOut === undefined && channelOut === undefined;
}

/** Drawings of a digest are this far apart. */
const DIGEST_GAP_MS = 2_000;

function checkDigests(world: World, fault: CardFault): void {
  for (const shown of world.slack.messages) {
    const { message, key, draws } = shown;
    if (message.kind !== 'digest') continue;
    const isStorm = draws.some((at, index) => at - (draws[index - 1] ?? 0) < DIGEST_GAP_MS);
    if (isStorm && isCalm(world)) fault('digest', `${key} was drawn ${draws.length} times`);
    if (isReadable(world, shown)) checkNumbers(world, message.digest, fault);
  }
}

/**
 * Its numbers are those of the findings on the messages of its scan and on those that took over from them, unless a later scan
 * showed them.
 */
function checkNumbers({ store }: World, { scanId, ...digest }: Digest, fault: CardFault): void {
  const pages = new Set(
    [...store.cards.values()].filter(({ key }) => key.startsWith(`scan/${scanId}/`)),
  );
  for (const { next = {} } of pages) {
    for (const key of Object.values(next)) {
      const newer = store.cards.get(key);
      if (newer !== undefined) pages.add(newer);
    }
  }
  const members = new Set([...pages].flatMap((card) => card.members));
  const counts = { open: 0, suppressed: 0, closed: 0 };
  for (const { hash, finding, pageScan } of store.findings.values()) {
    const isIts = members.has(hash) && (pageScan ?? finding.scan?.id) === scanId;
    if (isIts) counts[outcomeOf(finding)] += 1;
  }
  const open = Object.values(digest.open).reduce((total, count) => total + count, 0);
  const closed = digest.resolved + digest.gone;
  const said = JSON.stringify({ open, suppressed: digest.suppressed, closed });
  const right = JSON.stringify(counts);
  if (said !== right) fault('digest', `${scanId} says ${said}, not ${right}`);
}

function outcomeOf({ workflowStatus, recordState }: Finding) {
  if (workflowStatus === 'SUPPRESSED') return 'suppressed';
  return workflowStatus === 'RESOLVED' || recordState === 'ARCHIVED' ? 'closed' : 'open';
}

/** A scan adds one message to the channel, and the one about what is due within three days. */
function checkBudget(world: World, fault: CardFault): void {
  const roots = new Map<string, Set<string>>();
  for (const { key, ref } of world.slack.messages) {
    const [, scan] = /^scan\/([^/~]+)/.exec(key) ?? [];
    if (scan === undefined || !isInChannel(ref)) continue;
    roots.set(scan, (roots.get(scan) ?? new Set()).add(key.replace(/~+$/, '')));
  }
  for (const [scan, keys] of roots) {
    const most = keys.has(`scan/${scan}/u1`) ? 2 : 1;
    if (keys.size <= most || isWithoutDigest(world, scan)) continue;
    fault('budget', `${scan} has ${[...keys].join(', ')} in the channel`);
  }
}

function isInChannel({ threadTs }: MessageRef): boolean {
  return threadTs === undefined;
}

/**
 * Slack refused the digest, so that its cards were posted in the channel instead of waiting for it, even if it was posted
 * later on; or people deleted it again and again.
 */
function isWithoutDigest({ store }: World, scan: string): boolean {
  const keys = ['', '~', '~~'].map((end) => `scan/${scan}${end}`);
  return (
    keys.some((key) => store.refused.has(key)) || keys.every((key) => store.cards.get(key)?.gone)
  );
}
