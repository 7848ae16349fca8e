import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-error';
import type { World } from '../world';
import { within } from '../world';
import type { QueueSettings } from './attributes';
import { withAttributes } from './attributes';
import type { SendInput } from './check-send';
import { checkSend } from './check-send';
import { createDeduplication } from './deduplication';
import { createDoorbell } from './doorbell';
import type { Message } from './message';

export interface ReceiveInput {
  /** 1 to 10. */
  max?: number;
  /** How long to wait for a first message, 0 to 20; the queue's own setting when left out. */
  waitSeconds?: number;
  visibilityTimeout?: number;
  signal?: AbortSignal;
}

export interface Depth {
  visible: number;
  inFlight: number;
  delayed: number;
}

export interface Queue {
  name: string;
  arn: string;
  settings(): QueueSettings;
  setAttributes(attributes: Readonly<Record<string, string>>): void;
  send(input: SendInput): Message;
  receive(input?: ReceiveInput): Promise<Message[]>;
  /** Deleting twice is fine; an outdated handle deletes nothing, on FIFO it is an error. */
  delete(receiptHandle: string): void;
  changeVisibility(receiptHandle: string, seconds: number): void;
  purge(): void;
  depth(): Depth;
  /** Everything in the queue now, in its order: for tests and the page. */
  peek(): readonly Message[];
  /** Takes a message from another queue that gave up on it. */
  bury(message: Message, fromArn: string): void;
  createdAt: number;
}

export interface QueueDeps {
  world: World;
  /** Finds the dead-letter queue. */
  queueByArn(arn: string): Queue | undefined;
}

const MAX_IN_FLIGHT = 120_000;

/** One queue. FIFO: a group is handed out in order and rests while one of its messages is in flight. */
export function createQueue(
  name: string,
  initial: QueueSettings,
  { world, queueByArn }: QueueDeps,
): Queue {
  const arn = `arn:aws:sqs:${world.region}:${world.account}:${name}`;
  const messages = new Map<string, Message>();
  const deduplication = createDeduplication();
  const doorbell = createDoorbell();
  let settings = initial;
  let sequence = 0;
  const now = () => world.now().getTime();

  const moved = () => {
    doorbell.ring();
    world.changes.queuesMoved();
  };

  const add = (message: Message) => {
    messages.set(message.id, message);
    moved();
  };

  const giveUp = (message: Message): boolean => {
    const { redrive } = settings;
    if (!redrive || message.receiveCount < redrive.maxReceiveCount) return false;
    const deadLetters = queueByArn(redrive.deadLetterTargetArn);
    if (!deadLetters) return false;
    messages.delete(message.id);
    deadLetters.bury(message, arn);
    return true;
  };

  const available = (max: number, at: number): Message[] => {
    const found: Message[] = [];
    const resting = new Set<string>();
    for (const message of messages.values()) {
      if (found.length >= max) break;
      if (settings.fifo && resting.has(message.groupId ?? '')) continue;
      if (at - message.sentAt > settings.retentionSeconds * 1000) messages.delete(message.id);
      else if (message.visibleAt > at) resting.add(message.groupId ?? '');
      else if (!giveUp(message)) found.push(message);
    }
    return found;
  };

  const take = (max: number, visibilityTimeout: number): Message[] => {
    const at = now();
    const taken = available(max, at);
    for (const message of taken) {
      message.visibleAt = at + visibilityTimeout * 1000;
      message.receiveCount += 1;
      message.firstReceivedAt ??= at;
      message.receiptHandle = `${message.id}#${randomUUID()}`;
    }
    if (taken.length > 0) world.changes.queuesMoved();
    return taken.map((message) => ({ ...message }));
  };

  const nextVisible = (): number => {
    let next = Number.POSITIVE_INFINITY;
    for (const { visibleAt } of messages.values())
      if (visibleAt > now()) next = Math.min(next, visibleAt);
    return next;
  };

  const held = (receiptHandle: string): Message | undefined => {
    const id = /^([\w-]+)#[\w-]+$/.exec(receiptHandle)?.[1];
    if (!id) {
      throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.', 400);
    }
    return messages.get(id);
  };

  const isCurrent = (message: Message, receiptHandle: string) =>
    message.receiptHandle === receiptHandle && message.visibleAt > now();

  return {
    name,
    arn,
    createdAt: now(),
    settings: () => settings,
    setAttributes(attributes) {
      settings = withAttributes(settings, attributes);
    },
    send(input) {
      const { groupId, deduplicationId } = checkSend(input, settings);
      const at = now();
      const scope = settings.deduplicationPerGroup ? groupId : undefined;
      const earlier = deduplicationId && deduplication.find(deduplicationId, scope, at);
      if (earlier) return earlier;
      const delay = (input.delaySeconds ?? settings.delaySeconds) * 1000;
      const message: Message = {
        id: randomUUID(),
        body: input.body,
        attributes: input.attributes ?? {},
        groupId,
        deduplicationId,
        sequenceNumber: settings.fifo ? String(++sequence).padStart(20, '0') : undefined,
        sentAt: at,
        visibleAt: at + delay + within(world.faults.sqsDelay, world.random),
        receiveCount: 0,
        firstReceivedAt: undefined,
        receiptHandle: undefined,
      };
      if (deduplicationId) deduplication.remember(deduplicationId, scope, message);
      add(message);
      return message;
    },
    async receive({ max = 1, waitSeconds = settings.waitSeconds, visibilityTimeout, signal } = {}) {
      const visible = visibilityTimeout ?? settings.visibilityTimeout;
      const deadline = now() + waitSeconds * 1000;
      for (;;) {
        if (signal?.aborted) return [];
        if (inFlight(messages, now()) >= MAX_IN_FLIGHT) {
          throw new AwsError('OverLimit', 'Too many messages in flight.', 403);
        }
        const taken = take(max, visible);
        if (taken.length > 0 || now() >= deadline) return taken;
        await doorbell.wait(Math.min(deadline, nextVisible()) - now(), signal);
      }
    },
    delete(receiptHandle) {
      const message = held(receiptHandle);
      if (!message) return;
      if (settings.fifo && !isCurrent(message, receiptHandle)) {
        throw expired(receiptHandle);
      }
      if (message.receiptHandle === receiptHandle) messages.delete(message.id);
      moved();
    },
    changeVisibility(receiptHandle, seconds) {
      const message = held(receiptHandle);
      if (!message || !isCurrent(message, receiptHandle)) {
        throw new AwsError(
          'MessageNotInflight',
          'The message is not in flight.',
          400,
          'AWS.SimpleQueueService.MessageNotInflight',
        );
      }
      message.visibleAt = now() + seconds * 1000;
      moved();
    },
    purge() {
      messages.clear();
      moved();
    },
    depth: () => depthOf(messages, now()),
    peek: () => [...messages.values()],
    bury(message, fromArn) {
      add({
        ...message,
        visibleAt: now(),
        receiptHandle: undefined,
        deadLetterSourceArn: fromArn,
        ...(settings.fifo && {
          sentAt: now(),
          sequenceNumber: String(++sequence).padStart(20, '0'),
        }),
      });
    },
  };
}

function depthOf(messages: ReadonlyMap<string, Message>, now: number): Depth {
  const depth = { visible: 0, inFlight: 0, delayed: 0 };
  for (const message of messages.values()) {
    if (message.visibleAt <= now) depth.visible += 1;
    else if (message.receiptHandle) depth.inFlight += 1;
    else depth.delayed += 1;
  }
  return depth;
}

function inFlight(messages: ReadonlyMap<string, Message>, now: number): number {
  return messages.size < MAX_IN_FLIGHT ? 0 : depthOf(messages, now).inFlight;
}

function expired(receiptHandle: string): AwsError {
  return new AwsError(
    'InvalidParameterValueException',
    `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
    400,
    'InvalidParameterValue',
  );
}
