import { defined } from '../../../domain/defined';
import type { AffectedImage, Detection, TargetKind } from '../../../domain/finding';
import { imageCount } from '../../../domain/unnamed-images';
import type { FormText } from '../text/form-text';

/**
 * A name for each image: its repository, with the registry and the tag only where they tell images of the list apart,
 * and what it is if it is no image.
 */
export function imageLabels(
  images: AffectedImage[],
  { kinds }: FormText,
): Map<AffectedImage, string> {
  return new Map(
    images.map((image) => {
      const same = images.filter(({ repository }) => repository === image.repository);
      const isElsewhere = same.some(({ name }) => name !== image.name);
      const tags = new Set(same.filter(({ name }) => name === image.name).map(({ tag }) => tag));
      const name = isElsewhere ? image.name : image.repository;
      const tag = tags.size > 1 && image.tag !== undefined ? `:${image.tag}` : '';
      const kind = image.kind === undefined ? '' : ` (${kinds[image.kind].name})`;
      return [image, `${name}${tag}${kind}`];
    }),
  );
}

/** How many images, or what else they are. */
export function countPlaces(
  { images, unnamed }: Pick<Detection, 'images' | 'unnamed'>,
  text: FormText,
): string {
  const count = imageCount({ images, ...defined({ unnamed }) });
  const kinds: (TargetKind | undefined)[] = images.map(({ kind }) => kind);
  if (kinds.every((kind) => kind === undefined)) return text.images(count);
  const [kind, ...others] = new Set(kinds);
  const isOne = kind !== undefined && others.length === 0;
  return isOne ? text.kinds[kind].count(count) : text.places(count);
}
