import type { Severity } from './finding';
import { repositoryOf } from './image';
import type { Row } from './ledger';
import { fingerprint } from './text';
import { DAY_MS } from './timing';
import { hashOfFingerprint, hashOfName } from './unnamed-images';
import { isWithoutFix, type Upgrade } from './upgrades';
import { isOverdue } from './urgency';

/** Overdue, due within three days or overdue, or without a fixed version. */
export const DUE_FILTERS = ['overdue', 'soon', 'nofix'] as const;
export type DueFilter = (typeof DUE_FILTERS)[number];

/** Which open findings are asked for; absent parts leave nothing out. */
export interface OpenFilter {
  severities?: Severity[];
  due?: DueFilter;
  /** See `isNamed`. */
  image?: string;
}

/** What the Home tab shows: its filter and a page of upgrades, from 1. */
export interface HomeView extends Pick<OpenFilter, 'image' | 'due'> {
  page: number;
}

/** Days within which something is due soon, as on the page of a scan with what is urgent (issue 15). */
const SOON_DAYS = 3;

/** The upgrades of which a finding is asked for, with all of their findings: a card is decided as a whole. */
export function matching(upgrades: Upgrade[], filter: OpenFilter, now: Date): Upgrade[] {
  return upgrades.filter((upgrade) => matchesIn(upgrade, filter, now).length > 0);
}

/** The findings of an upgrade that are asked for. */
export function matchesIn(
  upgrade: Upgrade,
  { severities, due, image }: OpenFilter,
  now: Date,
): Row[] {
  if (due === 'nofix' && !isWithoutFix(upgrade)) return [];
  return upgrade.rows.filter(
    (row) =>
      (severities?.includes(row.severity) ?? true) &&
      (image === undefined || row.images.some((name) => isNamed(name, image))) &&
      isDue(row, due, now),
  );
}

function isDue(row: Row, due: DueFilter | undefined, now: Date): boolean {
  if (due === undefined || due === 'nofix') return true;
  const days = due === 'soon' ? SOON_DAYS : 0;
  return isOverdue(row, new Date(now.getTime() + days * DAY_MS));
}

/** True for an image that is meant: its name, its repository or the last part of it, or the choice of a menu. */
export function isNamed(name: string, image: string): boolean {
  const repository = repositoryOf(name);
  const last = repository.slice(repository.lastIndexOf('/') + 1);
  return [name, repository, last, imageChoice(name)].includes(image);
}

/** What an option's value in Slack holds, by the smaller of its two documented limits. */
const CHOICE = /^[!-~]{1,75}$/;

/** `hashOfName` of the image that is chosen in a menu. */
export function hashOfChoice(choice: string): string {
  return choice.startsWith('#') ? hashOfFingerprint(choice.slice(1)) : hashOfName(choice);
}

/** An image as the value of a menu's option: its name, or a hash of a name that does not fit. */
export function imageChoice(name: string): string {
  return CHOICE.test(name) ? name : `#${fingerprint(name)}`;
}
