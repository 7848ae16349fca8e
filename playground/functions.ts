import type { LambdaFunctionURLEvent, LambdaFunctionURLResult, SQSEvent } from 'aws-lambda';
import { context, mapQueue, type QueueMapping } from '../emulators/aws/functions';
import type { Aws } from '../emulators/aws/server';
import * as actions from '../src/handlers/actions';
import * as alerts from '../src/handlers/alerts';
import * as slack from '../src/handlers/slack';
import type { Traffic } from './page-aws';

/** The three functions, as Lambda would run them: the same handlers, given the same events. */
export interface RunningFunctions {
  slack(event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult>;
  sweep(): Promise<void>;
  /** Has them read the environment again, as after a deployment; running invocations keep what they have read. */
  reopen(): void;
  close(): Promise<void>;
}

const SWEEP_EVERY_MS = 60_000;

/** Maps the queues to the handlers, which read their settings from the environment on their first call. */
export function startFunctions(aws: Aws, traffic: Traffic): RunningFunctions {
  let handlers = newHandlers();
  const mappings = [
    map(aws, traffic, 'vulnscan-alerts', 'alerts', (event) => handlers.alerts(event)),
    map(aws, traffic, 'vulnscan-actions', 'actions', (event) => handlers.actions(event)),
  ];
  const sweep = async (): Promise<void> => {
    await handlers.alerts({ 'detail-type': 'Scheduled Event', source: 'aws.scheduler' });
  };
  const timer = setInterval(() => void sweep().catch(reportFailure), SWEEP_EVERY_MS);
  return {
    slack: async (event) => handlers.slack(event, context({ functionName: 'slack' })),
    sweep,
    reopen: () => {
      handlers = newHandlers();
    },
    close: async () => {
      clearInterval(timer);
      await Promise.all(mappings.map((mapping) => mapping.stop()));
    },
  };
}

function newHandlers() {
  return {
    slack: slack.newHandler(),
    alerts: alerts.newHandler(),
    actions: actions.newHandler(),
  };
}

type Handler = (event: SQSEvent) => Promise<unknown>;

function map(
  aws: Aws,
  traffic: Traffic,
  queueName: string,
  functionName: string,
  handler: Handler,
): QueueMapping {
  const queue = aws.sqs.queue(`${queueName}.fifo`);
  return mapQueue({
    queue,
    functionName,
    timeoutMillis: 60_000,
    invoke: handler,
    onFailure: (error, ids) => hop(traffic, functionName, ids.length, error),
  });
}

function hop(traffic: Traffic, functionName: string, count: number, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  traffic.add({
    at: new Date().toISOString(),
    from: 'lambda',
    to: 'sqs',
    what: `${functionName}: ${count} to be tried again (${why})`,
    outcome: 'error',
  });
}

function reportFailure(error: unknown): void {
  console.error('the sweep failed:', error);
}
