import type { Details, Place, PlacedPackage } from '../../../domain/details';
import { imageLabels } from '../blocks/image-labels';
import { noFixWords } from '../blocks/packages';
import type { RenderContext } from '../blocks/render-context';
import { type Block, context as contextBlock, fold, section } from '../blocks/shared-blocks';
import { clean, code } from '../escape';
import { fitted, version } from './details-text';

/** Images that have a block of their own, services and paths that are named of one, versions in one. */
const MOST = { images: 15, services: 5, paths: 5, versions: 5 };

/** Where the upgrade is needed: per image what runs it, where it is, what is installed and what fixes it. */
export function placeBlocks({ places, unnamed = 0 }: Details, context: RenderContext): Block[] {
  const labels = imageLabels(
    places.map(({ image }) => image),
    context.text,
  );
  const shown = places.slice(0, MOST.images);
  const more = places.length - shown.length + unnamed;
  return [
    ...shown.map((place) => section(fitted(linesOf(place, labels.get(place.image), context)))),
    ...(more === 0 ? [] : [contextBlock(context.text.andMore(more))]),
  ];
}

function linesOf({ image, packages }: Place, label: string | undefined, context: RenderContext) {
  const words = context.text.details;
  const services = image.services.map((name) => code(name, 80));
  const runs =
    services.length === 0
      ? words.runsNowhere
      : words.runsIn(fold(services, MOST.services, context.text));
  const versions = packages
    .slice(0, MOST.versions)
    .flatMap((entry) => versionLines(entry, context));
  const more = packages.length - MOST.versions;
  return [
    `${code(label ?? image.repository, 100)} · ${runs}`,
    ...versions,
    ...(more > 0 ? [context.text.andMore(more)] : []),
  ];
}

function versionLines(entry: PlacedPackage, { text }: RenderContext): string[] {
  const words = text.details;
  const names = [...entry.paths, ...entry.binaries].map((name) => code(clean(name), 120));
  const fix =
    entry.target === undefined
      ? noFixWords({ name: '', installedVersion: '', ...statusOf(entry) }, text)
      : words.fixedIn(version(entry.target));
  return [
    ...(names.length === 0 ? [] : [fold(names, MOST.paths, text)]),
    `${words.installed(version(entry.installed))} · ${fix}`,
  ];
}

function statusOf({ status }: PlacedPackage) {
  return status === undefined ? {} : { status };
}
