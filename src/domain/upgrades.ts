import type { Row } from './ledger';

/** An upgrade as the rows of its open findings tell it, without reading them. */
export interface Upgrade {
  /** `Remedy.key`. */
  key: string;
  /** In the order of what to do first. */
  rows: [Row, ...Row[]];
}

/** The upgrades of rows that are in the order of what to do first, in the same order. */
export function upgradesIn(rows: Row[]): Upgrade[] {
  const upgrades = new Map<string, Upgrade>();
  for (const row of rows) {
    const key = remedyKeyOfRow(row);
    const known = upgrades.get(key);
    if (known === undefined) upgrades.set(key, { key, rows: [row] });
    else known.rows.push(row);
  }
  return [...upgrades.values()];
}

/** Rows of earlier versions have no remedy: then it is the one that `remediesOf` gives such findings. */
function remedyKeyOfRow({ remedy, packages: [name], vulnerabilityId }: Row): string {
  return remedy?.key ?? (name === undefined ? `id|${vulnerabilityId}` : `package|${name}`);
}

/** True when none of its findings has a fixed version. Rows of earlier versions do not say it. */
export function isWithoutFix({ rows }: Upgrade): boolean {
  return rows.every(({ fix }) => fix === false);
}

/** Findings of one upgrade that are read in full besides those that are needed to know all of its images. */
const FIRST = 5;
/** Findings of one upgrade that are read in full at most. */
const MOST = 50;

/**
 * The rows whose findings tell what the line of an upgrade says: the first, and the first of each image and each package. An
 * upgrade may have hundreds of findings, which are in the same few images.
 */
export function rowsToRead({ rows }: Upgrade): Row[] {
  const seen = new Set<string>();
  const chosen: Row[] = [];
  for (const row of rows) {
    if (chosen.length === MOST) break;
    const names = [...row.images, ...row.packages.map((name) => `package ${name}`)];
    const isNew = names.some((name) => !seen.has(name));
    if (chosen.length >= FIRST && !isNew) continue;
    for (const name of names) seen.add(name);
    chosen.push(row);
  }
  return chosen;
}
