import { type NoteParts, readNote } from '../../../domain/decision-note';
import { defined } from '../../../domain/defined';
import type { AffectedImage, Finding } from '../../../domain/finding';
import { groupBy } from '../../../domain/group-by';
import type { AlertEntry, RemedyCard } from '../../../domain/message';
import {
  hasFixedVersion,
  imagesOfRemedy,
  type PlacedRow,
  placedRows,
  unnamedIn,
} from '../../../domain/remedy-rows';
import { readRenamed } from '../../../domain/renamed';
import { readSignature, type Signature } from '../../../domain/signature';
import { stateOf } from './decision';

/** What became of a finding, the most telling first. */
const FATES = [
  'open',
  'suppressed',
  'resolved',
  'gone',
  'unscanned',
  'renamed',
  'archived',
] as const;
type Fate = (typeof FATES)[number];
export type Closed = Exclude<Fate, 'open'>;

/** Findings of a card that were decided together, or that are gone. */
export interface Group {
  fate: Closed;
  findings: [Finding, ...Finding[]];
  decided: Decided;
}

/** Who decided, when, and why. */
export interface Decided
  extends Partial<NoteParts & Pick<Signature, 'until' | 'place' | 'justification'>> {
  /** ISO 8601 or epoch milliseconds. */
  at?: string | number;
  /** A Slack user id, if it was decided in Slack. */
  userId?: string;
}

/** A card with what it says worked out. */
export interface CardView {
  card: RemedyCard;
  state: Fate | 'continued';
  /** Findings that another card does not show. */
  own: AlertEntry[];
  open: AlertEntry[];
  /** Those that are not open, as they were decided. */
  groups: Group[];
  /** The findings that the first line speaks of. */
  told: Finding[];
  /** Of those: the rows of the upgrade, and the images. */
  rows: PlacedRow[];
  images: AffectedImage[];
  /** How many images the findings are in besides, without naming them. */
  unnamed: number;
  /** Those that the upgrade is proven to clear: Trivy was asked about its versions. */
  cleared: Set<Finding>;
}

/**
 * What a card says where its findings differ. The first line speaks of the findings of one state only, of the first of
 * these that one of them has; the others have a line below that says how many they are:
 *
 * 1. continued: a newer card has taken over what was open. It says nothing else.
 * 2. open: somebody has to do something. With `Open again` if all of these were decided or gone before.
 * 3. suppressed: it will be asked again.
 * 4. resolved: a scan has still to confirm it.
 * 5. gone, then no longer scanned, then renamed, then archived by somebody else: nothing is left to do.
 */
export function viewOf(card: RemedyCard): CardView {
  const own = card.entries.filter(({ shownAgain }) => !shownAgain);
  const open = own.filter(({ finding }) => fateOf(finding) === 'open');
  const groups = groupsOf(own);
  const isContinued = card.continued !== undefined || own.length === 0;
  const state = isContinued ? 'continued' : open.length > 0 ? 'open' : (groups[0]?.fate ?? 'gone');
  const told = (isContinued ? card.entries : state === 'open' ? open : own)
    .map(({ finding }) => finding)
    .filter((finding) => isContinued || fateOf(finding) === state);
  const cleared = new Set(told.filter((finding) => isCleared(finding, card)));
  return { card, state, own, open, groups, told, cleared, ...placesOf(told, card) };
}

/** True if all of its versions have a target, and none of these is known to have it itself. */
function isCleared(finding: Finding, { remedy }: RemedyCard): boolean {
  if (remedy.isConfirmed !== true) return false;
  const rows = placedRows([finding], remedy);
  const { vulnerabilityId } = finding;
  return (
    rows.length > 0 &&
    rows.every(({ target, leaves }) => target !== undefined && !leaves?.includes(vulnerabilityId))
  );
}

/** All images where the packages of the findings do not say in which the remedy's are. */
function placesOf(
  told: Finding[],
  { remedy }: RemedyCard,
): Pick<CardView, 'rows' | 'images' | 'unnamed'> {
  const unnamed = unnamedIn(told);
  const rows = placedRows(told, remedy);
  const images = imagesOfRemedy(told, remedy.key);
  if (rows.length > 0 && images.length > 0) return { rows, images, unnamed };
  const all = uniqueImages(told.flatMap((finding) => finding.images));
  return {
    rows: remedy.rows.map((row) => ({ ...row, images: all, packages: [] })),
    images: all,
    unnamed,
  };
}

function uniqueImages(images: AffectedImage[]): AffectedImage[] {
  return [...new Map(images.map((image) => [`${image.name}\u0000${image.tag}`, image])).values()];
}

function fateOf(finding: Finding): Fate {
  const state = stateOf(finding);
  const signature = signatureOf(finding);
  if (state === 'archived' && readRenamed(finding.note?.text ?? '').to !== undefined) {
    return 'renamed';
  }
  return state === 'gone' && signature?.action === 'unscanned' ? 'unscanned' : state;
}

function groupsOf(own: AlertEntry[]): Group[] {
  const closed = own
    .map(({ finding }) => ({ finding, fate: fateOf(finding), decided: decidedOf(finding) }))
    .flatMap(({ fate, ...rest }) => (fate === 'open' ? [] : [{ fate, ...rest }]));
  const groups = groupBy(closed, (each) => keyOf(each));
  return [...groups.values()]
    .flatMap((members) => {
      const [first, ...others] = members;
      if (first === undefined) return [];
      const latest = [...members].sort((a, b) => timeOf(b.decided) - timeOf(a.decided))[0] ?? first;
      const findings: Group['findings'] = [first.finding, ...others.map(({ finding }) => finding)];
      return [{ fate: first.fate, findings, decided: latest.decided }];
    })
    .sort(
      (a, b) =>
        FATES.indexOf(a.fate) - FATES.indexOf(b.fate) || timeOf(b.decided) - timeOf(a.decided),
    );
}

/** Decisions of one person that differ in time only are one, and so is all that is gone. */
function keyOf({ fate, decided }: Pick<Group, 'fate' | 'decided'>): string {
  if (fate !== 'suppressed' && fate !== 'resolved') return fate;
  const { name, userId, reason, justification, until, place } = decided;
  return JSON.stringify([fate, userId ?? name, reason, justification, until, place]);
}

function timeOf({ at }: Decided): number {
  const time = at === undefined ? Number.NaN : new Date(at).getTime();
  return Number.isNaN(time) ? 0 : time;
}

/** What the note of a finding says; of a note of somebody else its text is the reason. */
function decidedOf({ note }: Finding): Decided {
  if (note === undefined) return {};
  const signature = readSignature(note.updatedBy);
  const { text } = readRenamed(note.text);
  if (signature === undefined) return { reason: text, ...defined({ at: note.updatedAt }) };
  const { who, until, place, justification } = signature;
  const at = Number(signature.at) * 1000;
  if (who === 'scanner') return { at, ...defined({ until }) };
  const { name, reason } = readNote(text, signature);
  return { at, userId: who, name, ...defined({ reason, until, place, justification }) };
}

export function signatureOf({ note }: Finding): Signature | undefined {
  return note && readSignature(note.updatedBy);
}

/** True if the package is known and no version of it that clears anything is. */
export function hasNoFix({ card: { remedy } }: { card: Pick<RemedyCard, 'remedy'> }): boolean {
  return remedy.rows.length > 0 && !hasFixedVersion(remedy);
}
