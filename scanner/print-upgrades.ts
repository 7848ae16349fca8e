import { SEVERITIES } from '../src/domain/finding';
import type { Plan, Step } from '../src/domain/plan';
import { remediesOf } from '../src/domain/remedies-of';
import { unnamedIn } from '../src/domain/remedy-rows';
import { groupByCard } from '../src/domain/scan-pages';
import { layOut } from './lay-out';

const NEW: Step['kind'][] = ['new', 'back', 'reopen'];
const NAMES = 3;

/** The upgrades that a scan's new findings need, worst first, at most `limit` rows; empty where nothing is new. */
export function upgradeTable({ steps }: Plan, limit: number): string {
  const fresh = steps.filter(({ kind }) => NEW.includes(kind));
  const cards = groupByCard(fresh, ({ content }) => content.detection);
  if (cards.length === 0) return '';
  const rows = cards.slice(0, limit).map(rowOf);
  const more = cards.length > limit ? [`... and ${cards.length - limit} more upgrades`] : [];
  return [...layOut(['UPGRADE', 'SEVERITY', 'CLEARS', 'IMAGES'], rows), ...more].join('\n');
}

function rowOf(card: Step[]): string[] {
  const detections = card.map(({ content }) => content.detection);
  const [first] = detections;
  if (first === undefined) return [];
  const [{ name, rows }] = remediesOf(first);
  const versions = rows.map(({ installed, target, reported, isMajor }) => {
    const to = target ?? reported ?? 'no fix';
    return `${installed} -> ${to}${isMajor ? ' (major)' : ''}`;
  });
  const images = detections.flatMap((each) => each.images.map(({ repository }) => repository));
  const severities = detections.map(({ severity }) => severity);
  const hasTarget = rows.some(({ target }) => target !== undefined);
  return [
    `${name} ${shortened(versions)}`,
    SEVERITIES.find((severity) => severities.includes(severity)) ?? '',
    hasTarget ? String(card.length) : `0 of ${card.length}`,
    shortened([...new Set(images)], unnamedIn(detections)),
  ];
}

/** `others`: how many more that have no name here. */
function shortened(names: string[], others = 0): string {
  const more = Math.max(0, names.length - NAMES) + others;
  return names.slice(0, NAMES).join(', ') + (more > 0 ? ` +${more}` : '');
}
