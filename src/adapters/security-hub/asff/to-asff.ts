import { cutContent } from '../../../domain/cut-content';
import { defined } from '../../../domain/defined';
import type { ScoredDetection } from '../../../domain/detection';
import { GENERATOR_PREFIX, PRODUCT_FIELDS, PRODUCT_NAME } from '../../../domain/finding-fields';
import type { FindingContent, ImportStamp, ImportTarget } from '../../../domain/finding-import';
import { cutText, cutTitle, fingerprint, utf8Length } from '../../../domain/text';
import { adviceOf } from './advice';
import { writeInherited } from './inherited';
import { writeRebuild, writeRemedies } from './remedies';
import { writePage } from './scan-page';
import { resourceOf } from './to-resource';
import { vulnerabilityOf } from './to-vulnerability';
import type { AsffFinding } from './types';
import { writeCount, writeNames } from './unnamed-names';
import { writeEpss, writeUrgency } from './urgency';

/* Limits: BatchImportFindings and the ASFF syntax page in AWS's documentation. All in UTF-8 bytes. */
const TITLE = 256;
const DESCRIPTION = 1024;
const GENERATOR = 512;
const PRODUCT_FIELD = 2048;
const URL_LENGTH = 1024;
/** AWS refuses 240 KB; it does not say whether those are 1,000 or 1,024 bytes, or how it serialises. */
const FINDING = 200_000;

/** Package lists are shortened step by step until the finding fits: values per image, and packages overall. */
const STEPS = [
  { perImage: 20, overall: 100 },
  { perImage: 5, overall: 50 },
  { perImage: 1, overall: 20 },
] as const;

const CVE_TYPE = 'Software and Configuration Checks/Vulnerabilities/CVE';

/**
 * A finding in ASFF. Values over a limit of the format are cut with a visible mark; `parseFinding` reads the rest back.
 */
export function toAsff(
  content: FindingContent,
  stamp: ImportStamp,
  target: ImportTarget,
): AsffFinding {
  const body = describe(content, target);
  const epss = content.detection.urgency?.epss;
  return {
    ...body,
    ...(epss !== undefined && {
      Vulnerabilities: body.Vulnerabilities.map((each) => ({ ...each, EpssScore: epss.score })),
    }),
    FirstObservedAt: stamp.createdAt ?? stamp.at,
    LastObservedAt: stamp.at,
    CreatedAt: stamp.createdAt ?? stamp.at,
    UpdatedAt: stamp.at,
    ProductFields: {
      ...body.ProductFields,
      [PRODUCT_FIELDS.content]: hash(body),
      [PRODUCT_FIELDS.scan]: cutText(stamp.scan.id, PRODUCT_FIELD),
      [PRODUCT_FIELDS.newFindings]: String(stamp.scan.newFindings),
      ...(stamp.scan.newCards !== undefined && {
        [PRODUCT_FIELDS.newCards]: String(stamp.scan.newCards),
      }),
      ...writeRebuild(stamp.scan.rebuild),
      ...writeEpss(epss),
      ...writeInherited(stamp.scan.inherited),
      ...(stamp.scan.page !== undefined && {
        [PRODUCT_FIELDS.page]: writePage(stamp.scan.page),
      }),
      ...(stamp.trivyVersion !== undefined && {
        [PRODUCT_FIELDS.trivyVersion]: stamp.trivyVersion,
      }),
      ...(stamp.databaseAt !== undefined && { [PRODUCT_FIELDS.databaseAt]: stamp.databaseAt }),
      ...(stamp.scan.staleKev !== undefined && {
        [PRODUCT_FIELDS.staleKev]: stamp.scan.staleKev.copyOf ?? 'none',
      }),
    },
  };
}

/**
 * Fingerprint of what an import writes, without times, scan and EPSS: `KnownFinding.content`. EPSS changes every day, and
 * Security Hub charges for every import.
 */
export function contentOf(content: FindingContent, target: ImportTarget): string {
  return hash(describe(content, target));
}

type Body = Omit<AsffFinding, 'FirstObservedAt' | 'LastObservedAt' | 'CreatedAt' | 'UpdatedAt'>;

function hash(body: Body): string {
  return fingerprint(JSON.stringify(body));
}

function describe(whole: FindingContent, target: ImportTarget): Body {
  const content = cutContent(whole);
  for (const step of STEPS) {
    const body = build(content, target, step);
    const text = JSON.stringify(body);
    if (text.length * 3 <= FINDING || utf8Length(text) <= FINDING) return body;
  }
  return build(content, target, { perImage: 0, overall: 1 });
}

function build(
  { id, detection, recordState, resolvedSeenAt, upgrades }: FindingContent,
  target: ImportTarget,
  step: { perImage: number; overall: number },
): Body {
  const url = usableUrl(detection.primaryUrl);
  const { images, packages, unnamed } = detection;
  const others = writeNames(unnamed, images.length);
  return {
    SchemaVersion: '2018-10-08',
    Id: id,
    ProductArn: target.productArn,
    GeneratorId: cutText(`${GENERATOR_PREFIX}${detection.vulnerabilityId}`, GENERATOR),
    AwsAccountId: target.account,
    Title: cutTitle(titleOf(detection), TITLE),
    Description: cutText(detection.description || detection.title || id, DESCRIPTION),
    ...defined({ SourceUrl: url }),
    Remediation: {
      Recommendation: { Text: adviceOf(detection, upgrades), ...defined({ Url: url }) },
    },
    ProductFields: {
      [PRODUCT_NAME.key]: PRODUCT_NAME.value,
      ...writeUrgency(detection.urgency),
      ...writeRemedies(detection.remedies),
      ...writeCount(unnamed, images.length),
      ...defined({
        [PRODUCT_FIELDS.resolvedSeenAt]: resolvedSeenAt,
        [PRODUCT_FIELDS.renamedFrom]: detection.renamedFrom,
      }),
    },
    Resources: images.map((image, index) =>
      resourceOf(image, { packages, values: step.perImage, unnamed: others[index] }, target),
    ),
    Vulnerabilities: [vulnerabilityOf(detection, url, step.overall)],
    FindingProviderFields: { Severity: { Label: detection.severity }, Types: [CVE_TYPE] },
    RecordState: recordState,
  };
}

/** Packages first, then the id: automation rules can filter by the beginning of a title, but not by package. */
function titleOf(detection: ScoredDetection): string {
  const { vulnerabilityId, title } = detection;
  const names = [...new Set(detection.packages.map((entry) => entry.name))];
  const shown = names.slice(0, 2).map((name) => cutText(name, 80));
  const more = names.length > 2 ? ` +${names.length - 2}` : '';
  const prefix = names.length === 0 ? '' : `${shown.join(', ')}${more}: `;
  if (title === '' || title === vulnerabilityId) return `${prefix}${vulnerabilityId}`;
  const repeated = names.find((name) => title.startsWith(`${name}: `));
  const rest = repeated === undefined ? title : title.slice(repeated.length + 2);
  return `${prefix}${vulnerabilityId} ${rest}`;
}

function usableUrl(text: string | undefined): string | undefined {
  if (text === undefined || utf8Length(text) > URL_LENGTH) return undefined;
  return /^https?:\/\/[^\s<>"{}|\\^`]+$/.test(text) ? text : undefined;
}
