import type { Finding } from '../../../domain/finding';
import { clean, code, escaped, escapedTitle } from '../escape';
import { countPlaces, imageLabels } from './image-labels';
import { advisoryUrl, link } from './links';
import {
  byName,
  fixedWords,
  foldLines,
  noFixWords,
  placeLines,
  type Room,
  upgrade,
} from './packages';
import type { RenderContext } from './render-context';
import { fold, MARK } from './shared-blocks';
import { spokenUrgency, urgencyMarks } from './urgency';

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

/** The same as a sentence for screen readers, escaped. */
export function spokenRemedy(finding: Finding, { text }: RenderContext): string {
  const [entries = []] = byName(finding);
  const [first] = entries;
  if (first === undefined) return escapedTitle(finding.title, 150);
  const { installedVersion, fixedVersion } = first;
  const name = clean(first.name);
  if (new Set(entries.map((entry) => entry.fixedVersion)).size > 1) {
    return escaped(text.alert.severalFixesFor(name), 250);
  }
  if (first.status !== undefined) {
    return escaped(`${name} ${clean(installedVersion)}: ${noFixWords(first, text)}`, 250);
  }
  const sentence =
    fixedVersion === undefined
      ? text.alert.noFixFor(name, clean(installedVersion))
      : text.alert.upgrade(name, clean(installedVersion), fixedWords(clean(fixedVersion), text.or));
  return escaped(sentence, 250);
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
      ? [`${text.alert.runsIn} ${fold(shownServices, room.names, text.andMore)}`]
      : []),
  ];
}

export function imagePlaces(
  finding: Pick<Finding, 'packages' | 'images' | 'recordState'>,
  room: Room,
  context: RenderContext,
): string[] {
  const { text } = context;
  const isGone = finding.recordState === 'ARCHIVED';
  const lines = placeLines(finding, room, context);
  if (lines.length > 0) {
    const places = foldLines(lines, room, context);
    return isGone ? [text.alert.wasIn, ...places] : places;
  }
  const images = labelsOf(finding, context).map((label) => code(label, 60));
  const found = isGone ? text.alert.wasIn : text.alert.foundIn;
  return images.length === 0 ? [] : [`${found} ${fold(images, room.names, text.andMore)}`];
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
    const where = having.length === images.length ? '' : ` (${fold(names, 3, text.andMore)})`;
    return `⚠️ ${text.alert.endOfLife(escaped(system, 60))}${where}`;
  });
}

/** The same in a few characters. */
export function endOfLifeMarks({ images }: Finding, { text }: RenderContext): string[] {
  const systems = [...new Set(images.flatMap(({ endOfLife }) => endOfLife ?? []))];
  return systems.slice(0, 2).map((system) => `⚠️ ${text.alert.pastEndOfLife(escaped(system, 40))}`);
}

/** Severity, upgrade, id and urgency of a finding on one mrkdwn line. */
export function findingLine(finding: Finding, at: string, context: RenderContext): string {
  const [id = ''] = facts(finding, context);
  const what = [severityLabel(finding, context), remedy(finding, context), id];
  return [...what, ...urgencyMarks(finding, at, context)].join(' · ');
}

/** CVE id, linked; score and its version; how many images. */
export function facts(finding: Finding, { text }: RenderContext): string[] {
  const { vulnerabilityId, primaryUrl, score, scoreVersion, images } = finding;
  return [
    link(advisoryUrl(primaryUrl, vulnerabilityId), vulnerabilityId, 60),
    ...(score === undefined
      ? []
      : [text.alert.score(score.toFixed(1), scoreVersion && escaped(scoreVersion, 10))]),
    ...(images.length === 0 ? [] : [countPlaces(images, text)]),
  ];
}

/** The whole finding in one sentence for notifications and screen readers, escaped. */
export function spoken(finding: Finding, overdue: boolean, context: RenderContext): string {
  const { text } = context;
  const images = labelsOf(finding, context);
  const where =
    images.length === 0
      ? text.images(0)
      : escaped(text.listed(images.slice(0, 3).map((name) => clean(name))), 200);
  const more = images.length > 3 ? ` ${text.andMore(images.length - 3)}` : '';
  const what = text.alert.spoken(
    text.severity[finding.severity],
    escaped(finding.vulnerabilityId, 60),
    spokenRemedy(finding, context),
    `${where}${more}`,
  );
  return text.sentences([what, spokenUrgency(finding, overdue, context)]).trim();
}
