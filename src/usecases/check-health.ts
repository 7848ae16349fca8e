import { type AlarmChange, noticeOf } from '../domain/health';
import type { ScanEvent } from '../domain/scan';
import { OLD_DATABASE_MS } from '../domain/timing';
import { type TellHealthDeps, tellHealth } from './post-health';

/** Posts an alarm's problem once; when it is over, the same message says so. */
export async function reportAlarm(deps: TellHealthDeps, alarm: AlarmChange): Promise<void> {
  await tellHealth(deps, noticeOf(alarm));
}

/** After each scan: reports a vulnerability database that is too old, or that it no longer is. */
export async function checkDatabase(
  deps: TellHealthDeps,
  event: Extract<ScanEvent, { type: 'Scan Completed' }>,
): Promise<void> {
  const { databaseAt, at } = event;
  if (databaseAt === undefined) return;
  const over = Date.parse(at) - Date.parse(databaseAt) < OLD_DATABASE_MS;
  await tellHealth(deps, { problem: { kind: 'old-database', databaseAt }, since: at, over });
}
