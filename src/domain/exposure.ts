import { matches } from './command';
import type { AffectedImage } from './finding';
import type { Reach, Unclear } from './reach';
import type { Exposure } from './urgency';

/** What names an image: its name, its repository, or an ECS service that runs it. */
export type Named = Pick<AffectedImage, 'name' | 'repository' | 'tag' | 'services'>;

/** Nothing was learned about the service, which the next scan may change. */
const NOT_SEEN: Unclear[] = ['not_read', 'not_found'];

/**
 * Whether the internet reaches what runs an image. `names` is `exposed` of vulnscan.yml, `reach` what was derived from
 * ECS. A name in the list is exposed. Of the others the list says that they are not, except where ECS shows that one is,
 * or could not be asked: a list that names one service must not close all others while a permission is missing.
 */
export function exposureOfImage(
  image: Named,
  { names, reach }: { names?: string[] | undefined; reach?: Reach | undefined },
): Exposure {
  if (names?.some((name) => isNamed(image, name))) return { exposed: 'yes', source: 'configured' };
  if (reach !== undefined && reach.exposed !== 'unknown') {
    return { exposed: reach.exposed, source: 'derived' };
  }
  if (names === undefined || (reach && NOT_SEEN.includes(reach.why))) return { exposed: 'unknown' };
  return { exposed: 'no', source: 'configured' };
}

/** Entries of `exposed` that name none of these images, most likely misspelt. */
export function namesWithoutImage(names: string[], images: Named[]): string[] {
  return names.filter((name) => !images.some((image) => isNamed(image, name)));
}

function isNamed(image: Named, glob: string): boolean {
  const { name, repository, tag, services } = image;
  const images = [name, repository, lastPart(repository)];
  const tagged = tag === undefined ? [] : images.map((each) => `${each}:${tag}`);
  const all = [...images, ...tagged, ...services, ...services.map(lastPart)];
  return all.some((each) => matches(glob, each));
}

function lastPart(path: string): string {
  return path.split('/').at(-1) ?? path;
}
