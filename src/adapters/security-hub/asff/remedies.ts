import { PRODUCT_FIELDS } from '../../../domain/finding-fields';
import type { Rebuild, Remedy, RemedyRow } from '../../../domain/remedy';
import {
  decodePart,
  encodePart,
  numberKeys,
  packItems,
  readNumbered,
  unpackItems,
} from './fit-size';

type Fields = Record<string, string>;

/** Keys that remedies may take, of the 50 of ProductFields, and bytes of each. Hundreds of rows fit. */
const PACKING = { separator: '; ', bytes: 2048, values: 6 };
/** Ids of what a target leaves, for one row. */
const LEAVES = 10;

/* In bytes, so that an item fits into a value even if all of it is percent-encoded. */
const KEY = 400;
const NAME = 100;
const VERSION = 80;
const ID = 40;
const RESERVED = /[\s%;,[\]]/g;

/**
 * Remedies as fields of a finding, readable in the console and by `readRemedies`: `Upgrade log4j-core [jar|...] confirmed`,
 * then its rows as `2.14.1 -> 2.17.1`, `1.26 -> 2.0 major`,
 * `5.1-2 no target`, `1.0 reported 2.0%2C 1.1` or `2.0.0 -> 2.29.2 leaves CVE-1, CVE-2`.
 */
export function writeRemedies(remedies: Remedy[] | undefined): Fields {
  const items = (remedies ?? []).flatMap((remedy) => [
    writeHead(remedy),
    ...remedy.rows.map(writeRow),
  ]);
  return numberKeys(
    PRODUCT_FIELDS.remedies,
    packItems(items, PACKING, (item) => item),
  );
}

function writeHead({ key, name, isConfirmed }: Remedy): string {
  const confirmed = isConfirmed ? ' confirmed' : '';
  return `Upgrade ${encodePart(name, NAME, RESERVED)} [${encodePart(key, KEY, RESERVED)}]${confirmed}`;
}

function writeRow({ installed, target, isMajor, reported, leaves = [] }: RemedyRow): string {
  const to = target === undefined ? 'no target' : `-> ${encodePart(target, VERSION, RESERVED)}`;
  const said = reported === undefined ? '' : ` reported ${encodePart(reported, VERSION, RESERVED)}`;
  const ids = leaves.slice(0, LEAVES).map((id) => encodePart(id, ID, RESERVED));
  const left = ids.length === 0 ? '' : ` leaves ${ids.join(', ')}`;
  return `${encodePart(installed, VERSION, RESERVED)} ${to}${isMajor ? ' major' : ''}${said}${left}`;
}

const HEAD = /^Upgrade (\S+) \[(\S+)\]( confirmed)?$/;
const ROW = /^(\S+) (?:no target|-> (\S+))( major)?(?: reported (\S+))?(?: leaves (.+))?$/;

/** Undefined where there are none. What `writeRemedies` did not write, such as rows that did not fit, is left out. */
export function readRemedies(fields: Fields): Remedy[] | undefined {
  const remedies: Remedy[] = [];
  for (const item of unpackItems(
    readNumbered(fields, PRODUCT_FIELDS.remedies),
    PACKING.separator,
  )) {
    const [, name, key, confirmed] = HEAD.exec(item) ?? [];
    if (name !== undefined && key !== undefined) {
      const head = { key: decodePart(key), name: decodePart(name), rows: [] };
      remedies.push(confirmed === undefined ? head : { ...head, isConfirmed: true });
      continue;
    }
    const row = readRow(item);
    if (row !== undefined) remedies.at(-1)?.rows.push(row);
  }
  return remedies.length === 0 ? undefined : remedies;
}

function readRow(item: string): RemedyRow | undefined {
  const [, installed, target, major, reported, leaves] = ROW.exec(item) ?? [];
  if (installed === undefined) return undefined;
  return {
    installed: decodePart(installed),
    ...(target !== undefined && { target: decodePart(target) }),
    ...(major !== undefined && { isMajor: true as const }),
    ...(reported !== undefined && { reported: decodePart(reported) }),
    ...(leaves !== undefined && { leaves: leaves.split(', ').map(decodePart) }),
  };
}

/** `222 of 230, built 2022-01-12` */
export function writeRebuild(rebuild: Rebuild | undefined): Fields {
  if (rebuild === undefined) return {};
  const built = rebuild.builtOn === undefined ? '' : `, built ${rebuild.builtOn}`;
  return { [PRODUCT_FIELDS.rebuild]: `${rebuild.clears} of ${rebuild.of}${built}` };
}

const REBUILD = /^(\d{1,9}) of (\d{1,9})(?:, built (\d{4}-\d{2}-\d{2}))?$/;

/** Undefined for what `writeRebuild` did not write. */
export function readRebuild(fields: Fields): Rebuild | undefined {
  const [, clears, of, builtOn] = REBUILD.exec(fields[PRODUCT_FIELDS.rebuild] ?? '') ?? [];
  if (clears === undefined || of === undefined) return undefined;
  return { clears: Number(clears), of: Number(of), ...(builtOn !== undefined && { builtOn }) };
}
