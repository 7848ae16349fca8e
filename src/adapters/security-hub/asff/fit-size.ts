import { defined } from '../../../domain/defined';
import {
  type SourcePackage,
  UNFIXED_STATUSES,
  type VulnerablePackage,
} from '../../../domain/finding';
import { cutText, utf8Length } from '../../../domain/text';

/*
 * Lists inside ASFF's string maps, readable in the console and by `unpackItems`. A list that does not fit ends with
 * `… and N more`.
 */

interface Packing {
  separator: string;
  /** Bytes a value may have. */
  bytes: number;
  /** Values a list may take. */
  values: number;
}

const MORE = /… and (\d+) more$/;
const MARK_BYTES = 24;

/**
 * Joins the texts of items into as few values as possible; the last value counts the items that no longer fit. Texts of
 * those are never written: an image may have thousands of packages.
 */
export function packItems<Item>(
  items: Item[],
  packing: Packing,
  textOf: (item: Item) => string,
): string[] {
  const limit = packing.bytes - MARK_BYTES;
  const values: string[] = [];
  let current: string[] = [];
  let used = 0;
  let packed = 0;
  for (const item of items) {
    const fitted = cutText(textOf(item), limit);
    const size = utf8Length(fitted) + (current.length > 0 ? packing.separator.length : 0);
    if (used + size > limit) {
      if (values.length + 1 === packing.values) break;
      values.push(current.join(packing.separator));
      current = [];
      used = 0;
    }
    current.push(fitted);
    used += size;
    packed += 1;
  }
  if (packed < items.length) current.push(`… and ${items.length - packed} more`);
  return current.length === 0 ? values : [...values, current.join(packing.separator)];
}

/** How many items packed values left out. */
export function leftOutOf(values: string[]): number {
  return values.reduce((sum, value) => sum + Number(MORE.exec(value)?.[1] ?? 0), 0);
}

/** The items of packed values. */
export function unpackItems(values: string[], separator: string): string[] {
  return values
    .flatMap((value) => value.replace(MORE, '').split(separator))
    .filter((item) => item !== '');
}

/** `key`, `key 2`, `key 3`, ... */
export function numberKeys(key: string, values: string[]): Record<string, string> {
  return Object.fromEntries(
    values.map((value, index) => [index === 0 ? key : `${key} ${index + 1}`, value]),
  );
}

export function readNumbered(fields: Record<string, string>, key: string): string[] {
  const values: string[] = [];
  for (let number = 1; ; number += 1) {
    const value = fields[number === 1 ? key : `${key} ${number}`];
    if (value === undefined) return values;
    values.push(value);
  }
}

/**
 * `libssl3 3.0.1 -> 3.0.15 [alpine] of openssl 3.0.1`, `log4j-core 2.14.1 -> 2.15.0 (app.jar) [jar]`, or
 * `bash 5.0 [debian] will_not_fix`; separators inside the parts are percent-encoded.
 */
export function writePackage(entry: VulnerablePackage): string {
  const { name, installedVersion, fixedVersion, path, type, status, source } = entry;
  const fixed = fixedVersion === undefined ? '' : ` -> ${encodePart(fixedVersion, 200, FIXED)}`;
  const where = path === undefined ? '' : ` (${encodePart(path, 300, PATH)})`;
  const kind = type === undefined ? '' : ` [${encodePart(type, 40, WORD)}]`;
  const why = status === undefined ? '' : ` ${status}`;
  const of = source === undefined ? '' : ` of ${writeSource(source)}`;
  return `${writeVersion(name, installedVersion)}${fixed}${where}${kind}${why}${of}`;
}

function writeSource({ name, version, module }: SourcePackage): string {
  const stream = module === undefined ? '' : ` in ${encodePart(module, 100, WORD)}`;
  return `${writeVersion(name, version)}${stream}`;
}

function writeVersion(name: string, version: string): string {
  return `${encodePart(name, 200, WORD)} ${encodePart(version, 120, WORD)}`;
}

const PACKAGE =
  /^(\S+) (\S+)(?: -> ([^()[\]]+?))?(?: \((.*?)\))?(?: \[([^\]]*)\])?(?: (will_not_fix|fix_deferred|end_of_life))?(?: of (\S+) (\S+)(?: in (\S+))?)?$/;
const WORD = /[\s%;[\]]/g;
const FIXED = /[%;()[\]\n\r\t]/g;
const PATH = /[%;()\n\r\t]/g;

/** Undefined for what `writePackage` did not write. */
export function readPackage(text: string): VulnerablePackage | undefined {
  const match = PACKAGE.exec(text);
  const [, name, installedVersion, fixedVersion, path, type, reason, ...source] = match ?? [];
  const status = UNFIXED_STATUSES.find((each) => each === reason);
  if (name === undefined || installedVersion === undefined) return undefined;
  return {
    name: decodePart(name),
    installedVersion: decodePart(installedVersion),
    ...(fixedVersion !== undefined && { fixedVersion: decodePart(fixedVersion) }),
    ...(path !== undefined && { path: decodePart(path) }),
    ...(type !== undefined && { type: decodePart(type) }),
    ...(status !== undefined && { status }),
    ...defined({ source: readSource(source) }),
  };
}

function readSource([name, version, module]: (string | undefined)[]): SourcePackage | undefined {
  if (name === undefined || version === undefined) return undefined;
  return {
    name: decodePart(name),
    version: decodePart(version),
    ...(module !== undefined && { module: decodePart(module) }),
  };
}

export function encodePart(text: string, bytes: number, reserved: RegExp): string {
  const encode = (char: string) => encodeURIComponent(char).replace('(', '%28').replace(')', '%29');
  return cutText(text, bytes).replace(reserved, encode);
}

export function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
