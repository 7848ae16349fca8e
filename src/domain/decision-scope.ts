import type { Assumptions, Basis } from './basis';
import { MOST_KEPT } from './changes-between';
import { defined } from './defined';
import type { KnownFinding } from './detection';
import { compareSeverity, type Detection, type Finding, hasFix } from './finding';
import { repositoryOf } from './image';
import { CAUSES, type Cause, type MaterialChange } from './material-change';
import { standingDecision } from './signature';
import { hashesIn, type InImages, imageTest, moreNames, otherHashes } from './unnamed-images';
import { exposureOf } from './urgency';
import type { Place } from './workflow';

/** How far a decision on this finding holds that is made now. */
export function basisOf(finding: Finding, place: Place): Basis {
  const { images } = finding;
  const isWhole = imageTest(finding) !== undefined && images.length < MOST_KEPT;
  return {
    place,
    ...(isWhole && { images: [...new Set(images.map(({ name }) => name))] }),
    ...(isWhole && defined({ unnamed: otherHashes(finding).join('') || undefined })),
    ...assumptionsOf(finding),
  };
}

/**
 * How far the decision holds that Security Hub says: made elsewhere, or by us and lost from the ledger. `covers` are the
 * images that it covers if it does not hold everywhere.
 */
export function statedBasis(finding: Finding, covers: Finding = finding): Basis {
  const { place = 'here', assumptions } = standingDecision(finding) ?? {};
  return { ...basisOf(covers, place), ...assumptions };
}

/** What is so of a finding now. */
export function assumptionsOf(finding: Finding): Assumptions {
  const { urgency } = finding;
  return {
    severity: finding.providerSeverity ?? finding.severity,
    ...(urgency && { exploited: urgency.exploitedSince !== undefined }),
    ...defined({ exposed: wasExposed(finding) }),
    fixable: hasFix(finding),
  };
}

/** An exposure that is not known counts as exposed. Undefined where no scan asked yet. */
function wasExposed({ urgency, images }: Finding): boolean | undefined {
  const isAsked = urgency !== undefined || images.some(({ exposure }) => exposure !== undefined);
  if (!isAsked) return undefined;
  const ofImages = exposureOf(images);
  return ofImages === 'yes' || (urgency?.exposed ?? ofImages) !== 'no';
}

/**
 * What is now and the decision on a finding does not cover, most urgent first. A resolution says only where the finding is
 * fixed: there it is asked again when it is still there, and not for anything else. A decision without a basis, from an
 * earlier version or without a ledger, covers what the last import found.
 */
export function uncovered(
  known: KnownFinding,
  detection: Detection,
  reask: readonly Cause[],
): MaterialChange[] {
  const before: Basis = { ...statedBasis(known), ...known.basis };
  const asks = known.workflowStatus === 'RESOLVED' ? reask.filter(isImage) : reask;
  const isEverywhere = before.place === 'everywhere' || !reask.includes('image');
  const outside = isEverywhere ? [] : imagesOutside(before, known, detection);
  const inside = detection.images.filter((image) => !outside.includes(image));
  const find: Record<Cause, () => MaterialChange | undefined> = {
    exploited: () => newlyExploited(known, detection),
    exposed: () => newlyExposed(before, inside),
    severity: () => ratedHigher(before, detection),
    image: () => elsewhere(outside),
    fix: () => newlyFixed(before, known, detection),
  };
  return CAUSES.filter((cause) => asks.includes(cause) || isAwaited(cause, known)).flatMap(
    (cause) => find[cause]() ?? [],
  );
}

function isImage(cause: Cause): boolean {
  return cause === 'image';
}

/** A suppression until a fix exists ends with the fix, whatever is asked again besides. */
function isAwaited(cause: Cause, known: KnownFinding): boolean {
  return cause === 'fix' && untilFix(known);
}

function untilFix(known: KnownFinding): boolean {
  return standingDecision(known)?.until?.kind === 'fix';
}

/** Where neither the decision nor the last import names all images, a new one is not told from an old one. */
function imagesOutside(before: Basis, known: KnownFinding, detection: Detection) {
  const isCovered = imageTest(coveredBy(before, known));
  return detection.images.filter(({ name }) => isCovered?.(name) === false);
}

/** The images that a decision covers. */
function coveredBy({ images, unnamed }: Basis, known: KnownFinding): InImages {
  if (images === undefined) return known;
  const named = images.map((name) => ({ name, repository: repositoryOf(name), services: [] }));
  if (unnamed === undefined) return { images: named };
  return { images: named, unnamed: { count: hashesIn(unnamed).length, names: unnamed } };
}

function newlyExploited(known: KnownFinding, { urgency }: Detection): MaterialChange | undefined {
  const since = urgency?.exploitedSince;
  if (since === undefined || wasExploited(known, since)) return undefined;
  return { cause: 'exploited', since };
}

/**
 * Where the decision does not say, it was if the last import says so, or if CISA listed it before the day of the decision.
 * That the last import says no may mean that no scan asked until then.
 */
function wasExploited(known: KnownFinding, since: string): boolean {
  const said = known.basis?.exploited ?? standingDecision(known)?.assumptions?.exploited;
  if (said !== undefined) return said;
  return known.urgency?.exploitedSince !== undefined || since < (decidedOn(known) ?? FOREVER);
}

/** After every day. */
const FOREVER = '~';

function decidedOn(known: KnownFinding): string | undefined {
  const at = standingDecision(known)?.at;
  return at && new Date(Number(at) * 1000).toISOString().slice(0, 10);
}

function newlyExposed({ exposed }: Basis, inside: Detection['images']): MaterialChange | undefined {
  const images = inside.filter(({ exposure }) => exposure?.exposed === 'yes');
  if (exposed !== false || images.length === 0) return undefined;
  return { cause: 'exposed', images: namesOf(images) };
}

function ratedHigher({ severity: from }: Basis, { severity: to }: Detection) {
  if (compareSeverity(to, from) >= 0) return undefined;
  return { cause: 'severity', from, to } satisfies MaterialChange;
}

function elsewhere(outside: Detection['images']): MaterialChange | undefined {
  if (outside.length === 0) return undefined;
  const isExposed = outside.some(({ exposure }) => exposure?.exposed === 'yes');
  return { cause: 'image', images: namesOf(outside), isExposed };
}

function newlyFixed(
  { fixable }: Basis,
  known: KnownFinding,
  detection: Detection,
): MaterialChange | undefined {
  if (!hasFix(detection)) return undefined;
  if (fixable !== false && !untilFix(known)) return undefined;
  return { cause: 'fix', fixes: fixesOf(detection) };
}

function fixesOf(detection: Detection): string[] {
  const fixes = detection.packages
    .filter((entry) => entry.fixedVersion !== undefined)
    .map((entry) => `${entry.name} ${entry.fixedVersion}`);
  return [...new Set(fixes)].slice(0, 3);
}

/** For people. */
function namesOf(images: Detection['images']): string[] {
  return [...new Set(images.map(({ repository }) => repository))];
}

/** The images that the decision on a finding covers, for people, and how many more. */
export function coveredNames(known: KnownFinding): { names: string[]; more: number } {
  const { images, unnamed } = known.basis ?? {};
  if (images === undefined) return { names: namesOf(known.images), more: moreNames(known) };
  const repositories = new Map(known.images.map(({ name, repository }) => [name, repository]));
  const names = images.map((name) => repositories.get(name) ?? withoutRegistry(name));
  return { names: [...new Set(names)], more: hashesIn(unnamed).length };
}

function withoutRegistry(name: string): string {
  const [first = '', ...rest] = name.split('/');
  return rest.length > 0 && /[.:]/.test(first) ? rest.join('/') : name;
}
