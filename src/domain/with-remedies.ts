import type { KnownFinding, ScoredDetection } from './detection';
import type { ReconcileOptions } from './plan';
import type { Remedy } from './remedy';

/** A detection with its remedies; unchanged where its packages have none. */
export function withRemedies(
  detection: ScoredDetection,
  before: Remedy[] | undefined,
  { remediesOf }: Pick<ReconcileOptions, 'remediesOf'>,
): ScoredDetection {
  const remedies = remediesOf(detection, before).map((remedy) => withKnownRows(remedy, before));
  return remedies.length === 0 ? detection : { ...detection, remedies };
}

/** What nothing was seen of, such as an image that could not be judged, keeps the target that it had. */
function withKnownRows(remedy: Remedy, before: Remedy[] | undefined): Remedy {
  const former = before?.find(({ key }) => key === remedy.key);
  if (former === undefined) return remedy;
  const rows = remedy.rows.map((row) =>
    row.target === undefined && row.reported === undefined
      ? (former.rows.find(({ installed }) => installed === row.installed) ?? row)
      : row,
  );
  const isFormer = rows.every((row) => former.rows.includes(row));
  return { ...remedy, rows, ...(isFormer && former.isConfirmed && { isConfirmed: true }) };
}

/**
 * A finding of images that were not scanned, where the scan found that its package needs another target: two findings must
 * not suggest different versions. Undefined where none does.
 */
export function retargeted(
  known: KnownFinding,
  options: Pick<ReconcileOptions, 'remediesOf'>,
): ScoredDetection | undefined {
  if (known.remedies === undefined) return undefined;
  const now = withRemedies(known, known.remedies, options);
  const targets = targetsIn(now.remedies ?? []);
  const differs = [...targetsIn(known.remedies)].some(
    ([row, target]) => targets.has(row) && targets.get(row) !== target,
  );
  return differs ? now : undefined;
}

function targetsIn(remedies: Remedy[]): Map<string, string | undefined> {
  return new Map(
    remedies.flatMap(({ key, rows }) =>
      rows.map(({ installed, target }) => [`${key}\u0000${installed}`, target]),
    ),
  );
}
