import { defined } from '../src/domain/defined';
import type { Plan } from '../src/domain/plan';
import type {
  DueCount,
  ImageOutcome,
  KnownImage,
  LostShards,
  NotArchived,
  OpenCount,
  ScanEvent,
  StaleFeed,
} from '../src/domain/scan';
import { PROGRESS_INTERVAL_MS } from '../src/domain/timing';
import type { Clock, Log } from '../src/ports/runtime';
import type { ScanEvents } from '../src/ports/tasks';
import type { ImportResult } from '../src/usecases/import-scan';
import type { Scanned } from './scan-images';
import { codeOf, type Jobs, sentenceOf } from './scan-jobs';

export interface ReporterDeps {
  events: ScanEvents;
  clock: Clock;
  log: Log;
  /** Prints progress and tables. */
  print(line: string): void;
}

export interface ReportedScan {
  /** Of a scan over several tasks, the one that this task scans. */
  shard?: { number: number /** Images of the whole scan. */; total: number };
  scanId: string;
  startedBy: string;
  taskArn?: string;
  /** Somebody follows the scan's message, so its progress is reported. */
  followed: boolean;
  options: { dryRun: boolean };
}

interface Ended {
  started: Date;
  scanned: Pick<Scanned, 'outcomes' | 'leftOut'>;
  lostShards?: LostShards;
  plan: Plan;
  result: ImportResult;
  open: OpenCount;
  knownImages: KnownImage[];
  due: DueCount | undefined;
  databaseAt: string | undefined;
  trivyVersion: string | undefined;
  staleFeeds: StaleFeed[];
  notArchived: NotArchived | undefined;
}

export type Reporter = ReturnType<typeof createReporter>;

/** Prints a scan's progress and sends its events. A failure is logged and does not stop the scan. */
export function createReporter(deps: ReporterDeps, request: ReportedScan) {
  const { scanId, taskArn, startedBy, shard } = request;
  const base = () => ({ scanId, at: deps.clock.now().toISOString(), ...defined({ taskArn }) });
  const send = (event: ScanEvent) => trySend(deps, request, event);
  const ending = (started: Date) => ({
    type: 'Scan Completed' as const,
    ...base(),
    counts: { new: 0, reopened: 0, fixed: 0, unchanged: 0 },
    images: [],
    refused: 0,
    held: [],
    durationMs: deps.clock.now().getTime() - started.getTime(),
  });
  const isDue = createInterval(deps, request);
  return {
    /** `shards`: of a scan over several tasks, once they are started. */
    started: ({ jobs, failed }: Pick<Jobs, 'jobs' | 'failed'>, shards?: number) => {
      const images = [...failed.map((each) => each.image), ...jobs.map((job) => job.label)];
      const fanOut = shards === undefined ? {} : { shards, done: failed.length };
      const facts = { images, total: images.length, startedBy, ...fanOut };
      return send({ type: 'Scan Started', ...base(), ...facts });
    },
    progress: async (image: ImageOutcome, done: number, total: number) => {
      deps.print(
        `${done} of ${total}  ${image.image}${image.error ? `  FAILED ${image.error}` : ''}`,
      );
      if (!isDue() && !isShardDone(request, done, total)) return;
      const whole = shard === undefined ? { total } : { total: shard.total, shard: shard.number };
      await send({ type: 'Scan Progress', ...base(), done, ...whole, image });
    },
    /** False if it was not sent. */
    completed: ({ scanned, plan, result, open, ...rest }: Ended) =>
      send({
        ...ending(rest.started),
        counts: result.counts,
        open,
        images: scanned.outcomes,
        refused: result.refused.length,
        held: plan.held,
        ...(rest.staleFeeds.length > 0 && { staleFeeds: rest.staleFeeds }),
        ...(Object.values(scanned.leftOut).some((count) => count > 0) && {
          leftOut: scanned.leftOut,
        }),
        ...(rest.knownImages.length > 0 && { knownImages: rest.knownImages }),
        ...defined({
          lostShards: rest.lostShards,
          due: rest.due,
          placed: result.placed,
          notArchived: rest.notArchived,
          trivyVersion: rest.trivyVersion,
          databaseAt: rest.databaseAt,
        }),
      }),
    failed: (started: Date, error: unknown) =>
      send({ ...ending(started), error: sentenceOf(error), ...codeOf(error) }),
  };
}

/** False if it was not sent. */
async function trySend(
  { events, log }: ReporterDeps,
  { options }: ReportedScan,
  event: ScanEvent,
): Promise<boolean> {
  if (options.dryRun) return true;
  try {
    await events.emit(event);
    return true;
  } catch (error) {
    log.warn('scan event not sent', { type: event.type, error });
    return false;
  }
}

/** Nobody else says that the images of a shard are all done. */
function isShardDone({ shard, followed }: ReportedScan, done: number, total: number): boolean {
  return shard !== undefined && followed && done === total;
}

/** True at most once in PROGRESS_INTERVAL_MS, and never where nobody follows. */
function createInterval({ clock }: ReporterDeps, { followed }: ReportedScan): () => boolean {
  let next = followed ? 0 : Number.POSITIVE_INFINITY;
  return () => {
    const now = clock.now().getTime();
    if (now < next) return false;
    next = now + PROGRESS_INTERVAL_MS;
    return true;
  };
}
