import type { Finding } from '../../../domain/finding';
import { unnamedIn } from '../../../domain/remedy-rows';
import { code, escaped, escapedTitle } from '../escape';
import { countPlaces, imageLabels } from './image-labels';
import { advisoryUrl, link } from './links';
import { byName, foldLines, placeLines, type Room, upgrade } from './packages';
import type { RenderContext } from './render-context';
import { fold, MARK } from './shared-blocks';

/** The severity as colour and word, in mrkdwn. */
export function severityLabel({ severity }: Finding, { text }: RenderContext): string {
  return `${MARK[severity]} *${text.severity[severity]}*`;
}

/** What to upgrade, in mrkdwn, and how many packages more. The title, where no package is named. */
export function remedy(
  finding: Pick<Finding, 'packages' | 'title'>,
  context: RenderContext,
): string {
  const [first, ...others] = byName(finding);
  if (first === undefined) return escapedTitle(finding.title, 100);
  const more = others.length === 0 ? '' : ` ${context.text.alert.morePackages(others.length)}`;
  return `${upgrade(first, context)}${more}`;
}

/** Where the finding is, in mrkdwn: images and their packages, and the services that run them. */
export function places(finding: Finding, room: Room, context: RenderContext): string[] {
  const { text } = context;
  const services = [...new Set(finding.images.flatMap((image) => image.services))];
  const isGone = finding.recordState === 'ARCHIVED';
  const shownServices = services.map((name) => code(name, 60));
  return [
    ...imagePlaces(finding, room, context),
    ...(services.length > 0 && !isGone
      ? [`${text.alert.runsIn} ${fold(shownServices, room.names, text)}`]
      : []),
  ];
}

export function imagePlaces(
  finding: Pick<Finding, 'packages' | 'images' | 'unnamed' | 'recordState'>,
  room: Room,
  context: RenderContext,
): string[] {
  const { text } = context;
  const isGone = finding.recordState === 'ARCHIVED';
  const unnamed = unnamedIn([finding]);
  const lines = placeLines(finding, room, context);
  if (lines.length > 0) {
    const more = unnamed === 0 ? [] : [text.andMore(unnamed)];
    const places = [...foldLines(lines, room, context), ...more];
    return isGone ? [text.alert.wasIn, ...places] : places;
  }
  const images = labelsOf(finding, context).map((label) => code(label, 60));
  const found = isGone ? text.alert.wasIn : text.alert.foundIn;
  return images.length === 0 ? [] : [`${found} ${fold(images, room.names, text, unnamed)}`];
}

function labelsOf({ images }: Pick<Finding, 'images'>, { text }: RenderContext): string[] {
  return [...new Set(imageLabels(images, text).values())];
}

/** Operating systems past their end of life, and the images that have them, in mrkdwn. */
export function endOfLifeLines({ images }: Finding, { text }: RenderContext): string[] {
  const labels = imageLabels(images, text);
  const systems = [...new Set(images.flatMap(({ endOfLife }) => endOfLife ?? []))];
  return systems.map((system) => {
    const having = images.filter(({ endOfLife }) => endOfLife === system);
    const names = having.map((image) => code(labels.get(image) ?? image.repository, 60));
    const where = having.length === images.length ? '' : ` (${fold(names, 3, text)})`;
    return `⚠️ ${text.alert.endOfLife(escaped(system, 60))}${where}`;
  });
}

/** CVE id, linked; score and its version; how many images. */
export function facts(finding: Finding, { text }: RenderContext): string[] {
  const { vulnerabilityId, primaryUrl, score, scoreVersion, images } = finding;
  return [
    link(advisoryUrl(primaryUrl, vulnerabilityId), vulnerabilityId, 60),
    ...(score === undefined
      ? []
      : [text.alert.score(score.toFixed(1), scoreVersion && escaped(scoreVersion, 10))]),
    ...(images.length === 0 ? [] : [countPlaces(finding, text)]),
  ];
}
