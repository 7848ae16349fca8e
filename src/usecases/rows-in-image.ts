import type { Finding } from '../domain/finding';
import type { Row } from '../domain/ledger';
import { hashOfChoice, isNamed } from '../domain/open-filter';
import { MOST_NAMES } from '../domain/row';
import { hashesIn, hashOfName } from '../domain/unnamed-images';
import type { LedgerTable } from '../ports/ledger';
import { readInFull } from './read-rows';

/**
 * These rows, of which those of the image that is asked for name it: a row names ten images at most, so that the finding of one
 * that does is read in full. `names`: of images that there are, for one that is asked for by a part of its name.
 */
export async function rowsInImage(
  ledger: Pick<LedgerTable, 'findings'>,
  rows: Row[],
  image: string | undefined,
  names: string[] = [],
): Promise<Row[]> {
  if (image === undefined) return rows;
  const isAsked = (name: string) => isNamed(name, image);
  const cut = rows.filter(({ images }) => images.length >= MOST_NAMES && !images.some(isAsked));
  const hashes = new Set([hashOfChoice(image), ...names.filter(isAsked).map(hashOfName)]);
  const items = await readInFull(ledger, cut);
  const found = new Set(
    items.filter(({ finding }) => isIn(finding, isAsked, hashes)).map(({ hash }) => hash),
  );
  return rows.map((row) =>
    found.has(row.hash) ? { ...row, images: [...row.images, image] } : row,
  );
}

function isIn(
  { images, unnamed }: Finding,
  isAsked: (name: string) => boolean,
  hashes: Set<string>,
): boolean {
  const isUnnamed = () => hashesIn(unnamed?.names).some((hash) => hashes.has(hash));
  return images.some(({ name }) => isAsked(name)) || isUnnamed();
}
