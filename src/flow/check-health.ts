import { Refused } from '../domain/errors';
import { type AlarmNews, type HealthNotice, type HealthProblem, healthKey } from '../domain/health';
import type { ScanEvent } from '../domain/scan';
import type { Channel, Clock, HealthMessages, Log, ShownHealth } from './ports';

export interface CheckHealthDeps {
  channel: Pick<Channel, 'post' | 'rewrite'>;
  health: HealthMessages;
  clock: Clock;
  log: Log;
}

const DAY_MS = 86_400_000;
/** A message older than this is not looked for: the trouble is told anew. */
const LOOK_BACK_MS = 30 * DAY_MS;
/** While a trouble lasts it is told again once a day, not more often. */
const REMIND_MS = DAY_MS;
/** Trivy's database is built every six hours; two days without a new one is no delay. */
const OLD_DATABASE_MS = 2 * DAY_MS;

/** Shows in the channel what an alarm says, once; when it is over, the same message says so. */
export async function reportAlarm(deps: CheckHealthDeps, alarm: AlarmNews): Promise<void> {
  await show(deps, { problem: problemOf(alarm), since: alarm.at, over: alarm.over });
}

function problemOf({ name, description }: AlarmNews): HealthProblem {
  if (name === 'no-scan' || name === 'token-refused') return { kind: name };
  const queue = /^dead-letters-(.+)$/.exec(name)?.[1];
  return queue === undefined
    ? { kind: 'alarm', name, description }
    : { kind: 'dead-letters', queue };
}

/** After each scan: is the vulnerability database it used too old? */
export async function checkDatabase(
  deps: CheckHealthDeps,
  event: Extract<ScanEvent, { type: 'Scan Completed' }>,
): Promise<void> {
  const { databaseAt, at } = event;
  if (databaseAt === undefined) return;
  const over = Date.parse(at) - Date.parse(databaseAt) < OLD_DATABASE_MS;
  await show(deps, { problem: { kind: 'old-database', databaseAt }, since: at, over });
}

async function show(deps: CheckHealthDeps, notice: HealthNotice): Promise<void> {
  const now = deps.clock.now().getTime();
  const key = healthKey(notice.problem);
  const shown = await deps.health.findHealth(key, new Date(now - LOOK_BACK_MS));
  const open = shown !== undefined && !shown.over ? shown : undefined;
  if (notice.over) return open === undefined ? undefined : close(deps, open, notice);
  if (open !== undefined && now - Date.parse(open.postedAt) < REMIND_MS) return;
  const since = open?.since || notice.since;
  await deps.channel.post({ kind: 'health', notice: { ...notice, since } });
}

async function close(
  deps: CheckHealthDeps,
  open: ShownHealth,
  notice: HealthNotice,
): Promise<void> {
  try {
    await deps.channel.rewrite(open.ref, {
      kind: 'health',
      notice: { ...notice, since: open.since || notice.since },
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    deps.log.warn('a health message can not be rewritten', { code: error.code });
  }
}
