import { parseOptions } from '../../scanner/options';
import { type RunDeps, runScan } from '../../scanner/run-scan';
import { Unavailable } from '../../src/domain/errors';
import type { ScanEvent } from '../../src/domain/scan';
import { reconcileOptions, target } from '../domain/builders';
import { createFakeLedger } from '../fakes/ledger';
import { createFakeIntakeQueue } from '../fakes/queues';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { createFakeHub } from '../fakes/security-hub';

const notUsed = async () => {
  throw new Error('a recorded report needs no registry and no Trivy');
};

/** A scanner with a ledger, over recorded reports. */
function aScanner(comparison?: Partial<RunDeps['comparison']>) {
  const clock = createFakeClock(new Date());
  const hub = createFakeHub({ now: () => clock.at });
  const log = createFakeLog();
  const queue = createFakeIntakeQueue();
  const events: ScanEvent[] = [];
  const deps: RunDeps = {
    allowed: [],
    registry: { targets: notUsed, resolve: notUsed },
    trivy: { prepare: notUsed, scan: notUsed },
    store: hub.storeOf('scanner'),
    events: { emit: async (event) => void events.push(event) },
    comparison: { ledger: createFakeLedger(), queue, ...comparison },
    clock,
    log,
    signal: new AbortController().signal,
    print: () => undefined,
  };
  const { scope, severities, reopenAfter, contentOf } = reconcileOptions();
  const scan = async (...more: string[]) => {
    clock.at += 60_000;
    const options = parseOptions(['--report', 'playground/samples/web-1.json', ...more], {});
    return runScan(deps, {
      scanId: 'scan-1',
      startedBy: 'schedule',
      parallel: 1,
      options,
      reconcile: { scope, severities, reopenAfter, target, contentOf },
    });
  };
  return { hub, log, queue, events, scan };
}

test('a scan hands intake the findings that the ledger does not have, as they were before it', async () => {
  const { hub, log, queue, scan } = aScanner();
  expect(await scan()).toBe(0);
  expect(queue.keys).toEqual([]);
  const known = hub.findings().map(({ id }) => id);

  expect(await scan()).toBe(0);

  expect(known.length).toBeGreaterThan(0);
  expect(queue.keys.map(({ id }) => id)).toEqual(known);
  expect(log.facts).toContainEqual({
    message: 'findings compared with the ledger',
    findings: known.length,
    different: known.length,
  });
});

test('a dry run compares nothing', async () => {
  const { queue, scan } = aScanner();
  await scan();

  expect(await scan('--dry-run')).toBe(0);

  expect(queue.keys).toEqual([]);
});

test('a ledger that does not answer is logged, and the scan goes on', async () => {
  const findings = async () => {
    throw new Unavailable('aws_unavailable', 'AWS did not answer.');
  };
  const { hub, log, events, scan } = aScanner({ ledger: { findings } });
  await scan();
  hub.remove(hub.findings()[0]?.id ?? '');
  const before = hub.findings().length;

  expect(await scan()).toBe(0);

  expect(hub.findings()).toHaveLength(before + 1);
  expect(log.messages).toContain('findings not compared with the ledger');
  expect(events.at(-1)).toMatchObject({ type: 'Scan Completed', counts: { new: 1 } });
});
