import type { KnownFinding, ScannedImage } from './detection';
import { isUnchanged } from './evidence';
import { groupBy } from './group-by';
import type { SeenVulnerability } from './seen-vulnerabilities';

/** An unchanged image's missing findings are held from this many on, when they are more than half. */
const MASS = 2;

/** Finds images with the same digest as before of which most findings are gone at once. */
export interface MassVanishing {
  /** Takes what was seen: each vulnerability once. */
  see(vulnerability: SeenVulnerability): void;
  /** Names of these images. `renamed`: ids of findings that do not count, because they go on under another id. */
  names(renamed: { has(id: string): boolean }): Set<string>;
}

export function createMassVanishing(images: ScannedImage[], known: KnownFinding[]): MassVanishing {
  const byName = groupBy(images, ({ image }) => image.name);
  const active = known.filter(({ recordState }) => recordState === 'ACTIVE');
  const byId = groupBy(active, ({ vulnerabilityId }) => vulnerabilityId);
  const left = new Map<string, number>();
  return { see, names };

  function unchangedOf(finding: KnownFinding): string[] {
    return finding.images.flatMap((image) =>
      isUnchanged(byName.get(image.name) ?? [], image) ? [image.name] : [],
    );
  }

  function see({ id, detections }: SeenVulnerability): void {
    const findings = byId.get(id) ?? [];
    if (findings.length === 0) return;
    const seen = new Set(detections.flatMap((each) => each.images.map(({ name }) => name)));
    for (const name of findings.flatMap(unchangedOf)) if (seen.has(name)) count(left, name);
  }

  function names(renamed: { has(id: string): boolean }): Set<string> {
    const had = new Map<string, number>();
    for (const finding of active) {
      if (renamed.has(finding.id)) continue;
      for (const name of unchangedOf(finding)) count(had, name);
    }
    const vanished = [...had].filter(([name, number]) => {
      const gone = number - (left.get(name) ?? 0);
      return gone >= MASS && gone * 2 > number;
    });
    return new Set(vanished.map(([name]) => name));
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
