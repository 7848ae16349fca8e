import { isOpen } from '../domain/absorb';
import { byUrgency } from '../domain/by-urgency';
import { membersShown } from '../domain/card';
import { defined } from '../domain/defined';
import { type DetailedEntry, type Details, historyOf, placesOf } from '../domain/details';
import type { KnownFinding } from '../domain/detection';
import { isOverdueNow } from '../domain/due';
import { isKnownError } from '../domain/errors';
import { type FindingKey, keyText } from '../domain/finding';
import { chunksOf } from '../domain/group-by';
import type { DetailsPage } from '../domain/job';
import type { Change, LedgerFinding } from '../domain/ledger';
import type { CardRef } from '../domain/message';
import { remedyIdOf, remedyOf } from '../domain/remedy-item';
import { mergedRemedy, unnamedIn } from '../domain/remedy-rows';
import { HUB_WAIT_MS } from '../domain/timing';
import type { FindingStore } from '../ports/findings';
import type { LedgerTable } from '../ports/ledger';
import type { Clock, Log } from '../ports/runtime';
import { readStaleKev } from './read-stale-kev';

export interface ReadDetailsDeps {
  ledger: LedgerTable;
  /** Security Hub, of which at most one page is read at a time. */
  findings: Pick<FindingStore, 'get'>;
  clock: Clock;
  log: Log;
}

/** Vulnerabilities on a page: one page of GetFindings, and two blocks each of the hundred of a view. */
const DETAILS_PAGE = 20;
/** Findings of which the history is read, and how many at once. */
const HISTORIES = 200;
const AT_ONCE = 20;

/** What is known of an upgrade; undefined if nothing is. A page past the end gives the last one. */
export async function readDetails(
  deps: ReadDetailsDeps,
  { ref, page }: Pick<DetailsPage, 'ref' | 'page'>,
): Promise<Details | undefined> {
  const items = await readItems(deps.ledger, ref);
  const [first] = items;
  if (first === undefined) return undefined;
  const pages = Math.ceil(items.length / DETAILS_PAGE);
  const shown = Math.min(page, pages);
  const onPage = items.slice((shown - 1) * DETAILS_PAGE, shown * DETAILS_PAGE);
  const findings = items.map(({ finding }) => finding);
  const told = items.slice(0, HISTORIES);
  const [known, histories, staleKev] = await Promise.all([
    askHub(deps, onPage),
    readChanges(deps.ledger, told),
    readStaleKev(deps.ledger, [first.finding]),
  ]);
  const own = remedyOf(first);
  const remedy = mergedRemedy(findings, own.key) ?? own;
  return {
    ref,
    remedy,
    first: first.finding,
    overdue: isOverdueNow(first.finding, deps.clock.now()),
    places: placesOf(findings, remedy),
    unnamed: unnamedIn(findings),
    page: shown,
    pages,
    total: items.length,
    entries: onPage.map((item) => entryOf(item, known)),
    history: historyOf(histories),
    historyOf: told.length,
    answered: known !== undefined,
    ...defined({ staleKev }),
  };
}

/** What the card showed of the upgrade: open findings first, each in the order of what to do first. */
async function readItems(ledger: LedgerTable, ref: CardRef): Promise<LedgerFinding[]> {
  const [card] = await ledger.cards([ref.card]);
  if (card === undefined) return [];
  const items = await ledger.findings(membersShown(card, ref.shown));
  return items
    .filter((item) => remedyIdOf(item) === ref.remedy)
    .sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || byUrgency(a.finding, b.finding));
}

/** Undefined if Security Hub does not answer in time: a person waits, and the ledger has most of it. */
async function askHub(
  { findings, clock, log }: ReadDetailsDeps,
  items: LedgerFinding[],
): Promise<Map<string, KnownFinding> | undefined> {
  const keys = items.map(({ finding: { id, productArn } }): FindingKey => ({ id, productArn }));
  const read = findings.get(keys).catch((error: unknown) => {
    if (!isKnownError(error)) throw error;
    log.warn('details are shown without Security Hub', { error });
    return undefined;
  });
  const found = await Promise.race([read, clock.sleep(HUB_WAIT_MS).then(() => undefined)]);
  return found && new Map(found.map((finding) => [keyText(finding), finding]));
}

function entryOf(
  { finding, base }: LedgerFinding,
  known: Map<string, KnownFinding> | undefined,
): DetailedEntry {
  const { description, cvss } = known?.get(keyText(finding)) ?? {};
  return { finding, base, ...defined({ description, cvss }) };
}

async function readChanges(ledger: LedgerTable, items: LedgerFinding[]) {
  const all: { finding: LedgerFinding['finding']; changes: Change[] }[] = [];
  for (const part of chunksOf(items, AT_ONCE)) {
    all.push(
      ...(await Promise.all(
        part.map(async ({ hash, finding, log }) => {
          const changes = [...(await ledger.changes(hash)), ...log];
          const bySeq = new Map(changes.map((change) => [change.seq, change]));
          return { finding, changes: [...bySeq.values()] };
        }),
      )),
    );
  }
  return all;
}
