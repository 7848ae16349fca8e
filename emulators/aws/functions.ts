import { randomUUID } from 'node:crypto';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { isObject, parseJson } from './json';
import type { Message } from './sqs/message';
import { md5, systemAttributes } from './sqs/message';
import type { Queue } from './sqs/queue';

export interface MapQueueOptions {
  queue: Queue;
  /** 1 to 10, as for a FIFO queue; default 10. */
  batchSize?: number;
  /** Batches in flight at once; a FIFO group has never more than one. */
  concurrency?: number;
  timeoutMillis?: number;
  functionName?: string;
  invoke(event: SQSEvent, context: Context): unknown;
  /** Called when messages of a batch failed; they come back after their visibility timeout. */
  onFailure?(error: unknown, messageIds: readonly string[]): void;
}

export interface QueueMapping {
  /** Takes no more messages and waits for the batches that are running. */
  stop(): Promise<void>;
}

/**
 * Lambda's event source mapping: polls the queue, calls the function with a real SQSEvent, deletes what
 * succeeded. An error, a time-out or a malformed answer returns the whole batch; `batchItemFailures`
 * returns the messages it names.
 */
export function mapQueue(options: MapQueueOptions): QueueMapping {
  const stopping = new AbortController();
  const pollers = Array.from({ length: options.concurrency ?? 2 }, () =>
    poll(options, stopping.signal),
  );
  return {
    async stop() {
      stopping.abort();
      await Promise.all(pollers);
    },
  };
}

async function poll(options: MapQueueOptions, signal: AbortSignal): Promise<void> {
  const { queue, batchSize = 10 } = options;
  while (!signal.aborted) {
    const messages = await queue.receive({ max: batchSize, waitSeconds: 20, signal });
    if (messages.length > 0) await handle(messages, options);
  }
}

async function handle(messages: Message[], options: MapQueueOptions): Promise<void> {
  const { queue, onFailure } = options;
  const ids = messages.map(({ id }) => id);
  try {
    const answer = await withTimeout(options, eventOf(messages, queue));
    const failed = failedOf(answer, ids);
    for (const message of messages) if (!failed.has(message.id)) remove(queue, message);
    if (failed.size > 0) onFailure?.(new Error('batchItemFailures'), [...failed]);
  } catch (error) {
    onFailure?.(error, ids);
  }
}

async function withTimeout(options: MapQueueOptions, event: SQSEvent): Promise<unknown> {
  const timeoutMillis = options.timeoutMillis ?? 30_000;
  const invoked = Promise.resolve(
    options.invoke(
      event,
      context({ functionName: options.functionName ?? 'function', timeoutMillis }),
    ),
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`Task timed out after ${(timeoutMillis / 1000).toFixed(2)} seconds`)),
      timeoutMillis,
    );
  });
  try {
    return await Promise.race([invoked, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The messages that failed. An answer Lambda cannot read, or a name it does not know, fails them all. */
function failedOf(answer: unknown, ids: readonly string[]): Set<string> {
  if (answer === undefined || answer === null || answer === '') return new Set();
  const parsed = parseJson(JSON.stringify(answer));
  if (!isObject(parsed)) return new Set(ids);
  const items = parsed['batchItemFailures'];
  if (items === undefined || items === null) return new Set();
  if (!Array.isArray(items)) return new Set(ids);
  const named = items.map((item) => (isObject(item) ? item['itemIdentifier'] : undefined));
  const known = named.filter((id): id is string => typeof id === 'string' && ids.includes(id));
  return known.length === named.length ? new Set(known) : new Set(ids);
}

/** A message whose visibility timeout ended while the function worked is not deleted. */
function remove(queue: Queue, message: Message): void {
  try {
    queue.delete(message.receiptHandle ?? '');
  } catch {
    // The handle has expired: another receiver has the message.
  }
}

/** The event of a batch, as Lambda builds it. */
function eventOf(messages: readonly Message[], queue: Pick<Queue, 'arn'>): SQSEvent {
  return { Records: messages.map((message) => recordOf(message, queue.arn)) };
}

function recordOf(message: Message, arn: string): SQSRecord {
  const [, , , region = '', account = ''] = arn.split(':');
  const system = systemAttributes(message, account);
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle ?? '',
    body: message.body,
    attributes: {
      ApproximateReceiveCount: system['ApproximateReceiveCount'] ?? '1',
      SentTimestamp: system['SentTimestamp'] ?? '',
      SenderId: system['SenderId'] ?? '',
      ApproximateFirstReceiveTimestamp: system['ApproximateFirstReceiveTimestamp'] ?? '',
      ...system,
    },
    messageAttributes: {},
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: arn,
    awsRegion: region,
  };
}

export interface ContextOptions {
  functionName?: string;
  timeoutMillis?: number;
  region?: string;
  account?: string;
}

/** The context of one invocation. */
export function context(options: ContextOptions = {}): Context {
  const { functionName = 'function', timeoutMillis = 30_000 } = options;
  const { region = 'eu-west-1', account = '111122223333' } = options;
  const deadline = Date.now() + timeoutMillis;
  const unsupported = () => {
    throw new Error('done, fail and succeed are gone from the runtime: return a promise');
  };
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${region}:${account}:function:${functionName}`,
    memoryLimitInMB: '256',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'playground',
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: unsupported,
    fail: unsupported,
    succeed: unsupported,
  };
}
