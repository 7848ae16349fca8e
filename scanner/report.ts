import { createReadStream } from 'node:fs';
import { defined } from '../src/domain/defined';
import {
  type ImageScan,
  isOsType,
  mergeDetections,
  type OperatingSystem,
  type ScoredDetection,
} from '../src/domain/detection';
import { InvalidInput } from '../src/domain/errors';
import type { AffectedImage, VulnerablePackage } from '../src/domain/finding';
import { nameOfOs } from '../src/domain/operating-system';
import { systemOf } from '../src/domain/remedy-key';
import type { Judged } from '../src/domain/sbom-record';
import type { LeftOut } from '../src/domain/scan';
import { builtOnOf, databaseOf, imageOf, operatingSystemOf } from './report-metadata';
import { createSources } from './source-packages';
import { splitJson } from './split-json';
import {
  readSkeleton,
  type TrivyResult,
  type TrivySkeleton,
  TrivyVulnerability,
} from './trivy-schema';
import { placeOf, toDetection, toPackage } from './vulnerability';

/** What a report of Trivy says about one image. */
export interface Report extends ImageScan {
  artifactName: string;
  trivyVersion?: string;
  /** ISO 8601. */
  createdAt?: string;
  imageId?: string;
  /** When the vulnerability database was built, ISO 8601: only a report of a Trivy server says it. */
  databaseAt?: string;
  ignored: LeftOut;
  /** Why the image was pulled, or that it was judged by its SBOM. Absent where it was neither. */
  judged?: Judged;
}

/** What a report of an SBOM does not say: what it is of. */
export interface KnownContent {
  image: AffectedImage;
  builtOn?: string;
}

/** Reads a report from a file, piece by piece. Throws InvalidInput `trivy_report` for anything else. */
export function readReport(file: string): Promise<Report> {
  return parseReport(piecesOf(file), file);
}

/** Reads a report of an SBOM as one of the image that it is of. */
export function readReportOf(known: KnownContent, file: string): Promise<Report> {
  return parseReport(piecesOf(file), file, known);
}

function piecesOf(file: string): AsyncIterable<Buffer> {
  return createReadStream(file, { highWaterMark: 1 << 20 });
}

/** `label` names the report in errors, and the image where the report itself does not. */
export async function parseReport(
  chunks: AsyncIterable<Buffer>,
  label: string,
  known?: KnownContent,
): Promise<Report> {
  const lists = createLists();
  const skeleton = await readPieces(chunks, label, lists);
  const os = operatingSystemOf(skeleton);
  const image = {
    ...(known?.image ?? imageOf(skeleton, label)),
    ...defined({ endOfLife: endOfLifeOf(os), system: os && systemOf(os) }),
  };
  const version = skeleton.Trivy?.Version;
  return {
    artifactName: skeleton.ArtifactName ?? '',
    image,
    ...defined({ os, builtOn: known?.builtOn ?? builtOnOf(skeleton) }),
    detections: lists.detections(skeleton, image),
    coversOs: skeleton.Results.some(
      (result) => result.Class === 'os-pkgs' || isOsType(result.Type),
    ),
    coversAny: skeleton.Results.some((result) => coversPackages(result.Class)),
    ...defined({
      trivyVersion: version,
      createdAt: skeleton.CreatedAt,
      databaseAt: databaseOf(skeleton),
    }),
    ...(skeleton.Metadata?.ImageID !== undefined && { imageId: skeleton.Metadata.ImageID }),
    ignored: lists.ignored,
  };
}

function endOfLifeOf(os: OperatingSystem | undefined): string | undefined {
  return os?.endOfLife ? nameOfOs(os) : undefined;
}

/** Reports of old versions have no Class; then every result is of packages. */
function coversPackages(kind: string | undefined): boolean {
  return kind === undefined || kind === 'os-pkgs' || kind === 'lang-pkgs';
}

async function readPieces(
  chunks: AsyncIterable<Buffer>,
  label: string,
  lists: Lists,
): Promise<TrivySkeleton> {
  let skeleton: TrivySkeleton | undefined;
  try {
    const text = await splitJson(chunks, choose, lists.take);
    skeleton = readSkeleton(JSON.parse(text.replace(/^\ufeff/, '')));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw unreadable(label, cause);
    throw new InvalidInput(
      'trivy_report',
      `${label} is not valid JSON: it is cut off or not a report; make it again with trivy image --format json --output FILE.`,
      { cause },
    );
  }
  if (skeleton !== undefined) return skeleton;
  throw new InvalidInput(
    'trivy_report',
    `${label} is not a Trivy report in JSON (schema 1 or 2); make one with trivy image --format json --output FILE.`,
  );
}

function unreadable(label: string, cause: unknown): InvalidInput {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new InvalidInput('trivy_report', `${label} can't be read (${why}); check the path.`, {
    cause,
  });
}

const READ = new Set(['Packages', 'Vulnerabilities', 'Secrets', 'Misconfigurations', 'Licenses']);

/** Reads long lists element by element; drops what may hold credentials or is not used. */
function choose(path: readonly (string | number)[]): 'drop' | 'elements' | undefined {
  if (path[0] === 'Metadata') return droppedMetadata(path) ? 'drop' : undefined;
  const [list, index, name, more] = typeof path[0] === 'number' ? ['Results', ...path] : path;
  if (list !== 'Results' || typeof index !== 'number' || typeof name !== 'string') return undefined;
  if (more !== undefined) return undefined;
  return READ.has(name) ? 'elements' : 'drop';
}

function droppedMetadata(path: readonly (string | number)[]): boolean {
  if (path.length === 2) return path[1] === 'Layers' || path[1] === 'DiffIDs';
  return path.length === 3 && path[1] === 'ImageConfig' && path[2] !== 'history';
}

/** A package with what only its result says: its type, and the file that it is in. */
function placed(
  entry: VulnerablePackage,
  result: TrivyResult | undefined,
  { name, tag }: AffectedImage,
): VulnerablePackage {
  const path = entry.path ?? placeOf(result);
  return {
    ...entry,
    ...defined({ path, type: result?.Type || undefined }),
    image: name,
    ...defined({ tag }),
  };
}

type Lists = ReturnType<typeof createLists>;

interface Seen {
  result: number;
  vulnerability: TrivyVulnerability;
  packages: { result: number; entry: VulnerablePackage }[];
  more: Rating[];
}

/** What of a vulnerability may differ from package to package. */
type Rating = Pick<ScoredDetection, 'severity' | 'score' | 'scoreVersion' | 'cvss'>;

/** Collects the elements, one record for each vulnerability id however many packages have it. */
function createLists() {
  const seen = new Map<string, Seen>();
  const sources = createSources();
  const ignored: LeftOut = { secrets: 0, misconfigurations: 0, licenses: 0, withoutId: 0 };
  return { take, ignored, detections };

  function take(path: readonly (string | number)[], element: Buffer): void {
    const name = path.at(-1);
    const result = Number(path.at(-2));
    if (name === 'Packages') sources.take(result, element);
    else if (name === 'Secrets') ignored.secrets += 1;
    else if (name === 'Misconfigurations') ignored.misconfigurations += 1;
    else if (name === 'Licenses') ignored.licenses += 1;
    else takeVulnerability(result, JSON.parse(element.toString('utf8')));
  }

  function takeVulnerability(result: number, json: unknown): void {
    const parsed = TrivyVulnerability.safeParse(json);
    const id = parsed.data?.VulnerabilityID?.trim();
    if (parsed.data === undefined || !id) {
      ignored.withoutId += 1;
      return;
    }
    const source = sources.of(result, parsed.data);
    const entry = { ...toPackage(parsed.data), ...defined({ source }) };
    const known = seen.get(id);
    if (known === undefined) {
      const packages = [{ result, entry }];
      seen.set(id, { result, vulnerability: parsed.data, packages, more: [] });
      return;
    }
    known.packages.push({ result, entry });
    known.more.push(ratingOf(toDetection(id, parsed.data)));
  }

  function detections(skeleton: TrivySkeleton, image: ImageScan['image']): ScoredDetection[] {
    return [...seen].map(([id, { vulnerability, packages, more }]) => {
      const first = toDetection(id, vulnerability);
      const { title, description } = first;
      const places = packages.map(({ result, entry }) =>
        placed(entry, skeleton.Results[result], image),
      );
      return mergeDetections(
        { ...first, images: [image], packages: places },
        more.map((rating) => ({
          ...{ vulnerabilityId: id, title, description, images: [], packages: [] },
          ...rating,
        })),
      );
    });
  }
}

function ratingOf({ severity, score, scoreVersion, cvss }: Rating): Rating {
  return { severity, ...defined({ score, scoreVersion, cvss }) };
}
