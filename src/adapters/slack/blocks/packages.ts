import {
  type AffectedImage,
  type Finding,
  isIn,
  type VulnerablePackage,
} from '../../../domain/finding';
import { chunksOf, groupBy } from '../../../domain/group-by';
import { clean, code, escaped } from '../escape';
import type { Text } from '../text/text';
import { imageLabels } from './image-labels';
import type { RenderContext } from './render-context';
import { fold } from './shared-blocks';

type Located = Pick<Finding, 'packages' | 'images'>;

/** How much is shown of where a finding is. */
export interface Room {
  /** Lines, and names on a line. */
  lines: number;
  names: number;
  /** Characters of all lines. */
  characters: number;
  /** Further names go on further lines instead of being counted. */
  all?: true;
}

/** A line of where it is, and the images that it is about. */
interface PlaceLine {
  text: string;
  names: string[];
}

/** Packages by name, those with a fixed version first. */
export function byName({ packages }: Pick<Finding, 'packages'>): VulnerablePackage[][] {
  const hasNone = (entries: VulnerablePackage[]) =>
    entries.every(({ fixedVersion }) => fixedVersion === undefined) ? 1 : 0;
  return [...groupBy(packages, ({ name }) => name).values()].sort(
    (a, b) => hasNone(a) - hasNone(b),
  );
}

/** The package and its fixed version in mrkdwn: `openssl` 3.0.1 → *3.0.15*. */
export function upgrade(entries: VulnerablePackage[], { text }: RenderContext): string {
  const [first] = entries;
  if (first === undefined) return '';
  const name = code(first.name, 60);
  const installed = distinct(entries, ({ installedVersion }) => installedVersion);
  if (distinct(entries, fixKey).length > 1) return `${name} (${text.alert.severalFixes})`;
  const from = installed.length === 1 ? ` ${version(first.installedVersion)}` : '';
  const { fixedVersion } = first;
  return fixedVersion === undefined
    ? `${name}${from} (${noFixWords(first, text)})`
    : `${name}${from} → *${version(fixedWords(fixedVersion, text.or))}*`;
}

/** Why there is no fix. */
export function noFixWords({ status }: VulnerablePackage, { alert }: Text): string {
  return status === undefined ? alert.noFix : alert.noFixComing[status];
}

function fixKey({ fixedVersion, status }: VulnerablePackage): string {
  return `${fixedVersion} ${status}`;
}

/** Without formatting characters, which would format the whole line. */
function version(text: string): string {
  return escaped(text.replaceAll(/[*_~`]/g, '-'), 60);
}

export function fixedWords(versions: string, or: string): string {
  return versions.split(/\s*,\s*/).join(or);
}

/**
 * Where it is, in mrkdwn: the package, the version installed, its fix and its paths for each image, with images that have
 * exactly the same on one line. None where the upgrade alone says it all.
 */
export function placeLines(finding: Located, room: Room, context: RenderContext): PlaceLine[] {
  const labels = imageLabels(finding.images, context.text);
  const groups = groupBy(finding.images, (image) => linesOf(finding, image, room, context));
  const isLong = room.all && finding.images.length > room.names;
  if (!isLong && !needsLines(finding, groups.size)) return [];
  return [...groups].flatMap(([lines, images]) => {
    const names = images.map((image) => code(labels.get(image) ?? image.repository, 60));
    return partsOf(names, room).flatMap((part) => {
      const where = fold(part, room.names, context.text);
      const whats = lines === '' ? [''] : lines.split('\n').map((line) => ` — ${line}`);
      return whats.map((what) => ({ text: `${where}${what}`, names: part }));
    });
  });
}

/** True if images or packages differ, or something is to be said about where a package is. */
function needsLines({ packages }: Located, groups: number): boolean {
  const variants = distinct(packages, ({ name, installedVersion, ...entry }) =>
    [name, installedVersion, fixKey({ name, installedVersion, ...entry })].join('\u0000'),
  );
  return groups > 1 || variants.length > 1 || packages.some(({ path }) => path !== undefined);
}

/** The packages of one image, a line each, with their paths. */
function linesOf(
  { packages, images }: Located,
  image: AffectedImage,
  room: Room,
  context: RenderContext,
): string {
  const own = packages.filter(
    (entry) => isIn(entry, image) || (entry.image === undefined && images.length === 1),
  );
  const groups = groupBy(own, (entry) =>
    [entry.name, entry.installedVersion, fixKey(entry)].join('\u0000'),
  );
  return [...groups.values()]
    .flatMap((entries) => {
      const what = upgrade(entries, context);
      const paths = distinct(entries, ({ path }) => path).flatMap(({ path }) => path ?? []);
      const shown = paths.map((path) => code(clean(path), 80));
      if (shown.length === 0) return [what];
      return partsOf(shown, room).map(
        (part) => `${what} (${fold(part, room.names, context.text)})`,
      );
    })
    .join('\n');
}

/** The names of each line: `room.names` of them, or all, of which the line names the first and counts the others. */
function partsOf(names: string[], room: Room): string[][] {
  return room.all ? chunksOf(names, room.names) : [names];
}

/** The lines that there is room for, and how many images more there are; of images that are named, how many lines. */
export function foldLines(lines: PlaceLine[], room: Room, { text }: RenderContext): string[] {
  let used = 0;
  const [shown, hidden]: [PlaceLine[], PlaceLine[]] = [[], []];
  lines.forEach((line, index) => {
    used += line.text.length + 1;
    const fits = index < room.lines && (index === 0 || used <= room.characters);
    (fits ? shown : hidden).push(line);
  });
  const named = new Set(shown.flatMap(({ names }) => names));
  const others = new Set(hidden.flatMap(({ names }) => names.filter((name) => !named.has(name))));
  const more = others.size || hidden.length;
  return [...shown.map((line) => line.text), ...(more === 0 ? [] : [text.andMore(more)])];
}

function distinct<T>(values: T[], keyOf: (value: T) => unknown): T[] {
  return [...new Map(values.map((value) => [keyOf(value), value])).values()];
}
