import { defined } from '../../../domain/defined';
import type { Unnamed } from '../../../domain/finding';
import { PRODUCT_FIELDS } from '../../../domain/finding-fields';
import { hashesIn, MOST_NAMED, NAME_HASH } from '../../../domain/unnamed-images';
import { numberKeys, readNumbered } from './fit-size';

/*
 * The images that a finding does not name: how many images it is in, and the hashes of their names. These are spread over the
 * resources: Details.Other of each takes 50 values of up to 1,023 characters, and ProductFields as many for the whole finding.
 */

type Fields = Record<string, string>;

/** Key in Details.Other, the first of numbered ones. */
const KEY = 'Other images';
/** Characters of a value, and values of one resource: 12,192 names, in 98 kB. */
const VALUE = 127 * NAME_HASH;
const VALUES = 3;

/** Characters of the longest `Unnamed.names` that a finding holds. */
const MOST_NAMES = MOST_NAMED * VALUES * VALUE;

/** Where not all names could be kept. */
const CUT = ', not all by name';

/** As fields of the finding: `1300`. */
export function writeCount(unnamed: Unnamed | undefined, named: number): Fields {
  if (unnamed === undefined) return {};
  const cut = holdsNames(unnamed) ? '' : CUT;
  return { [PRODUCT_FIELDS.imageCount]: `${named + unnamed.count}${cut}` };
}

function holdsNames({ names }: Unnamed): boolean {
  return names !== undefined && names.length <= MOST_NAMES;
}

/** The fields of each of `resources` resources that hold the hashes together. */
export function writeNames(unnamed: Unnamed | undefined, resources: number): Fields[] {
  const values: string[][] = Array.from({ length: resources }, () => []);
  const names = unnamed !== undefined && holdsNames(unnamed) ? (unnamed.names ?? '') : '';
  for (let at = 0; at < names.length; at += VALUE) {
    values[(at / VALUE) % resources]?.push(names.slice(at, at + VALUE));
  }
  return values.map((own) => numberKeys(KEY, own));
}

const COUNT = new RegExp(`^(\\d{1,9})(${CUT})?$`);
const HASHES = new RegExp(`^(?:[0-9a-z]{${NAME_HASH}})+$`);

/** Undefined where the finding names all of its images. `resources`: their Details.Other. */
export function readUnnamed(
  fields: Fields,
  named: number,
  resources: Fields[],
): Unnamed | undefined {
  const [, total, cut] = COUNT.exec(fields[PRODUCT_FIELDS.imageCount] ?? '') ?? [];
  const count = Number(total) - named;
  if (!(count > 0)) return undefined;
  const values = resources.flatMap((each) => readNumbered(each, KEY));
  const isWhole = cut === undefined && values.every((value) => HASHES.test(value));
  return { count, ...defined({ names: isWhole ? hashesOf(values) : undefined }) };
}

function hashesOf(values: string[]): string {
  const hashes = values.flatMap((value) => hashesIn(value));
  return hashes.sort().join('');
}
