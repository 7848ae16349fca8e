import type { AffectedImage, Finding, UnfixedStatus } from '../../../domain/finding';
import type { RemedyCard } from '../../../domain/message';
import type { Remedy } from '../../../domain/remedy';
import { hasFixedVersion, imagesOfRemedy, placedRows } from '../../../domain/remedy-rows';
import { causesOf, isOpenAgain, isReopenedByPerson } from './card-cause';
import type { CardView } from './card-state';
import { vendorOf } from './card-what';
import { imageList, parts, type Room } from './card-words';
import { type RenderContext, showDate } from './render-context';
import { capital } from './texts';
import type { Said } from './urgent-page';

/** Why the card is there and due then, on one mrkdwn line; empty where nothing is known or all of it is `said` already. */
export function whyLine(view: CardView, room: Room, context: RenderContext, said?: Said): string {
  const { told } = view;
  const isWatched = told.some(({ urgency }) => urgency?.outcome === '3DF');
  const signs = isWatched && !said?.checkSigns && context.text.urgency.checkSigns;
  const causes = causesOf(view, context);
  const urgent = [
    unfixedWords(view, context),
    said?.exploited && told.every(isExploited) ? undefined : exploitedWords(told, context),
    exposedWords(view, room, context),
  ];
  if (!isOpenAgain(view) || causes.length === 0) return capital(parts(...urgent, ...causes, signs));
  return capital(parts(...causes, ...(view.open.some(isReopenedByPerson) ? urgent : []), signs));
}

type Unfixed = Pick<CardView, 'told' | 'rows' | 'images'> & { card: Pick<RemedyCard, 'remedy'> };

/** What the vendor says where there is no fix; nothing where nothing more than that is known. */
export function unfixedWords(
  { card, told, rows, images }: Unfixed,
  { text }: RenderContext,
): string | undefined {
  const status = statusOf({ card, told, rows });
  if (status === undefined) return undefined;
  return text.card.unfixed[status](vendorOf({ images }) ?? text.card.vendor);
}

/** The same for one finding. */
export function statusWords(
  finding: Finding,
  remedy: Remedy,
  context: RenderContext,
): string | undefined {
  const view = { card: { remedy }, told: [finding], images: imagesOfRemedy([finding], remedy.key) };
  return unfixedWords({ ...view, rows: placedRows([finding], remedy) }, context);
}

/** The vendor's word, where it is one for all of the card's packages. */
export function statusOf({
  card,
  told,
  rows,
}: Pick<Unfixed, 'card' | 'told' | 'rows'>): UnfixedStatus | undefined {
  if (hasFixedVersion(card.remedy)) return undefined;
  const placed = rows.flatMap(({ packages }) => packages);
  const packages = placed.length > 0 ? placed : told.flatMap((finding) => finding.packages);
  const [status, ...others] = new Set(packages.map((entry) => entry.status));
  return others.length === 0 ? status : undefined;
}

function exploitedWords(told: Finding[], context: RenderContext): string | undefined {
  const { text, readsKev } = context;
  const known = told.filter(({ urgency }) => urgency !== undefined);
  if (known.length === 0) return undefined;
  const count = known.filter(isExploited).length;
  if (count > 0) return text.card.exploited(count, told.length);
  return readsKev ? notExploitedWords(known, context) : text.card.exploitationUnknown;
}

/** Of the oldest copy of CISA's catalogue that was looked into, where the newest could not be read. */
function notExploitedWords(known: Finding[], context: RenderContext): string {
  const { card } = context.text;
  const stale = known.flatMap(({ scan }) => scan?.staleKev ?? []);
  if (stale.length === 0) return card.notExploited;
  if (stale.some(({ copyOf }) => copyOf === undefined)) return card.exploitationUnknown;
  const [oldest = ''] = stale.flatMap(({ copyOf }) => copyOf ?? []).sort();
  return card.notExploitedAsOf(showDate(context, oldest));
}

export function isExploited({ urgency }: Pick<Finding, 'urgency'>): boolean {
  return urgency?.exploitedSince !== undefined;
}

/** Which images the internet can reach; an exposure that is not known is said as such. */
function exposedWords(
  { told, images, unnamed }: CardView,
  room: Room,
  context: RenderContext,
): string | undefined {
  const { card, urgency } = context.text;
  if (told.every((finding) => finding.urgency === undefined)) return undefined;
  const exposed = images.filter((image) => answerOf(image, told) === 'yes');
  if (exposed.length === 0) {
    const isUnknown = images.some((image) => answerOf(image, told) === 'unknown');
    return urgency.exposed[isUnknown || images.length === 0 ? worstOf(told) : 'no'];
  }
  if (exposed.length === images.length + unnamed) return urgency.exposed.yes;
  return card.exposedIn(imageList(exposed, room, context), exposed.length);
}

type Answer = 'yes' | 'no' | 'unknown';

/** Of the image itself, else of the findings as a whole. */
function answerOf({ exposure }: AffectedImage, told: Finding[]): Answer {
  return exposure?.exposed ?? worstOf(told);
}

function worstOf(told: Finding[]): Answer {
  const answers = told.map(({ urgency }) => urgency?.exposed);
  return (['yes', 'unknown'] as const).find((answer) => answers.includes(answer)) ?? 'no';
}
