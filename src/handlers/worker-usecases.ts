import { readAlarm } from '../adapters/alarm-event';
import type { RecordContent } from '../adapters/read-record';
import type { Job } from '../domain/job';
import { type AnswerQuestionDeps, answerQuestion } from '../usecases/answer-question';
import { type CancelScanDeps, cancelScan } from '../usecases/cancel-scan';
import { checkDatabase, reportAlarm } from '../usecases/check-health';
import { type HealthRoundDeps, healthRound } from '../usecases/health-round';
import { type PublishHomeDeps, publishHome } from '../usecases/publish-home';
import { type ReportScanDeps, reportScan } from '../usecases/report-scan';
import { type StartScanDeps, startScan } from '../usecases/start-scan';

type JobOf<Type extends Job['type']> = Extract<Job, { type: Type }>;

export type TaskDeps = StartScanDeps &
  ReportScanDeps &
  CancelScanDeps &
  AnswerQuestionDeps &
  PublishHomeDeps &
  HealthRoundDeps;

type OtherEvent = Extract<RecordContent, { kind: 'other' }>['event'];

export type TaskUseCases = ReturnType<typeof createTaskUseCases>;

/** Use cases of the worker that are not about findings: scans, questions, the Home tab, health. */
export function createTaskUseCases(deps: TaskDeps) {
  return {
    scan: (job: JobOf<'scan'>) => startScan(deps, job),
    cancelScan: (job: JobOf<'cancel-scan'>) => cancelScan(deps, job),
    ask: (job: JobOf<'ask'>) => answerQuestion(deps, job),
    home: (job: JobOf<'home'>) => publishHome(deps, job),
    healthRound: () => healthRound(deps),
    report: async (content: Extract<RecordContent, { kind: 'task' | 'scan' }>): Promise<void> => {
      if (content.kind === 'task') return reportScan(deps, content);
      await reportScan(deps, { kind: 'event', event: content.event });
      if (content.event.type === 'Scan Completed') await checkDatabase(deps, content.event);
    },
    /** False unless the event is about an alarm of this installation. */
    other: async (event: OtherEvent): Promise<boolean> => {
      const alarm = readAlarm(event);
      if (alarm !== undefined) await reportAlarm(deps, alarm);
      return alarm !== undefined;
    },
  };
}
