import type { KnownFinding, ScoredDetection } from './detection';
import type { AffectedImage, Unnamed } from './finding';
import { hashesIn, hashOfName } from './unnamed-images';

/** Of one finding. */
interface Carried {
  /** As Security Hub has it. */
  listed: KnownFinding;
  seen: ScoredDetection | undefined;
  /** Its images of which the run has no result, also those that got their names again. */
  carried: AffectedImage[];
  /** Those that got their names again and of which the run saw some tag and has no result of another. */
  others: AffectedImage[];
  /** Images of which the run has no result, by name. */
  failedTags?: ReadonlyMap<string, number>;
}

/**
 * Of an image that Security Hub does not name only the name is known again, and of all of them together how many tags they had. So
 * the further tags of those that the run has no result of are counted: as many as failed, and no more than there were.
 */
export function withKeptTags(known: KnownFinding, finding: Carried): KnownFinding {
  const unnamed = known.unnamed ?? keptTags(finding);
  return unnamed === undefined ? known : { ...known, unnamed };
}

function keptTags({ listed, seen, carried, others, failedTags }: Carried): Unnamed | undefined {
  const { unnamed, images } = listed;
  if (unnamed?.names === undefined || failedTags === undefined) return undefined;
  const hashes = new Set(hashesIn(unnamed.names));
  const isUnnamed = ({ name }: AffectedImage) => hashes.has(hashOfName(name));
  const kept = carried.filter((image) => image.tag === undefined && isUnnamed(image));
  const again = [...kept, ...others.filter(isUnnamed)];
  const named = new Set(images.map(keyOf));
  const shown = (seen?.images ?? []).filter(
    (image) => !named.has(keyOf(image)) && isUnnamed(image),
  );
  const failed = again.reduce((sum, { name }) => sum + (failedTags.get(name) ?? 1), 0);
  const counted = kept.filter((image) => !named.has(keyOf(image))).length;
  const count = Math.min(failed, unnamed.count - shown.length) - counted;
  if (count <= 0) return undefined;
  return {
    count,
    names: again
      .map(({ name }) => hashOfName(name))
      .sort()
      .join(''),
  };
}

function keyOf({ name, tag = '' }: AffectedImage): string {
  return `${name} ${tag}`;
}
