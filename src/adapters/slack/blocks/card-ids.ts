import type { Finding } from '../../../domain/finding';
import { hasFixedVersion, type OtherRemedy, otherRemedies } from '../../../domain/remedy-rows';
import { escaped } from '../escape';
import type { CardView } from './card-state';
import { rowLines, systemsOf, versionWords } from './card-what';
import { isExploited } from './card-why';
import { distinct, ID_SEPARATOR, imageList, lines, list, type Room, word } from './card-words';
import { advisoryUrl, link } from './links';
import type { RenderContext } from './render-context';

/** Other upgrades that a card names. */
const MOST_OTHERS = 3;

/** What the upgrade clears, in mrkdwn: ids, the rows of several versions, and what is needed besides. */
export function clearsText(view: CardView, room: Room, context: RenderContext): string {
  return lines(
    idsLine(view, room, context),
    ...(room.details ? rowLines(view.rows, room, context) : []),
    ...leavesLines(view, room, context),
    ...otherLines(view, room, context),
  );
}

function idsLine(view: CardView, room: Room, context: RenderContext): string {
  const { card } = context.text;
  const { own, open, told } = view;
  const ids = idList(view, room, context);
  if (open.length < own.length) return card.openOf(open.length, own.length, ids);
  const cleared = view.cleared.size;
  if (cleared === 0) return card.has(told.length, ids);
  return cleared === told.length
    ? card.clears(cleared, ids)
    : card.clearsSome(cleared, told.length, ids);
}

/** Ids with their scores, exploited ones first. */
function idList(view: CardView, room: Room, context: RenderContext): string {
  const sorted = [...view.told].sort((a, b) => Number(isExploited(b)) - Number(isExploited(a)));
  const exploited = sorted.filter(isExploited).length;
  const most = Math.max(room.ids, Math.min(exploited, room.exploited));
  const shown = sorted.length <= most + 1 ? sorted : sorted.slice(0, most);
  const more = sorted.length - shown.length;
  const left = exploited - shown.filter(isExploited).length;
  const names = shown.map((finding) => idWords(finding, view, room, context));
  const all = names.join(ID_SEPARATOR);
  if (more === 0) return all;
  const { andMore, card } = context.text;
  return `${all} ${left > 0 ? card.moreExploited(more, left) : andMore(more)}`;
}

function idWords(finding: Finding, view: CardView, room: Room, context: RenderContext): string {
  const { card, urgency } = context.text;
  const stays = view.cleared.size > 0 && !view.cleared.has(finding);
  return [
    idOf(finding, room.links),
    finding.score?.toFixed(1),
    isExploited(finding) && `*${urgency.exploited}*`,
    stays && card.stays,
  ]
    .filter((part) => part)
    .join('\u00A0');
}

export function idOf({ vulnerabilityId: id, primaryUrl }: Finding, isLink: boolean): string {
  return isLink ? link(advisoryUrl(primaryUrl, id), id, 60) : escaped(id, 40);
}

/** What a version to upgrade to is known to have itself, besides what is on the card. */
function leavesLines({ rows, told }: CardView, room: Room, context: RenderContext): string[] {
  const named = told.map(({ vulnerabilityId }) => vulnerabilityId);
  return rows.flatMap(({ target, leaves = [] }) => {
    const others = leaves.filter((id) => !named.includes(id));
    if (target === undefined || others.length === 0) return [];
    const ids = others.map((id) => link(advisoryUrl(undefined, id), id, 40));
    return [context.text.card.leaves(escaped(target, room.name), list(ids, room.ids, context))];
  });
}

/** Upgrades that findings need besides this one, and which of them where it is not all. */
function otherLines(view: CardView, room: Room, context: RenderContext): string[] {
  const { card, andMore } = context.text;
  const others = otherRemedies(view.told, view.card.remedy.key);
  const shown = others.slice(0, MOST_OTHERS);
  const more = others.length - shown.length;
  return [
    ...shown.map((other) => {
      const words = otherWords(other, view, room, context);
      return hasFixedVersion(other.remedy) ? card.alsoNeeds(words) : card.alsoUnfixed(words);
    }),
    ...(more === 0 ? [] : [andMore(more)]),
  ];
}

function otherWords(
  { remedy, images, vulnerabilityIds }: OtherRemedy,
  { told }: CardView,
  room: Room,
  context: RenderContext,
): string {
  const what = `${word(remedy.name, room.name)}${versionWords(remedy.rows, room, context)}`;
  const systems = systemsOf({ images }).map((name) => escaped(name, 60));
  const os = systems.length === 0 ? '' : ` (${list(systems, 1, context)})`;
  const names = imageList(images, room, context);
  const where = images.length === 0 ? what : `${context.text.card.at(what, names)}${os}`;
  const all = distinct(told.map(({ vulnerabilityId }) => vulnerabilityId));
  if (vulnerabilityIds.length === all.length) return where;
  const ids = vulnerabilityIds.map((id) => escaped(id, 40));
  return `${where}: ${list(ids, MOST_OTHERS, context)}`;
}
