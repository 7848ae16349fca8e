import { byUrgency } from './by-urgency';
import { soonAfter } from './due';
import type { Detection, Finding } from './finding';
import { groupBy } from './group-by';
import { remediesOf } from './remedies-of';
import { isOverdue } from './urgency';

type ScanPage = NonNullable<NonNullable<Finding['scan']>['page']>;

/**
 * What the message with the urgent cards holds: Slack takes 12,000 characters of blocks. The rest is the line above the
 * cards, and what decisions add later.
 */
const URGENT = { cards: 5, characters: 11_000 };

/** Findings that a page says it waits for: as many as its stamp can say. */
const LARGEST = 9_999;

/** The findings of each card, worst card first, and in a card the worst finding first. */
export function groupByCard<T>(items: T[], detectionOf: (item: T) => Detection): T[][] {
  const sorted = [...items].sort((a, b) => byUrgency(detectionOf(a), detectionOf(b)));
  return [...groupBy(sorted, (item) => remediesOf(detectionOf(item))[0].key).values()];
}

/**
 * Places a scan's new findings on messages: a card for each upgrade. `u1` has the cards that are due within three days of
 * `now`, as far as they fit; each other card has a message of its own, `r1`, `r2`, ..., the worst first. Without `now` no
 * card is urgent.
 */
export function placeOnPages<T>(
  items: T[],
  detectionOf: (item: T) => Detection,
  now?: Date,
): Map<T, ScanPage> {
  const cards = groupByCard(items, detectionOf);
  const last = now && soonAfter(now);
  const isUrgent = ([first]: T[]) => {
    const urgency = first && detectionOf(first).urgency;
    return last !== undefined && urgency !== undefined && isOverdue(urgency, last);
  };
  const urgent = fitting(cards.filter(isUrgent), detectionOf);
  const others = cards.filter((card) => !urgent.includes(card));
  return new Map([
    ...placed('u1', urgent.flat()),
    ...others.flatMap((card, index) => placed(`r${index + 1}`, card)),
  ]);
}

/** True for the page of what is due soon, which is in the channel however many cards the scan has. */
export function isUrgentPage({ name }: Pick<ScanPage, 'name'>): boolean {
  return name.startsWith('u');
}

function placed<T>(name: string, page: T[]): [T, ScanPage][] {
  const size = Math.min(page.length, LARGEST);
  return page.map((item) => [item, { name, size }]);
}

/** The first cards that one message holds. */
function fitting<T>(cards: T[][], detectionOf: (item: T) => Detection): T[][] {
  let used = 0;
  return cards.slice(0, URGENT.cards).filter((card) => {
    used += sizeOf(card.map(detectionOf));
    return used <= URGENT.characters;
  });
}

/** Characters of a card besides its names: buttons with their values, due date and reasons, and JSON. Estimated. */
const FRAME = 1_700;
/** What is shown of a title and of a name; rows, images and ids that are shown, each in some places. */
const TITLE = 110;
const NAME = 60;
const SHOWN = { rows: 3, images: 3, ids: 5 };
const PLACES = 3;

/** Estimates the characters of a card. */
function sizeOf(card: Detection[]): number {
  const [first] = card;
  if (first === undefined) return 0;
  const { name, rows } = remediesOf(first)[0];
  const images = [...new Set(card.flatMap((each) => each.images.map((image) => image.repository)))];
  const names = [
    name,
    ...rows.slice(0, SHOWN.rows).flatMap(({ installed, target = '' }) => [installed, target]),
    ...images.slice(0, SHOWN.images),
  ];
  const ids = card.slice(0, SHOWN.ids).map(({ vulnerabilityId }) => vulnerabilityId.length + 20);
  return FRAME + Math.min(first.title.length, TITLE) + PLACES * lengthOf(names) + sum(ids);
}

function lengthOf(names: string[]): number {
  return sum(names.map((name) => Math.min(name.length, NAME)));
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
