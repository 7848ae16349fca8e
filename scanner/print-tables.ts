import type { Doubt, Held } from '../src/domain/evidence';
import { compareSeverity, SEVERITIES, type Severity } from '../src/domain/finding';
import type { Plan, Step } from '../src/domain/plan';
import { PULL_REASONS, type PullReason } from '../src/domain/sbom-record';
import type { ImageOutcome, LeftOut, NotArchived, ScanCounts } from '../src/domain/scan';
import { moreNames } from '../src/domain/unnamed-images';
import { layOut } from './lay-out';
import type { Scanned } from './scan-images';

const ORDER: Step['kind'][] = [
  'new',
  'back',
  'reopen',
  'fixed',
  'inherited',
  'renamed',
  'unscanned',
  'settle',
  'update',
  'keep',
];

/** The planned steps as a table, most important first, at most `limit` rows. */
export function planTable(plan: Plan, limit: number): string {
  const steps = [...plan.steps].sort(
    (a, b) =>
      ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
      compareSeverity(a.content.detection.severity, b.content.detection.severity),
  );
  const rows = steps.slice(0, limit).map(planRow);
  const more = steps.length > limit ? [`... and ${steps.length - limit} more`] : [];
  const head = ['DO', 'SEVERITY', 'VULNERABILITY', 'PACKAGE', 'IMAGES'];
  const table = rows.length === 0 ? [] : layOut(head, rows);
  return [...table, ...more, `${steps.length} to do, ${plan.unchanged} unchanged.`].join('\n');
}

function planRow({ kind, content: { detection } }: Step): string[] {
  const [first, ...others] = detection.packages;
  const version =
    first === undefined
      ? ''
      : `${first.name} ${first.installedVersion} -> ${first.fixedVersion ?? 'no fix'}`;
  const images = [...new Set(detection.images.map((image) => image.repository))];
  const more = Math.max(0, images.length - 3) + moreNames(detection);
  return [
    kind,
    detection.severity,
    detection.vulnerabilityId,
    others.length === 0 ? version : `${version} +${others.length}`,
    images.slice(0, 3).join(', ') + (more > 0 ? ` +${more}` : ''),
  ];
}

/** One line for each image with its findings by severity, or why it was not scanned. `watched`: shown even without any. */
export function imageTable(outcomes: ImageOutcome[], watched: readonly Severity[]): string {
  const severities = SEVERITIES.filter(
    (severity) =>
      watched.includes(severity) || outcomes.some(({ findings }) => findings?.[severity]),
  );
  const rows = outcomes.map(({ image, findings, error, doubt }) => [
    image,
    ...severities.map((severity) =>
      findings === undefined ? '-' : String(findings[severity] ?? 0),
    ),
    resultWords(error, doubt),
  ]);
  return layOut(['IMAGE', ...severities, 'RESULT'], rows).join('\n');
}

function resultWords(error: string | undefined, doubt: Doubt | undefined): string {
  if (error !== undefined) return `FAILED ${error}`;
  if (doubt === undefined) return 'scanned';
  return `NOT JUDGED  ${WHY[doubt.reason]}${doubt.os === undefined ? '' : ` (${doubt.os})`}`;
}

export function leftOutLine({ secrets, misconfigurations, licenses, withoutId }: LeftOut): string {
  return `LEFT OUT  ${secrets} secrets, ${misconfigurations} misconfigurations, ${licenses} licences, ${withoutId} without an id: only vulnerabilities become findings.`;
}

const PULLED: Record<PullReason, string> = {
  new: 'new',
  'not-kept': 'of which nothing is kept',
  differs: 'whose SBOM is judged differently',
  'trivy-version': 'to compare with another Trivy',
  jars: 'to look for JARs again',
  unusable: 'without a usable SBOM',
};

/** How the contents of images were judged; undefined where nothing is kept of images. */
export function judgedLine({ sbom = 0, ...pulled }: Scanned['judged']): string | undefined {
  const parts = PULL_REASONS.flatMap((why) =>
    pulled[why] === undefined ? [] : `${pulled[why]} ${PULLED[why]}`,
  );
  if (sbom + parts.length === 0) return undefined;
  const total = PULL_REASONS.reduce((sum, why) => sum + (pulled[why] ?? 0), 0);
  const why = parts.length === 0 ? '' : `: ${parts.join(', ')}`;
  return `SCANNED  ${sbom} by their SBOM, ${total} pulled${why}.`;
}

export function countsLine(counts: ScanCounts, refused: number): string {
  const { fixed, reopened, unchanged } = counts;
  const parts = [`${counts.new} new`, `${reopened} reopened`, `${fixed} fixed`];
  const last = refused === 0 ? [] : [`${refused} REFUSED`];
  return [...parts, `${unchanged} unchanged`, ...last].join(', ');
}

const WHY: Record<Held['reason'], string> = {
  'nothing-scanned': 'Trivy could look at nothing in it',
  'end-of-life': 'its operating system is past its end of life, so no new advisories are published',
  'os-not-covered': 'Trivy has no advisories for its operating system',
  'mass-vanishing': 'it did not change, yet most of its findings are gone at once',
};

export function heldLine({ image, reason, findings }: Held): string {
  const next =
    reason === 'mass-vanishing'
      ? "likely the vulnerability database is broken; if they are gone, accept it in the scan's message in Slack or run again with --accept-vanished"
      : 'resolve or suppress them by hand if they are gone';
  return `HELD  ${findings} findings of ${image} are kept: ${WHY[reason]}; ${next}.`;
}

export function notArchivedLine({ reason }: NotArchived): string {
  return `NOT ARCHIVED  what was found is not in the archive, so answers about a vulnerability come from the complete scan before: ${reason}`;
}
