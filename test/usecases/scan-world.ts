import type { Basis } from '../../src/domain/basis';
import { seenIn } from '../../src/domain/collected-scans';
import { noteOf } from '../../src/domain/decision-note';
import { basisOf } from '../../src/domain/decision-scope';
import { defined } from '../../src/domain/defined';
import type { ImageScan, KnownFinding } from '../../src/domain/detection';
import { isDecided } from '../../src/domain/finding';
import type { Plan } from '../../src/domain/plan';
import type { Decision } from '../../src/domain/workflow';
import { STATUS_OF } from '../../src/domain/workflow';
import { type ImportResult, importScan } from '../../src/usecases/import-scan';
import { planScan } from '../../src/usecases/plan-scan';
import { NOW, reconcileOptions, target } from '../domain/builders';
import { createFakeLog } from '../fakes/runtime';
import { createFakeHub } from '../fakes/security-hub';
import { remedies } from './remedies';

/** Security Hub, a clock, and the scanner's use cases over them. */
export function createScanWorld(settings: Partial<ReturnType<typeof reconcileOptions>> = {}) {
  let now = NOW.getTime();
  const refused = new Set<string>();
  const calls: string[] = [];
  const hub = createFakeHub({
    now: () => now,
    refuse: ({ id }) =>
      refused.has(id) ? { code: 'InvalidInput', message: 'no', retryable: false } : undefined,
    onCall: (call) => {
      if (call !== 'get' && call !== 'update') calls.push(call);
    },
  });
  const store = hub.storeOf('scanner');
  let scans = 0;
  /** How far decisions hold, as the ledger keeps it. */
  const bases = new Map<string, Basis>();
  const compare = async (known: KnownFinding[]) =>
    known.map((finding) => {
      const basis = isDecided(finding) ? bases.get(finding.id) : undefined;
      return { ...finding, ...defined({ basis }) };
    });
  const clock = { now: () => new Date(now), sleep: async () => undefined };
  const plan = async (
    seen: ImageScan[],
    more: Partial<ReturnType<typeof reconcileOptions>> = {},
  ) => {
    const options = reconcileOptions({ ...settings, ...more, now: clock.now() });
    return (await planScan({ store, compare, remedies }, seenIn(seen), options)).plan;
  };
  const carryOut = (made: Plan): Promise<ImportResult> => {
    scans += 1;
    return importScan(
      { store, clock, log: createFakeLog() },
      { plan: made, scanId: `scan-${scans}`, target },
    );
  };
  return {
    hub,
    store,
    /** Lists and single writes, oldest first. */
    calls,
    /** Ids whose import and update are refused. */
    refused,
    clock,
    plan,
    carryOut,
    pass(ms: number) {
      now += ms;
    },
    async scan(
      seen: ImageScan[],
      more: Partial<ReturnType<typeof reconcileOptions>> = {},
    ): Promise<ImportResult> {
      now += 1;
      return carryOut(await plan(seen, more));
    },
    /** What is in Security Hub once the new findings are shown. */
    notifyAll() {
      for (const finding of hub.findings()) {
        if (finding.workflowStatus === 'NEW' && finding.recordState === 'ACTIVE')
          hub.set({
            ...finding,
            workflowStatus: 'NOTIFIED',
            mark: { seq: finding.mark.seq + 1, status: 'NOTIFIED' },
          });
      }
    },
    /** A click in Slack. */
    async decide(id: string, decision: Decision) {
      const actor = { userId: 'U1', teamId: 'T1', name: 'Aiko' };
      const note = noteOf({ decision, actor, actionTs: String(now / 1000) });
      const decided = hub.finding(id);
      if (decided !== undefined) bases.set(id, basisOf(decided, 'here'));
      await store.update([{ id, productArn: target.productArn }], {
        workflowStatus: STATUS_OF[decision.kind],
        note,
      });
    },
    finding(id: string) {
      const finding = hub.finding(id);
      if (finding === undefined) throw new Error(`no finding ${id}`);
      return finding;
    },
  };
}
