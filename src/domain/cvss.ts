/** One CVSS rating, as one source gave it. */
export interface CvssScore {
  /** 2.0, 3.0, 3.1 or 4.0. */
  version: string;
  score?: number;
  vector?: string;
  source?: string;
}

/**
 * Ratings with the one to show first: the newest version of the source that the severity is from, else of NVD, else of
 * another. Within a source the newest version is first, so that scores of different versions are never mixed.
 */
export function rankRatings(ratings: CvssScore[], severitySource?: string): CvssScore[] {
  const order = [severitySource, 'nvd', 'ghsa', 'redhat'];
  const rank = ({ source }: CvssScore) => {
    const index = order.indexOf(source);
    return source === undefined || index === -1 ? order.length : index;
  };
  return [...ratings].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      compareText(a.source ?? '', b.source ?? '') ||
      compareText(b.version, a.version),
  );
}

/** The score to show, of ratings in the order of `rankRatings`. */
export function shownScore(ratings: CvssScore[]): { score?: number; scoreVersion?: string } {
  const shown = ratings.find(({ score }) => score !== undefined);
  return shown?.score === undefined ? {} : { score: shown.score, scoreVersion: shown.version };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
