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
  /** Has them read the environment anew, as a deployment would; what is in work ends with what it began with. */
  reopen(): void;
  close(): Promise<void>;
}

const SWEEP_EVERY_MS = 60_000;

/** Maps the queues to the doors, which read their settings from the environment when first called. */
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
  door: string,
  handler: Handler,
): QueueMapping {
  const queue = aws.sqs.queue(`${queueName}.fifo`);
  return mapQueue({
    queue,
    functionName: door,
    timeoutMillis: 60_000,
    invoke: handler,
    onFailure: (error, ids) => hop(traffic, door, ids.length, error),
  });
}

function hop(traffic: Traffic, door: string, count: number, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  traffic.add({
    at: new Date().toISOString(),
    from: 'lambda',
    to: 'sqs',
    what: `${door}: ${count} to be tried again (${why})`,
    outcome: 'error',
  });
}

function reportFailure(error: unknown): void {
  console.error('the sweep failed:', error);
}
