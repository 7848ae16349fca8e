import { defined } from '../domain/defined';
import { type Finding, hasFix } from '../domain/finding';
import { repositoryOf } from '../domain/image';
import type { BulkFilter } from '../domain/job';
import type { FindingList, Row } from '../domain/ledger';
import { hashOfChoice, imageChoice } from '../domain/open-filter';
import { MOST_NAMES } from '../domain/row';
import { hashesIn } from '../domain/unnamed-images';
import type { LedgerTable } from '../ports/ledger';
import { readInFull, readRows } from './read-rows';

/** What the filters look at, of a row or of the finding itself. */
type Facts = Pick<Row, 'images' | 'packages' | 'fix'> & Pick<Finding, 'unnamed'>;

/**
 * The findings that a bulk decision covers: open ones, or decided ones for reopening, that pass every filter. Rows may
 * lag behind by seconds, so each one is checked again when the decision is applied to it.
 */
export async function findCovered(
  ledger: Pick<LedgerTable, 'rows' | 'findings'>,
  filter: BulkFilter,
  reopening = false,
): Promise<Row[]> {
  const lists: FindingList[] = reopening ? ['suppressed', 'resolved'] : ['open'];
  const read = await Promise.all(lists.map((list) => readRows(ledger, list)));
  const rows = read
    .flatMap((each) => each.rows)
    .filter(({ recordState }) => recordState === 'ACTIVE');
  return coveredOf(ledger, rows, filter);
}

/** Those of these rows that pass every filter. */
export async function coveredOf(
  ledger: Pick<LedgerTable, 'findings'>,
  rows: Row[],
  filter: BulkFilter,
): Promise<Row[]> {
  const asked = rows.filter((row) => isOf(row, filter));
  return withFacts(ledger, asked, filter);
}

function isOf(row: Row, { scanId, severities, dueBy }: BulkFilter): boolean {
  return (
    (scanId === undefined || row.scanId === scanId) &&
    (severities === undefined || severities.includes(row.severity)) &&
    (dueBy === undefined || (row.dueAt !== undefined && row.dueAt <= dueBy))
  );
}

/** A finding with more images or packages than its row has is read in full, and one whose row does not name a fix. */
async function withFacts(
  ledger: Pick<LedgerTable, 'findings'>,
  rows: Row[],
  filter: BulkFilter,
): Promise<Row[]> {
  const unclear = rows.filter((row) => isUnclear(row, filter));
  const items = await readInFull(ledger, unclear);
  const isRead = new Set(unclear.map(({ hash }) => hash));
  const passed = new Set(
    items.filter(({ finding }) => passes(factsOf(finding), filter)).map(({ hash }) => hash),
  );
  return rows.filter((row) => (isRead.has(row.hash) ? passed.has(row.hash) : passes(row, filter)));
}

function isUnclear(row: Row, filter: BulkFilter): boolean {
  if (filter.fix !== undefined && row.fix === undefined) return true;
  return isCut(row, filter) && !passes(row, filter);
}

function isCut({ images, packages }: Facts, { image, packageName }: BulkFilter): boolean {
  const cut = (names: string[]) => names.length >= MOST_NAMES;
  return (image !== undefined && cut(images)) || (packageName !== undefined && cut(packages));
}

/** An image is asked for by its name, by its repository without the registry, or by its choice of a menu. */
function passes(
  { images, unnamed, packages, fix: hasOne }: Facts,
  { image, packageName, fix }: BulkFilter,
): boolean {
  const part = packageName?.toLowerCase();
  return (
    (fix === undefined || fix === hasOne) &&
    (part === undefined || packages.some((name) => name.toLowerCase().includes(part))) &&
    (image === undefined ||
      images.some((name) => [name, repositoryOf(name), imageChoice(name)].includes(image)) ||
      hashesIn(unnamed?.names).includes(hashOfChoice(image)))
  );
}

function factsOf(finding: Finding): Facts {
  return {
    images: finding.images.map(({ name }) => name),
    packages: finding.packages.map(({ name }) => name),
    fix: hasFix(finding),
    ...defined({ unnamed: finding.unnamed }),
  };
}
