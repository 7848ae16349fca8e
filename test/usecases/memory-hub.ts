import { parseFinding } from '../../src/adapters/security-hub/asff/parse-finding';
import { toAsff } from '../../src/adapters/security-hub/asff/to-asff';
import type { KnownFinding } from '../../src/domain/detection';
import type { FindingImport } from '../../src/domain/finding-import';
import type { FindingChange, FindingStore } from '../../src/ports/findings';

export interface MemoryHub extends FindingStore {
  findings: Map<string, KnownFinding>;
  /** Writes still let through before the process "dies"; Infinity while all is well. */
  writesLeft: number;
  /** Ids that are refused at import. */
  refuse: Set<string>;
  calls: string[];
}

/** Security Hub's rules for what a provider and a customer may change, without lag and without HTTP. */
export function createMemoryHub(): MemoryHub {
  const findings = new Map<string, KnownFinding>();
  const hub: MemoryHub = {
    findings,
    writesLeft: Number.POSITIVE_INFINITY,
    refuse: new Set(),
    calls: [],
    get: async (keys) => keys.flatMap((key) => findings.get(key.id) ?? []),
    async *list() {
      hub.calls.push('list');
      yield* findings.values();
    },
    async importAll(all, onBatch) {
      const refused = [];
      for (const finding of all) {
        spend(hub);
        hub.calls.push(`import ${finding.content.id} ${finding.content.recordState}`);
        if (hub.refuse.has(finding.content.id)) {
          refused.push({
            id: finding.content.id,
            code: 'InvalidInput',
            message: 'refused by the test',
          });
        } else importOne(findings, finding);
      }
      onBatch?.(all.length);
      return { imported: all.length - refused.length, refused };
    },
    async update(keys, change) {
      for (const key of keys) {
        spend(hub);
        hub.calls.push(`update ${key.id} ${change.workflowStatus ?? 'note'}`);
        updateOne(findings, key.id, change);
      }
      return { updated: keys, refused: [] };
    },
    lastWriter: async () => undefined,
  };
  return hub;
}

function spend(hub: MemoryHub): void {
  if (hub.writesLeft <= 0) throw new Error('the process died');
  hub.writesLeft -= 1;
}

function importOne(
  findings: Map<string, KnownFinding>,
  { content, stamp, target }: FindingImport,
): void {
  const parsed = parseFinding(toAsff(content, stamp, target));
  const old = findings.get(parsed.id);
  if (old === undefined) {
    findings.set(parsed.id, parsed);
    return;
  }
  if (parsed.updatedAt <= old.updatedAt) return;
  const isBack = old.recordState === 'ARCHIVED' && parsed.recordState === 'ACTIVE';
  const resets = isBack && old.workflowStatus !== 'SUPPRESSED';
  findings.set(parsed.id, {
    ...parsed,
    workflowStatus: resets ? 'NEW' : old.workflowStatus,
    ...(old.note && { note: old.note }),
    ...(old.placement && { placement: old.placement }),
  });
}

function updateOne(
  findings: Map<string, KnownFinding>,
  id: string,
  { workflowStatus, note, placement }: FindingChange,
): void {
  const old = findings.get(id);
  if (old === undefined) return;
  findings.set(id, {
    ...old,
    ...(workflowStatus && { workflowStatus }),
    ...(note && { note }),
    ...(placement && { placement }),
  });
}
