import type { Answers } from '../../../scanner/ask-trivy';
import { readReport } from '../../../scanner/report';
import type { ImageScan } from '../../../src/domain/detection';
import { remediesOfScan } from '../../../src/domain/remedies-of-scan';
import type { RemedyRow } from '../../../src/domain/remedy';
import type { Compare } from '../../../src/domain/versions/scheme';
import { factsIn } from '../../domain/seen';
import { type Part, partsOf, sbomOf } from './report-sbom';

/** Asks Trivy about an SBOM, with the database of the case. */
export type Ask = (sbom: object) => Promise<Answers>;

/** A report with the upgrades that cards would suggest for it. */
export interface Case {
  scan: ImageScan;
  parts: Part[];
  /** The row of a part in the remedy of one of its detections. */
  rowOf: Map<Part, RemedyRow>;
  /** Cards by their key: the parts that each upgrades. */
  cards: Map<string, Part[]>;
}

export interface Figures {
  before: number;
  /** What the cards say that they clear, how much of it Trivy does not find after the upgrade, and the reverse. */
  predicted: number;
  cleared: number;
  /** `part id`: found after the upgrade although it was to be cleared; or new; or gone though nobody said so. */
  stayed: string[];
  appeared: string[];
  vanished: string[];
}

export async function readCase(file: string, compare: Compare): Promise<Case> {
  const scan = await readReport(file);
  const remedies = remediesOfScan(factsIn([scan]), { compare, known: [] });
  const parts = partsOf(scan, file);
  const rowOf = new Map<Part, RemedyRow>();
  const cards = new Map<string, Part[]>();
  for (const detection of scan.detections) {
    for (const remedy of remedies.of(detection)) {
      for (const part of parts) {
        const fact = part.facts.find(
          (each) =>
            each.vulnerabilityId === detection.vulnerabilityId && each.remedyKey === remedy.key,
        );
        const row = remedy.rows.find(({ installed }) => installed === fact?.installed);
        if (row?.target === undefined) continue;
        rowOf.set(part, row);
        cards.set(remedy.key, [...new Set([...(cards.get(remedy.key) ?? []), part])]);
      }
    }
  }
  return { scan, parts, rowOf, cards };
}

/** What the report has of these parts, as `part id`. */
export function reportedIn(parts: Part[]): Set<string> {
  return new Set(
    parts.flatMap(({ ref, facts }) => facts.map((fact) => `${ref} ${fact.vulnerabilityId}`)),
  );
}

/** What Trivy finds in these parts, some of them upgraded. */
export async function found(ask: Ask, { scan, rowOf, parts }: Case, upgraded: Part[]) {
  const versions = new Map(
    upgraded.flatMap((part): [Part, string][] => {
      const target = rowOf.get(part)?.target;
      return target === undefined ? [] : [[part, target]];
    }),
  );
  return toSet(await ask(sbomOf(scan, parts, versions)));
}

function toSet(answers: Answers): Set<string> {
  return new Set(
    [...answers].flatMap(([ref, all]) =>
      all.map(({ vulnerabilityId }) => `${ref} ${vulnerabilityId}`),
    ),
  );
}

/** What Trivy finds after an upgrade against what the cards say of it. */
export function judge(
  one: Case,
  upgraded: Part[],
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): Figures {
  const predicted = new Set(upgraded.flatMap((part) => clearedBy(part, one.rowOf.get(part))));
  const leaves = new Set(
    upgraded.flatMap((part) =>
      (one.rowOf.get(part)?.leaves ?? []).map((id) => `${part.ref} ${id}`),
    ),
  );
  const stayed = [...predicted].filter((each) => after.has(each));
  return {
    before: before.size,
    predicted: predicted.size,
    cleared: predicted.size - stayed.length,
    stayed,
    appeared: [...after].filter((each) => !before.has(each) && !leaves.has(each)),
    vanished: [...before].filter((each) => !after.has(each) && !predicted.has(each)),
  };
}

/** What a card says that it clears: what has a fixed version, and is not said to be left. */
function clearedBy({ ref, facts }: Part, row: RemedyRow | undefined): string[] {
  if (row?.target === undefined) return [];
  return facts
    .filter(({ entry }) => entry.fixedVersion !== undefined)
    .filter(({ vulnerabilityId }) => !row.leaves?.includes(vulnerabilityId))
    .map(({ vulnerabilityId }) => `${ref} ${vulnerabilityId}`);
}
