import type { ImageScan } from '../../src/domain/detection';
import type { Plan } from '../../src/domain/reconcile';
import type { Decision } from '../../src/domain/workflow';
import { noteOf, STATUS_OF } from '../../src/domain/workflow';
import type { Log } from '../../src/ports/runtime';
import { type ImportResult, importScan } from '../../src/usecases/import-scan';
import { planScan } from '../../src/usecases/plan-scan';
import { NOW, reconcileOptions, target } from '../domain/builders';
import { createMemoryHub } from './memory-hub';

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A Security Hub, a clock, and the verbs over them. */
export function createScanWorld(settings: Partial<ReturnType<typeof reconcileOptions>> = {}) {
  const hub = createMemoryHub();
  let now = NOW.getTime();
  let scans = 0;
  const clock = { now: () => new Date(now), sleep: async () => undefined };
  const plan = (seen: ImageScan[], more: Partial<ReturnType<typeof reconcileOptions>> = {}) =>
    planScan({ findings: hub }, seen, reconcileOptions({ ...settings, ...more, now: clock.now() }));
  const carryOut = (made: Plan): Promise<ImportResult> => {
    scans += 1;
    return importScan(
      { findings: hub, clock, log: quiet },
      { plan: made, scanId: `scan-${scans}`, target },
    );
  };
  return {
    hub,
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
    /** What the alerts door does once it has posted. */
    notifyAll() {
      for (const [id, finding] of hub.findings) {
        if (finding.workflowStatus === 'NEW' && finding.recordState === 'ACTIVE')
          hub.findings.set(id, {
            ...finding,
            workflowStatus: 'NOTIFIED',
            placement: { channel: 'C0', ts: '1.1', generation: 0 },
          });
      }
    },
    /** A click in Slack. */
    async decide(id: string, decision: Decision) {
      const actor = { userId: 'U1', teamId: 'T1', name: 'Aiko' };
      const note = noteOf({ decision, actor, actionTs: String(now / 1000) });
      await hub.update([{ id, productArn: target.productArn }], {
        workflowStatus: STATUS_OF[decision.kind],
        note,
      });
    },
    finding(id: string) {
      const finding = hub.findings.get(id);
      if (finding === undefined) throw new Error(`no finding ${id}`);
      return finding;
    },
  };
}
