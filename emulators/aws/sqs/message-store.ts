import { randomUUID } from 'node:crypto';
import { within } from '../span';
import type { World } from '../world';
import type { Arrivals } from './arrivals';
import type { QueueSettings } from './attributes';
import type { SendInput } from './check-send';
import { checkSend } from './check-send';
import type { Deduplication } from './deduplication';
import type { Message } from './message';

export interface QueueDeps {
  world: World;
  /** Finds the dead-letter queue. */
  queueByArn(arn: string): { bury(message: Message, fromArn: string): void } | undefined;
}

/** What a queue keeps. */
export interface Shelf extends QueueDeps {
  arn: string;
  settings: QueueSettings;
  /** By id, in the order they came. */
  messages: Map<string, Message>;
  deduplication: Deduplication;
  /** Wakes who waits for messages. */
  arrivals: Arrivals;
  /** FIFO: how many numbers were given out. */
  sequence: number;
}

/** Puts a new message on the shelf, or finds the one sent before under its deduplication id. */
export function send(shelf: Shelf, input: SendInput): Message {
  const { settings, deduplication } = shelf;
  const { groupId, deduplicationId } = checkSend(input, settings);
  const scope = settings.deduplicationPerGroup ? groupId : undefined;
  const earlier = deduplicationId && deduplication.find(deduplicationId, scope, nowOf(shelf));
  if (earlier) return earlier;
  const message = newMessage(shelf, input, groupId, deduplicationId);
  if (deduplicationId) deduplication.remember(deduplicationId, scope, message);
  add(shelf, message);
  return message;
}

function newMessage(
  shelf: Shelf,
  input: SendInput,
  groupId: string | undefined,
  deduplicationId: string | undefined,
): Message {
  const { settings, world } = shelf;
  const sentAt = nowOf(shelf);
  const delay = (input.delaySeconds ?? settings.delaySeconds) * 1000;
  return {
    id: randomUUID(),
    body: input.body,
    attributes: input.attributes ?? {},
    groupId,
    deduplicationId,
    sequenceNumber: settings.fifo ? nextNumber(shelf) : undefined,
    sentAt,
    visibleAt: sentAt + delay + within(world.faults.sqsDelay, world.random),
    receiveCount: 0,
    firstReceivedAt: undefined,
    receiptHandle: undefined,
  };
}

/** Takes a message from another queue that gave up on it. */
export function bury(shelf: Shelf, message: Message, fromArn: string): void {
  const at = nowOf(shelf);
  add(shelf, {
    ...message,
    visibleAt: at,
    receiptHandle: undefined,
    deadLetterSourceArn: fromArn,
    ...(shelf.settings.fifo && { sentAt: at, sequenceNumber: nextNumber(shelf) }),
  });
}

function nextNumber(shelf: Shelf): string {
  shelf.sequence += 1;
  return String(shelf.sequence).padStart(20, '0');
}

function add(shelf: Shelf, message: Message): void {
  shelf.messages.set(message.id, message);
  moved(shelf);
}

/** To be called when a message came, went or changed its time. */
export function moved({ arrivals, world }: Shelf): void {
  arrivals.ring();
  world.changes.queuesMoved();
}

export function nowOf({ world }: Shelf): number {
  return world.now().getTime();
}

export function depthOf(shelf: Shelf): { visible: number; inFlight: number; delayed: number } {
  const now = nowOf(shelf);
  const depth = { visible: 0, inFlight: 0, delayed: 0 };
  for (const message of shelf.messages.values()) {
    if (message.visibleAt <= now) depth.visible += 1;
    else if (message.receiptHandle) depth.inFlight += 1;
    else depth.delayed += 1;
  }
  return depth;
}
