import { defined } from './defined';
import { worstFirst } from './detection';
import type { AffectedImage, Detection, VulnerablePackage } from './finding';
import { repositoryOf } from './image';
import type {
  IndexBucket,
  IndexedVulnerability,
  IndexPointer,
  JudgedImage,
} from './vulnerability-index';

/** What the index says about one vulnerability. */
export interface IndexAnswer {
  /** ISO 8601: when the complete scan began. */
  at: string;
  /** What was found, with packages and images; absent where it was found in none. */
  detection?: Detection;
  /** Images that have it according to an earlier scan, because they could not be scanned since. */
  earlier: { image: AffectedImage; at: string }[];
  /** Images in which it was not found, which proves nothing. */
  unjudged: { image: AffectedImage; why: JudgedImage }[];
  /** Images in which it was not found. */
  notFound: AffectedImage[];
}

/** What a bucket says about a vulnerability that is known under any of these ids; the first is the one asked for. */
export function answerOf(bucket: IndexBucket, ids: string[], { at }: IndexPointer): IndexAnswer {
  const wanted = new Set(ids.map((id) => id.toUpperCase()));
  const entries = bucket.vulnerabilities.filter(({ id }) => wanted.has(id.toUpperCase()));
  const having = new Set(
    entries.flatMap(({ packages }) => packages.flatMap(({ images }) => images)),
  );
  const all = bucket.images.map((why, position) => ({
    why,
    image: asAffected(why),
    has: having.has(position),
  }));
  const found = all.filter(({ has }) => has);
  const others = all.filter(({ has }) => !has);
  const isJudged = ({ why }: { why: JudgedImage }) =>
    why.failed === undefined && why.doubt === undefined;
  return {
    at,
    ...defined({ detection: detectionOf(entries, all) }),
    earlier: found.flatMap(({ image, why: { scannedAt } }) =>
      scannedAt === undefined || scannedAt === at ? [] : [{ image, at: scannedAt }],
    ),
    unjudged: others.filter((each) => !isJudged(each)).map(({ image, why }) => ({ image, why })),
    notFound: others.filter(isJudged).map(({ image }) => image),
  };
}

function asAffected({ name, tag }: JudgedImage): AffectedImage {
  return { name, repository: repositoryOf(name), services: [], ...defined({ tag }) };
}

function detectionOf(
  entries: IndexedVulnerability[],
  all: { image: AffectedImage; has: boolean }[],
): Detection | undefined {
  const [worst] = [...entries].sort(worstFirst);
  if (worst === undefined) return undefined;
  const { id, severity, title, score, scoreVersion, primaryUrl } = worst;
  const packages = entries.flatMap((entry) =>
    entry.packages.flatMap(({ images, ...entry }) =>
      images.flatMap((position): VulnerablePackage[] => {
        const image = all[position]?.image;
        if (image === undefined) return [];
        return [{ ...entry, image: image.name, ...defined({ tag: image.tag }) }];
      }),
    ),
  );
  return {
    vulnerabilityId: id,
    severity,
    title,
    description: '',
    ...defined({ score, scoreVersion, primaryUrl }),
    packages,
    images: all.filter(({ has }) => has).map(({ image }) => image),
  };
}
