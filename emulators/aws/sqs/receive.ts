import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-error';
import type { Message } from './message';
import type { QueueState } from './message-store';
import { depthOf, moved, nowOf } from './message-store';

export interface ReceiveInput {
  /** 1 to 10. */
  max?: number;
  /** How long to wait for a first message, 0 to 20; the queue's own setting when left out. */
  waitSeconds?: number;
  visibilityTimeout?: number;
  signal?: AbortSignal;
}

const MAX_IN_FLIGHT = 120_000;

/** Hands messages out; with none there, waits for the first. */
export async function receive(state: QueueState, input: ReceiveInput): Promise<Message[]> {
  const { settings, arrivals } = state;
  const { max = 1, waitSeconds = settings.waitSeconds, signal } = input;
  const visibilityTimeout = input.visibilityTimeout ?? settings.visibilityTimeout;
  const deadline = nowOf(state) + waitSeconds * 1000;
  for (;;) {
    if (signal?.aborted) return [];
    checkInFlight(state);
    const taken = take(state, max, visibilityTimeout);
    if (taken.length > 0 || nowOf(state) >= deadline) return taken;
    await arrivals.wait(Math.min(deadline, nextVisible(state)) - nowOf(state), signal);
  }
}

function checkInFlight(state: QueueState): void {
  if (state.messages.size < MAX_IN_FLIGHT || depthOf(state).inFlight < MAX_IN_FLIGHT) return;
  throw new AwsError('OverLimit', 'Too many messages in flight.', 403);
}

function take(state: QueueState, max: number, visibilityTimeout: number): Message[] {
  const at = nowOf(state);
  const taken = available(state, max, at);
  for (const message of taken) {
    message.visibleAt = at + visibilityTimeout * 1000;
    message.receiveCount += 1;
    message.firstReceivedAt ??= at;
    message.receiptHandle = `${message.id}#${randomUUID()}`;
  }
  if (taken.length > 0) state.env.changes.queuesMoved();
  return taken.map((message) => ({ ...message }));
}

/** FIFO: the first message of a group that cannot be received lets the whole group rest. */
function available(state: QueueState, max: number, at: number): Message[] {
  const found: Message[] = [];
  const resting = new Set<string>();
  for (const message of state.messages.values()) {
    if (found.length >= max) break;
    const group = state.settings.fifo ? (message.groupId ?? '') : message.id;
    if (resting.has(group) || isGone(state, message, at)) continue;
    if (message.visibleAt > at) resting.add(group);
    else if (!giveUp(state, message)) found.push(message);
  }
  return found;
}

/** Whether it outlived the retention period; if so, it is dropped. */
function isGone({ settings, messages }: QueueState, message: Message, at: number): boolean {
  const gone = at - message.sentAt > settings.retentionSeconds * 1000;
  if (gone) messages.delete(message.id);
  return gone;
}

/** Whether it was received too often; if so, it moves to the dead-letter queue. */
function giveUp({ settings, messages, queueByArn, arn }: QueueState, message: Message): boolean {
  const { redrive } = settings;
  if (!redrive || message.receiveCount < redrive.maxReceiveCount) return false;
  const deadLetters = queueByArn(redrive.deadLetterTargetArn);
  if (!deadLetters) return false;
  messages.delete(message.id);
  deadLetters.bury(message, arn);
  return true;
}

function nextVisible(state: QueueState): number {
  const now = nowOf(state);
  const times = [...state.messages.values()].map(({ visibleAt }) => visibleAt);
  return times.reduce(
    (next, time) => (time > now ? Math.min(next, time) : next),
    Number.POSITIVE_INFINITY,
  );
}

/** Deleting twice is fine; an outdated handle deletes nothing, on FIFO it is an error. */
export function remove(state: QueueState, receiptHandle: string): void {
  const message = held(state, receiptHandle);
  if (!message) return;
  if (state.settings.fifo && !isCurrent(state, message, receiptHandle)) {
    throw expired(receiptHandle);
  }
  if (message.receiptHandle === receiptHandle) state.messages.delete(message.id);
  moved(state);
}

export function changeVisibility(state: QueueState, receiptHandle: string, seconds: number): void {
  const message = held(state, receiptHandle);
  if (!message || !isCurrent(state, message, receiptHandle)) {
    throw new AwsError(
      'MessageNotInflight',
      'The message is not in flight.',
      400,
      'AWS.SimpleQueueService.MessageNotInflight',
    );
  }
  message.visibleAt = nowOf(state) + seconds * 1000;
  moved(state);
}

function held({ messages }: QueueState, receiptHandle: string): Message | undefined {
  const id = /^([\w-]+)#[\w-]+$/.exec(receiptHandle)?.[1];
  if (id) return messages.get(id);
  throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.', 400);
}

function isCurrent(state: QueueState, message: Message, receiptHandle: string): boolean {
  return message.receiptHandle === receiptHandle && message.visibleAt > nowOf(state);
}

function expired(receiptHandle: string): AwsError {
  return new AwsError(
    'InvalidParameterValueException',
    `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
    400,
    'InvalidParameterValue',
  );
}
