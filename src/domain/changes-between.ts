import type { AffectedImage, Finding, VulnerablePackage } from './finding';
import { compareSeverity } from './finding';
import { groupBy } from './group-by';
import type { MaterialChange } from './material-change';
import { imageTest, unnamedSince } from './unnamed-images';
import { exposureOf } from './urgency';

/** The longest list of packages that the ledger keeps. Earlier versions cut lists of images to it as well. */
export const MOST_KEPT = 100;

/**
 * What changed about a known finding so that people have to be told. Of images that a finding does not name nothing else is
 * known than that it is in them: what may only seem new because of that is left out. Nothing for a finding whose urgency was not known before, as after an upgrade of vulnscan.
 */
export function changesBetween(before: Finding, after: Finding): MaterialChange[] {
  if (before.urgency === undefined || after.urgency === undefined) return [];
  const added = addedImages(before, after);
  return [
    ...exploited(before, after),
    ...exposed(before, after, added),
    ...rated(before, after),
    ...added,
    ...fixed(before, after),
  ];
}

function exploited(before: Finding, after: Finding): MaterialChange[] {
  const since = after.urgency?.exploitedSince;
  if (since === undefined || before.urgency?.exploitedSince !== undefined) return [];
  return [{ cause: 'exploited', since }];
}

/**
 * Images that were not exposed and are now; none by name if only the whole finding shows it. An exposure that is not known
 * counts as exposed, so that nothing is told when it becomes known.
 */
function exposed(before: Finding, after: Finding, added: MaterialChange[]): MaterialChange[] {
  const former = groupBy(before.images, ({ name }) => name);
  const images = namesOf(
    after.images.filter(({ name, exposure }) => {
      return exposure?.exposed === 'yes' && exposureOf(former.get(name) ?? []) === 'no';
    }),
  );
  if (images.length > 0) return [{ cause: 'exposed', images }];
  const isByNewImage = added.some((change) => change.cause === 'image' && change.isExposed);
  const isExposed = after.urgency?.exposed === 'yes' && before.urgency?.exposed === 'no';
  return isExposed && !isByNewImage ? [{ cause: 'exposed', images: [] }] : [];
}

function rated(before: Finding, after: Finding): MaterialChange[] {
  const { severity: from } = before;
  const { severity: to } = after;
  return compareSeverity(to, from) < 0 ? [{ cause: 'severity', from, to }] : [];
}

/** Those that the internet can reach are a change of their own. */
function addedImages(before: Finding, after: Finding): MaterialChange[] {
  const wasIn = before.images.length < MOST_KEPT ? imageTest(before) : undefined;
  if (wasIn === undefined) return [];
  const added = after.images.filter(({ name }) => !wasIn(name));
  const unnamed = unnamedSince(before, after);
  return [true, false].flatMap((isExposed): MaterialChange[] => {
    const images = added.filter(({ exposure }) => (exposure?.exposed === 'yes') === isExposed);
    const more = isExposed ? 0 : unnamed;
    if (images.length + more === 0) return [];
    return [{ cause: 'image', images: namesOf(images), isExposed, ...(more > 0 && { more }) }];
  });
}

/**
 * Fixed versions of packages in images where none of the finding's packages had one. A package that was not listed
 * before may have been cut off with its fixed version.
 */
function fixed(before: Finding, after: Finding): MaterialChange[] {
  if (before.packages.length >= MOST_KEPT) return [];
  const now = groupBy(after.packages, ({ image }) => image);
  const known = new Set(before.packages.flatMap(fixOf));
  const fixes = [...groupBy(before.packages, ({ image }) => image)]
    .filter(([, packages]) => packages.every(({ fixedVersion }) => fixedVersion === undefined))
    .flatMap(([image, packages]) => {
      const names = new Set(packages.map(({ name }) => name));
      const fixes = (now.get(image) ?? []).filter(({ name }) => names.has(name)).flatMap(fixOf);
      // Which images have no name may change, and so which packages have no image.
      return image === undefined ? fixes.filter((fix) => !known.has(fix)) : fixes;
    });
  return fixes.length === 0 ? [] : [{ cause: 'fix', fixes: [...new Set(fixes)].sort() }];
}

function fixOf({ name, fixedVersion }: VulnerablePackage): string[] {
  return fixedVersion === undefined ? [] : [`${name} ${fixedVersion}`];
}

function namesOf(images: AffectedImage[]): string[] {
  return [...new Set(images.map(({ name }) => name))].sort();
}
