import { uncovered } from './decision-scope';
import { defined } from './defined';
import type { KnownFinding, ScoredDetection } from './detection';
import { type Finding, isDecided, type Note, type VulnerablePackage } from './finding';
import { groupBy } from './group-by';
import type { Cause } from './material-change';
import { readSignature, writeSignature } from './signature';
import { cutText } from './text';

/*
 * Vulnerabilities that Trivy reports under another id than before: a GHSA- or TEMP- id becomes a CVE- id once one is
 * assigned. A finding is identified by its vulnerability, so the new id is another finding; it takes over the decision.
 */

const PROVISIONAL = /^(GHSA|TEMP)-/;
const FINAL = /^CVE-/;

/** BatchUpdateFindings: a note's text. */
const NOTE = 512;

/** A decision that is taken over from a finding that was renamed. */
export type Inherited = NonNullable<NonNullable<Finding['scan']>['inherited']>;

export interface Renames {
  /** By the id of the new finding: the old one. */
  from: Map<string, KnownFinding>;
  /** By the id of the old finding: the new vulnerability id. */
  to: Map<string, string>;
}

/** What was never seen before and may be a finding under a new id. */
interface Fresh {
  id: string;
  vulnerabilityId: string;
  title: string;
  /** The findings that it may be. */
  olds: KnownFinding[];
}

export interface RenameSearch {
  /** Takes what was seen: each finding once. */
  see(id: string, detection: ScoredDetection): void;
  found(): Renames;
}

/**
 * Finds renamed vulnerabilities: an open or decided finding that no scan shows any more, and one that was never seen
 * before, of the same packages in the same versions in the same image. Where several would fit, none counts, unless one
 * alone has the same title: a decision must not be carried to another vulnerability.
 */
export function searchRenames(known: KnownFinding[]): RenameSearch {
  const ids = new Set(known.map(({ id }) => id));
  const candidates = known
    .filter(isCandidate)
    .filter(({ vulnerabilityId }) => PROVISIONAL.test(vulnerabilityId));
  const byPackage = groupBy(
    candidates.flatMap((old) => packageNames(old).map((name) => ({ name, old }))),
    ({ name }) => name,
  );
  const gone = new Map(candidates.map((old) => [old.id, old]));
  const fresh: Fresh[] = [];
  return { see, found: () => renamesIn(new Set(gone.values()), fresh) };

  function see(id: string, detection: ScoredDetection): void {
    gone.delete(id);
    const { vulnerabilityId, title } = detection;
    if (!FINAL.test(vulnerabilityId) || ids.has(id)) return;
    const named = packageNames(detection).flatMap((name) => byPackage.get(name) ?? []);
    const olds = [...new Set(named.map(({ old }) => old))].filter((old) => isSame(old, detection));
    if (olds.length > 0) fresh.push({ id, vulnerabilityId, title, olds });
  }
}

function packageNames({ packages }: Pick<KnownFinding, 'packages'>): string[] {
  return [...new Set(packages.map(({ name }) => name))];
}

function renamesIn(gone: ReadonlySet<KnownFinding>, fresh: Fresh[]): Renames {
  const renames: Renames = { from: new Map(), to: new Map() };
  const byOld = groupBy(
    fresh.flatMap((one) => one.olds.map((old) => ({ one, old }))),
    ({ old }) => old,
  );
  for (const old of gone) {
    const [found] = only(
      (byOld.get(old) ?? []).map(({ one }) => one),
      ({ title }) => title === old.title,
    );
    if (found === undefined) continue;
    const [single] = only(
      found.olds.filter((other) => gone.has(other)),
      ({ title }) => title === found.title,
    );
    if (single !== old) continue;
    renames.from.set(found.id, old);
    renames.to.set(old.id, found.vulnerabilityId);
  }
  return renames;
}

/**
 * An archived finding counts while somebody's decision on it stands: an import that was interrupted, or a new finding of a
 * severity that is not imported, left its decision behind.
 */
function isCandidate(finding: KnownFinding): boolean {
  if (finding.recordState === 'ACTIVE') return true;
  const { note } = finding;
  return (
    isDecided(finding) && note !== undefined && readSignature(note.updatedBy)?.who !== 'scanner'
  );
}

/** The one that there is, else the one that is preferred; none where that is not clear. */
function only<T>(values: T[], isPreferred: (value: T) => boolean): T[] {
  if (values.length === 1) return values;
  const preferred = values.filter(isPreferred);
  return preferred.length === 1 ? preferred : [];
}

/** All that the old finding had in an image is in the new one. */
function isSame(old: KnownFinding, detection: ScoredDetection): boolean {
  return old.images.some(({ name }) => {
    const inImage = ({ image }: VulnerablePackage) => image === name;
    const before = old.packages.filter(inImage);
    const now = detection.packages.filter(inImage);
    return (
      before.length > 0 && before.every((one) => now.some((other) => isSamePackage(one, other)))
    );
  });
}

function isSamePackage(a: VulnerablePackage, b: VulnerablePackage): boolean {
  const isFixKnown = a.fixedVersion !== undefined && b.fixedVersion !== undefined;
  return (
    a.name === b.name &&
    a.installedVersion === b.installedVersion &&
    (!isFixKnown || a.fixedVersion === b.fixedVersion)
  );
}

/** What was seen, with the id under which it was known before. */
export function named(
  seen: ScoredDetection | undefined,
  known: KnownFinding | undefined,
  old: KnownFinding | undefined,
): ScoredDetection | undefined {
  const renamedFrom = old?.vulnerabilityId ?? known?.renamedFrom;
  return seen && { ...seen, ...defined({ renamedFrom }) };
}

/**
 * What the new finding takes over; undefined while the old one is undecided, and where the new one is in an image that its
 * decision does not cover: then it is asked. What else is not covered reopens it at the next scan, which says why.
 */
export function inheritedFrom(
  old: KnownFinding,
  detection: ScoredDetection,
  reask: readonly Cause[],
): Inherited | undefined {
  const { workflowStatus: status, vulnerabilityId, note } = old;
  if (status !== 'RESOLVED' && status !== 'SUPPRESSED') return undefined;
  if (uncovered(old, detection, reask).some(({ cause }) => cause === 'image')) return undefined;
  const word = status === 'RESOLVED' ? 'Resolved' : 'Suppressed';
  const { text, updatedBy } = note ?? {
    text: `${word} in Security Hub.`,
    updatedBy: 'security-hub',
  };
  const renamed = `Renamed from ${vulnerabilityId}: ${readRenamed(text).text}`;
  return { status, note: { text: cutText(renamed, NOTE), updatedBy } };
}

/** The note of the old finding. A decision keeps its text and signature, so that it still counts if the id comes back. */
export function renamedNote(old: KnownFinding, vulnerabilityId: string, now: Date): Note {
  if (isDecided(old) && old.note !== undefined) {
    const { text, updatedBy } = old.note;
    return { text: cutText(`Renamed to ${vulnerabilityId}: ${text}`, NOTE), updatedBy };
  }
  const at = String(Math.floor(now.getTime() / 1000));
  const updatedBy = writeSignature({ who: 'scanner', at, action: 'fixed' });
  return { text: `Renamed to ${vulnerabilityId}.`, updatedBy };
}

const RENAMED = /^Renamed (from|to) (\S+?)(?:: |\.$)/;

/** What a note says besides that the vulnerability was renamed, and to which id. */
export function readRenamed(text: string): { text: string; to?: string } {
  const [prefix = '', direction, id] = RENAMED.exec(text) ?? [];
  return {
    text: text.slice(prefix.length),
    ...defined({ to: direction === 'to' ? id : undefined }),
  };
}
