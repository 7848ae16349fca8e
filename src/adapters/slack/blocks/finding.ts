import type { AffectedImage, Finding, VulnerablePackage } from '../../../domain/finding';
import { clean, code, escaped } from '../escape';
import { advisoryUrl, link } from './links';
import type { RenderContext } from './render-context';
import { fold, MARK } from './shared-blocks';

/** Distinct packages, those with a fixed version first. */
function packagesOf(finding: Pick<Finding, 'packages'>): VulnerablePackage[] {
  const distinct = new Map(
    finding.packages.map((entry) => [
      `${entry.name} ${entry.installedVersion} ${entry.fixedVersion ?? ''}`,
      entry,
    ]),
  );
  const rank = (entry: VulnerablePackage) => (entry.fixedVersion === undefined ? 1 : 0);
  return [...distinct.values()].sort((a, b) => rank(a) - rank(b));
}

/** The severity as colour and word, in mrkdwn. */
export function severityLabel({ severity }: Finding, { text }: RenderContext): string {
  return `${MARK[severity]} *${text.severity[severity]}*`;
}

/** The package and its fixed version in mrkdwn: `openssl` 3.0.1 → *3.0.15*. The title, where no package is named. */
export function remedy(finding: Finding, { text }: RenderContext): string {
  const [first, ...others] = packagesOf(finding);
  if (first === undefined) return escaped(finding.title, 100);
  const fixed =
    first.fixedVersion === undefined
      ? `${version(first.installedVersion)} (${text.alert.noFix})`
      : `${version(first.installedVersion)} → *${version(fixedWords(first.fixedVersion, text.or))}*`;
  const more = others.length === 0 ? '' : ` ${text.alert.morePackages(others.length)}`;
  return `${code(first.name, 60)} ${fixed}${more}`;
}

/** The same as a sentence for screen readers, escaped. */
export function spokenRemedy(finding: Finding, { text }: RenderContext): string {
  const [first] = packagesOf(finding);
  if (first === undefined) return escaped(finding.title, 150);
  const { name, installedVersion, fixedVersion } = first;
  const sentence =
    fixedVersion === undefined
      ? text.alert.noFixFor(clean(name), clean(installedVersion))
      : text.alert.upgrade(
          clean(name),
          clean(installedVersion),
          fixedWords(clean(fixedVersion), text.or),
        );
  return escaped(sentence, 250);
}

/** Without formatting characters, which would format the whole line. */
function version(text: string): string {
  return escaped(text.replaceAll(/[*_~`]/g, '-'), 60);
}

function fixedWords(versions: string, or: string): string {
  return versions.split(/\s*,\s*/).join(or);
}

/** Images by repository name, at most `most`, and the services that run them. */
export function places(finding: Finding, most: number, context: RenderContext): string[] {
  const { text } = context;
  const images = distinctRepositories(finding.images).map((name) => code(name, 60));
  const services = [...new Set(finding.images.flatMap((image) => image.services))];
  const shownServices = services.map((name) => code(name, 60));
  return [
    ...(images.length > 0 ? [`${text.alert.foundIn} ${fold(images, most, text.andMore)}`] : []),
    ...(services.length > 0
      ? [`${text.alert.runsIn} ${fold(shownServices, most, text.andMore)}`]
      : []),
  ];
}

function distinctRepositories(images: AffectedImage[]): string[] {
  return [...new Set(images.map((image) => image.repository))];
}

/** Severity, upgrade and id of a finding on one mrkdwn line. */
export function findingLine(finding: Finding, context: RenderContext): string {
  const [id = ''] = facts(finding, context);
  return `${severityLabel(finding, context)} · ${remedy(finding, context)} · ${id}`;
}

/** CVE id, linked; score; how many images. */
export function facts(finding: Finding, { text }: RenderContext): string[] {
  const { vulnerabilityId, primaryUrl, score, images } = finding;
  return [
    link(advisoryUrl(primaryUrl, vulnerabilityId), vulnerabilityId, 60),
    ...(score === undefined ? [] : [text.alert.score(score.toFixed(1))]),
    ...(images.length === 0 ? [] : [text.images(images.length)]),
  ];
}

/** The whole finding in one sentence for notifications and screen readers, escaped. */
export function spoken(finding: Finding, context: RenderContext): string {
  const { text } = context;
  const images = distinctRepositories(finding.images);
  const where =
    images.length === 0
      ? text.images(0)
      : escaped(text.listed(images.slice(0, 3).map((name) => clean(name))), 200);
  const more = images.length > 3 ? ` ${text.andMore(images.length - 3)}` : '';
  return text.alert.spoken(
    text.severity[finding.severity],
    escaped(finding.vulnerabilityId, 60),
    spokenRemedy(finding, context),
    `${where}${more}`,
  );
}
