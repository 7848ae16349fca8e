import type { Finding } from '../domain/finding';
import { repositoryOf } from '../domain/image';
import type { BulkFilter } from '../domain/job';
import type { FindingList, Row } from '../domain/ledger';
import type { LedgerTable } from '../ports/ledger';
import { readInFull, readRows } from './read-rows';

/** A row has so many images and packages at most; see domain/row.ts. */
const MOST_NAMES = 10;

/** Names of images and packages, of a row or of the finding itself. */
type Names = Pick<Row, 'images' | 'packages'>;

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
  const rows = read.flatMap((each) => each.rows).filter((row) => isOf(row, filter));
  return withNames(ledger, rows, filter);
}

function isOf(row: Row, { scanId, severities }: BulkFilter): boolean {
  return (
    row.recordState === 'ACTIVE' &&
    (scanId === undefined || row.scanId === scanId) &&
    (severities === undefined || severities.includes(row.severity))
  );
}

/** A finding with more images or packages than its row has is read in full. */
async function withNames(
  ledger: Pick<LedgerTable, 'findings'>,
  rows: Row[],
  filter: BulkFilter,
): Promise<Row[]> {
  const isUnclear = (row: Row) => isCut(row, filter) && !hasNames(row, filter);
  const items = await readInFull(ledger, rows.filter(isUnclear));
  const others = new Set(
    items.filter(({ finding }) => hasNames(namesOf(finding), filter)).map(({ hash }) => hash),
  );
  return rows.filter((row) => hasNames(row, filter) || others.has(row.hash));
}

function isCut({ images, packages }: Names, { image, packageName }: BulkFilter): boolean {
  const cut = (names: string[]) => names.length >= MOST_NAMES;
  return (image !== undefined && cut(images)) || (packageName !== undefined && cut(packages));
}

/** An image is asked for by its name, or by its repository without the registry. */
function hasNames({ images, packages }: Names, { image, packageName }: BulkFilter): boolean {
  const part = packageName?.toLowerCase();
  return (
    (part === undefined || packages.some((name) => name.toLowerCase().includes(part))) &&
    (image === undefined || images.some((name) => name === image || repositoryOf(name) === image))
  );
}

function namesOf({ images, packages }: Finding): Names {
  return {
    images: images.map(({ name }) => name),
    packages: packages.map(({ name }) => name),
  };
}
