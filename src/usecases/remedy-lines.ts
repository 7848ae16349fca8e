import { isOpen } from '../domain/absorb';
import { defined } from '../domain/defined';
import { compareSeverity, type Finding } from '../domain/finding';
import type { Card, Holder, LedgerFinding, Row } from '../domain/ledger';
import type { CardRef, MessageRef, RemedyLine } from '../domain/message';
import { remediesOf } from '../domain/remedies-of';
import { remedyId } from '../domain/remedy';
import { holderAt } from '../domain/remedy-item';
import { imagesOfRemedy, mergedRemedy, unnamedIn } from '../domain/remedy-rows';
import { rowsToRead, type Upgrade, upgradesIn } from '../domain/upgrades';
import { isOverdue } from '../domain/urgency';
import type { LedgerTable } from '../ports/ledger';
import { readRemedies } from './read-remedies';
import { readInFull } from './read-rows';

type Reader = Pick<LedgerTable, 'findings' | 'cards'>;

/**
 * The upgrades of these rows of open findings, which are in the order of what to do first, as lines in the same order: at
 * most `most` of them from `from` on, and how many there are. Reads only the findings and cards of the lines it returns.
 */
export async function readRemedyLines(
  ledger: Reader,
  rows: Row[],
  { from, most }: { from: number; most: number },
  now: Date,
): Promise<{ lines: RemedyLine[]; total: number }> {
  const upgrades = upgradesIn(rows);
  const asked = upgrades.slice(from, from + most);
  const lines = await readLines(ledger, asked, now);
  return { lines, total: upgrades.length - (asked.length - lines.length) };
}

/** The lines of these upgrades, without those whose findings were decided since their rows were written. */
export async function readLines(
  ledger: Reader,
  upgrades: Upgrade[],
  now: Date,
): Promise<RemedyLine[]> {
  const lines = await readEach(ledger, upgrades, isOpen, now);
  return lines.filter((line) => line !== undefined);
}

/** A line for each of these upgrades, of its findings that count; undefined where none does any more. */
export async function readEach(
  ledger: Reader,
  upgrades: Upgrade[],
  counts: Counts,
  now: Date,
): Promise<(RemedyLine | undefined)[]> {
  const [items, contents] = await Promise.all([
    readItems(ledger, upgrades, counts),
    readRemedies(
      ledger,
      upgrades.map(({ key }) => remedyId(key)),
    ),
  ]);
  const drafts = upgrades.map((upgrade): Draft => {
    const own = upgrade.rows.flatMap(({ hash }) => items.get(hash) ?? []);
    // Findings without a stamp of a scan, and those of earlier versions, have cards of their own.
    const content = contents.get(remedyId(upgrade.key));
    const card = content?.card ?? own.find(counts)?.card;
    const holder = content && holderAt(content, now);
    return { upgrade, items: own, ...defined({ card, holder }) };
  });
  const cards = await readCards(
    ledger,
    drafts.flatMap(({ card }) => card ?? []),
  );
  return drafts.map((draft) => lineOf(draft, cards.get(draft.card ?? ''), counts, now));
}

/** Whether a finding, as it is now, is one of those that a line is about. */
type Counts = (item: LedgerFinding) => boolean;

/** What was read of an upgrade: its findings, the key of its card, and who works on it. */
interface Draft {
  upgrade: Upgrade;
  items: LedgerFinding[];
  card?: string;
  holder?: Holder;
}

/** The findings that tell what the lines say, by hash. Rows lag behind: where none of an upgrade counts, all are read. */
async function readItems(
  ledger: Reader,
  upgrades: Upgrade[],
  counts: Counts,
): Promise<Map<string, LedgerFinding>> {
  const first = byHash(await readInFull(ledger, upgrades.flatMap(rowsToRead)));
  const counting = new Set([...first.values()].filter(counts).map(({ hash }) => hash));
  const others = upgrades.filter(({ rows }) => !rows.some(({ hash }) => counting.has(hash)));
  const rest = others.flatMap(({ rows }) => rows.filter(({ hash }) => !first.has(hash)));
  return new Map([...first, ...byHash(await readInFull(ledger, rest))]);
}

function byHash(items: LedgerFinding[]): Map<string, LedgerFinding> {
  return new Map(items.map((item) => [item.hash, item]));
}

async function readCards(ledger: Reader, keys: string[]): Promise<Map<string, Card>> {
  const cards = keys.length === 0 ? [] : await ledger.cards([...new Set(keys)]);
  return new Map(cards.map((card) => [card.key, card]));
}

function lineOf(
  { upgrade, items, holder }: Draft,
  card: Card | undefined,
  counts: Counts,
  now: Date,
): RemedyLine | undefined {
  const [first, ...others] = items.filter(counts).map(({ finding }) => finding);
  if (first === undefined) return undefined;
  const closed = new Set(items.filter((item) => !counts(item)).map(({ hash }) => hash));
  const rows = upgrade.rows.filter(({ hash }) => !closed.has(hash));
  const findings = [first, ...others];
  const [dueAt] = rows.flatMap((row) => row.dueAt ?? []).sort();
  const remedy = mergedRemedy(findings, upgrade.key) ?? remediesOf(first)[0];
  return {
    remedy,
    open: rows.length,
    severity: worstOf(rows) ?? first.severity,
    images: imagesOf(findings, upgrade.key),
    unnamed: unnamedIn(findings),
    first,
    others,
    exploited: rows.some(({ exploited }) => exploited === true),
    overdue: isOverdue(defined({ dueAt }), now),
    ...defined({ dueAt, holder }),
    ...shownOn(card, upgrade, remedyId(remedy.key), rows),
  };
}

/** The severity of the worst of these. */
function worstOf(rows: Row[]) {
  return rows.map(({ severity }) => severity).sort(compareSeverity)[0];
}

/** The images that need this upgrade; those of findings of earlier versions that name none are all of theirs. */
function imagesOf(findings: Finding[], key: string): string[] {
  const own = imagesOfRemedy(findings, key);
  const images = own.length > 0 ? own : findings.flatMap((finding) => finding.images);
  return [...new Set(images.map(({ repository }) => repository))];
}

/**
 * Where the upgrade is shown. Its buttons decide the findings of these rows and none that joined the card later. Nothing while
 * the card is not posted.
 */
function shownOn(
  card: Card | undefined,
  { rows: all }: Upgrade,
  remedy: string,
  open: Row[],
): { ref?: CardRef; message?: MessageRef; decides?: number } {
  if (card?.ts === undefined || card.gone) return {};
  const { channel, ts, threadTs, members } = card;
  const known = new Set(all.map(({ hash }) => hash));
  const shown = members.findLastIndex((hash) => known.has(hash)) + 1;
  const ours = new Set(members.slice(0, shown));
  const decides = open.filter(({ hash }) => ours.has(hash)).length;
  return {
    message: { channel, ts, ...defined({ threadTs }) },
    ...(decides > 0 && { ref: { card: card.key, remedy, shown } }),
    ...(decides < open.length && { decides }),
  };
}
