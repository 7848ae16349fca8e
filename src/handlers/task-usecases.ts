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

/** Use cases of the worker that are not about findings: scans, questions, the Home tab, health. */
export interface TaskUseCases {
  scan(job: JobOf<'scan'>): Promise<void>;
  cancelScan(job: JobOf<'cancel-scan'>): Promise<void>;
  ask(job: JobOf<'ask'>): Promise<void>;
  home(job: JobOf<'home'>): Promise<void>;
  healthRound(): Promise<void>;
  report(content: Extract<RecordContent, { kind: 'task' | 'scan' }>): Promise<void>;
  /** False when the event is not known. */
  other(event: OtherEvent): Promise<boolean>;
}

type OtherEvent = Extract<RecordContent, { kind: 'other' }>['event'];

export type TaskDeps = StartScanDeps &
  ReportScanDeps &
  CancelScanDeps &
  AnswerQuestionDeps &
  PublishHomeDeps &
  HealthRoundDeps;

export function createTaskUseCases(deps: TaskDeps): TaskUseCases {
  return {
    scan: (job) => startScan(deps, job),
    cancelScan: (job) => cancelScan(deps, job),
    ask: (job) => answerQuestion(deps, job),
    home: (job) => publishHome(deps, job),
    healthRound: () => healthRound(deps),
    report: (content) => report(deps, content),
    other: (event) => reportEvent(deps, event),
  };
}

async function report(
  deps: TaskDeps,
  content: Extract<RecordContent, { kind: 'task' | 'scan' }>,
): Promise<void> {
  if (content.kind === 'task') return reportScan(deps, content);
  await reportScan(deps, { kind: 'event', event: content.event });
  if (content.event.type === 'Scan Completed') await checkDatabase(deps, content.event);
}

/** Only the alarms of this installation are known. */
async function reportEvent(deps: TaskDeps, event: OtherEvent): Promise<boolean> {
  const alarm = readAlarm(event);
  if (alarm !== undefined) await reportAlarm(deps, alarm);
  return alarm !== undefined;
}
