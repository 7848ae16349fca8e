import type { OperatingSystem } from '../../../domain/detection';
import { nameOfOs } from '../../../domain/operating-system';
import type { Remedy, RemedyRow } from '../../../domain/remedy';
import { fixOf, type PlacedRow } from '../../../domain/remedy-rows';
import { clean, code } from '../escape';
import { distinct, imageList, list, type Room, strong, word } from './card-words';
import { fixedWords } from './packages';
import type { RenderContext } from './render-context';

type Rows = Pick<Remedy, 'name' | 'rows'>;

/** Versions that a line names. */
const MOST_VERSIONS = 3;
const MOST_ROWS = 4;

/** What to upgrade to what, in mrkdwn: *log4j-core* 2.14.1 → *2.17.1*. Without a fix: the versions that are installed. */
export function upgradeWords(
  { name, rows }: Rows,
  room: Pick<Room, 'name'>,
  context: RenderContext,
): string {
  return `${strong(name, room.name)}${versionWords(rows, room, context)}`;
}

/** The versions of that, with a blank before them. */
export function versionWords(
  rows: RemedyRow[],
  room: Pick<Room, 'name'>,
  context: RenderContext,
): string {
  const targets = rows.flatMap((row) => fixOf(row) ?? []);
  const isOne = distinct(targets).length === 1 && targets.length === rows.length;
  const from = targets.length === 0 || isOne ? ` ${installedWords(rows, room, context)}` : '';
  const to = list(
    distinct(targets.map((target) => strong(fixedWords(target, context.text.or), room.name))),
    MOST_VERSIONS,
    context,
  );
  const major = isOne && rows.every(({ isMajor }) => isMajor) ? ` ${context.text.card.major}` : '';
  const upgrade = to === '' ? '' : ` → ${to}${major}`;
  return `${from.trimEnd()}${upgrade}`;
}

/** The same for what is decided: nothing is to be done, so nothing is bold. */
export function formerWords(
  { name, rows }: Rows,
  withTarget: boolean,
  room: Room,
  context: RenderContext,
): string {
  const targets = distinct(rows.flatMap((row) => fixOf(row) ?? []));
  const to = targets.map((target) => word(fixedWords(target, context.text.or), room.name));
  const upgrade = withTarget && to.length > 0 ? ` → ${list(to, MOST_VERSIONS, context)}` : '';
  return `${word(name, room.name)} ${installedWords(rows, room, context)}`.trimEnd() + upgrade;
}

function installedWords(
  rows: RemedyRow[],
  room: Pick<Room, 'name'>,
  context: RenderContext,
): string {
  const installed = distinct(rows.map((row) => word(row.installed, room.name)));
  return list(installed, MOST_VERSIONS, context);
}

/** A line for each installed version, where the versions to upgrade to differ or one has none. */
export function rowLines(rows: PlacedRow[], room: Room, context: RenderContext): string[] {
  if (distinct(rows.map((row) => fixOf(row) ?? '')).length < 2) return [];
  const isEverywhere = distinct(rows.map(({ images }) => keyOfImages(images))).length === 1;
  const all = rows.map((row) => `• ${rowWords(row, !isEverywhere, room, context)}`);
  const shown = all.length <= MOST_ROWS + 1 ? all : all.slice(0, MOST_ROWS);
  const more = all.length - shown.length;
  return more === 0 ? shown : [...shown, context.text.andMore(more)];
}

function rowWords(row: PlacedRow, withImages: boolean, room: Room, context: RenderContext): string {
  const { card, or } = context.text;
  const target = fixOf(row);
  const installed = word(row.installed, room.name);
  const to =
    target === undefined
      ? `: ${card.noneKnown}`
      : ` → ${strong(fixedWords(target, or), room.name)}`;
  const major = row.isMajor ? ` ${card.major}` : '';
  const path = pathsOf(row, room, context);
  const where = path === '' ? '' : ` (${path})`;
  const what = `${installed}${to}${major}`;
  const images = withImages ? card.at(what, imageList(row.images, room, context)) : what;
  return `${images}${where}`;
}

/** Where an installed version is: in an image of npm packages that tells the rows apart. */
function pathsOf({ packages }: PlacedRow, room: Room, { text }: RenderContext): string {
  const paths = distinct(packages.flatMap(({ path }) => path ?? []));
  const [first] = paths;
  if (first === undefined || !room.details) return '';
  const more = paths.length > 1 ? ` ${text.andMore(paths.length - 1)}` : '';
  return `${code(clean(first), 60)}${more}`;
}

function keyOfImages(images: PlacedRow['images']): string {
  return images.map(({ name, tag }) => `${name}:${tag}`).join(' ');
}

/** The operating systems of the images, such as Debian 11. */
export function systemsOf({ images }: Pick<PlacedRow, 'images'>): string[] {
  return distinct(images.flatMap(({ system }) => system ?? [])).map((system) =>
    nameOfOs(osOf(system)),
  );
}

/** Who decides whether there will be a fix, for OS packages: Debian. */
export function vendorOf({ images }: Pick<PlacedRow, 'images'>): string | undefined {
  const families = distinct(
    images.flatMap(({ system }) => system ?? []).map((each) => osOf(each).family),
  );
  const [family, ...others] = families;
  return family === undefined || others.length > 0 ? undefined : nameOfOs({ family });
}

function osOf(system: string): Pick<OperatingSystem, 'family' | 'version'> {
  const [family = '', version] = system.split(' ');
  return { family, ...(version !== undefined && { version }) };
}
