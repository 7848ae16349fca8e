import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { context, type MapQueueOptions, mapQueue } from '../emulators/aws/functions';
import type { Aws } from '../emulators/aws/server';
import * as actions from '../src/handlers/actions';
import * as alerts from '../src/handlers/alerts';
import * as slack from '../src/handlers/slack';
import { FUNCTION_NAMES, FUNCTIONS, type FunctionName, QUEUES } from '../src/installation';
import type { Traffic } from './page-aws';

/** The installation's functions as Lambda runs them: the same handlers, given the same events. */
export interface RunningFunctions {
  slack(event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult>;
  invoke(name: FunctionName, event: unknown): Promise<unknown>;
  /** What Lambda polls for them, with its limits. */
  eventSources: readonly MapQueueOptions[];
  /** Makes new handlers, which read the environment again as after a deployment; running batches end with the old. */
  reopen(): void;
  close(): Promise<void>;
}

/** Connects the queues with the handlers, which read their settings from the environment when first called. */
export function startFunctions(aws: Aws, traffic: Traffic): RunningFunctions {
  let handlers = newHandlers();
  const invoke = (name: FunctionName, event: unknown): Promise<unknown> =>
    handlers[name](event, contextOf(name));
  const eventSources = FUNCTION_NAMES.flatMap((name): MapQueueOptions[] => {
    const { source, timeoutSeconds, ...settings } = FUNCTIONS[name];
    if (source === undefined) return [];
    return [
      {
        queue: aws.sqs.queue(QUEUES[source.queue].name),
        batchSize: source.batchSize,
        concurrency: source.maxConcurrency,
        functionName: settings.name,
        timeoutMillis: timeoutSeconds * 1000,
        invoke: (event) => invoke(name, event),
        onFailure: (error, ids) => addHop(traffic, name, ids.length, error),
      },
    ];
  });
  const mappings = eventSources.map(mapQueue);
  return {
    slack: (event) => handlers.slack(event, contextOf('slack')),
    invoke,
    eventSources,
    reopen: () => {
      handlers = newHandlers();
    },
    close: async () => {
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

function contextOf(name: FunctionName) {
  const { name: functionName, timeoutSeconds } = FUNCTIONS[name];
  return context({ functionName, timeoutMillis: timeoutSeconds * 1000 });
}

function addHop(traffic: Traffic, name: FunctionName, count: number, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  traffic.add({
    at: new Date().toISOString(),
    from: 'lambda',
    to: 'sqs',
    what: `${name}: ${count} to be tried again (${why})`,
    outcome: 'error',
  });
}
