import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { context, type MapQueueOptions, mapQueue } from '../emulators/aws/functions';
import type { Aws } from '../emulators/aws/server';
import * as decide from '../src/handlers/decide';
import * as intake from '../src/handlers/intake';
import * as painter from '../src/handlers/painter';
import * as projector from '../src/handlers/projector';
import * as slack from '../src/handlers/slack';
import * as tasks from '../src/handlers/tasks';
import { FUNCTION_NAMES, FUNCTIONS, type FunctionName, QUEUES } from '../src/installation';
import type { Traffic } from './page-aws';

/** The installation's functions as Lambda runs them: the same handlers, given the same events. */
export interface RunningFunctions {
  slack(event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult>;
  invoke(name: FunctionName, event: unknown): Promise<unknown>;
  /** What Lambda polls for them, with its limits. */
  eventSources: readonly MapQueueOptions[];
  /**
   * Makes new handlers, which read the environment again as after a deployment. Resolves when what runs with the old
   * ones has ended.
   */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** Connects the queues with the handlers, which read their settings from the environment when first called. */
export function startFunctions(aws: Aws, traffic: Traffic): RunningFunctions {
  let handlers = newHandlers();
  const running = new Set<Promise<unknown>>();
  const invoke = (name: FunctionName, event: unknown): Promise<unknown> => {
    const run = handlers[name](event, contextOf(name));
    running.add(run);
    const forget = () => void running.delete(run);
    run.then(forget, forget);
    return run;
  };
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
    reopen: async () => {
      handlers = newHandlers();
      await Promise.allSettled(running);
    },
    close: async () => {
      await Promise.all(mappings.map((mapping) => mapping.stop()));
    },
  };
}

function newHandlers() {
  return {
    slack: slack.newHandler(),
    intake: intake.newHandler(),
    decide: decide.newHandler(),
    projector: projector.newHandler(),
    painter: painter.newHandler(),
    tasks: tasks.newHandler(),
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
