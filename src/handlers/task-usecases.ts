import type { AlarmChange } from '../domain/health';
import type { TaskJob } from '../domain/job';
import { type AcceptDeps, acceptVanished } from '../usecases/accept-vanished';
import { type AnswerQuestionDeps, answerQuestion } from '../usecases/answer-question';
import { type CancelScanDeps, cancelScan } from '../usecases/cancel-scan';
import { checkDatabase, reportAlarm } from '../usecases/check-health';
import { type HealthRoundDeps, healthRound } from '../usecases/health-round';
import { type PublishHomeDeps, publishHome } from '../usecases/publish-home';
import { refreshHomes } from '../usecases/refresh-homes';
import { isEnd, type ReportScanDeps, reportScan, type ScanUpdate } from '../usecases/report-scan';
import { startScan } from '../usecases/start-scan';

type JobOf<Type extends TaskJob['type']> = Extract<TaskJob, { type: Type }>;

export type TaskDeps = AcceptDeps &
  ReportScanDeps &
  CancelScanDeps &
  AnswerQuestionDeps &
  PublishHomeDeps &
  HealthRoundDeps;

export type TaskUseCases = ReturnType<typeof createTaskUseCases>;

/** Use cases that are not about one finding: scans, questions, the Home tab, health. */
export function createTaskUseCases(deps: TaskDeps) {
  return {
    scan: (job: JobOf<'scan'>) => startScan(deps, job),
    cancelScan: (job: JobOf<'cancel-scan'>) => cancelScan(deps, job),
    acceptVanished: (job: JobOf<'accept-vanished'>) => acceptVanished(deps, job),
    ask: (job: JobOf<'ask'>) => answerQuestion(deps, job),
    home: ({ userId, origin }: JobOf<'home'>) => publishHome(deps, { userId, view: origin.home }),
    healthRound: () => healthRound(deps),
    alarm: (change: AlarmChange) => reportAlarm(deps, change),
    report: async (update: ScanUpdate): Promise<void> => {
      await reportScan(deps, update);
      if (isEnd(update)) await refreshHomes(deps);
      if (update.kind !== 'event' || update.event.type !== 'Scan Completed') return;
      await checkDatabase(deps, update.event);
    },
  };
}
