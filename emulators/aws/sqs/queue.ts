import { createArrivals } from './arrivals';
import type { QueueSettings } from './attributes';
import { withAttributes } from './attributes';
import type { SendInput } from './check-send';
import { createDeduplication } from './deduplication';
import type { Message } from './message';
import type { QueueDeps, Shelf } from './message-store';
import { bury, depthOf, moved, nowOf, send } from './message-store';
import type { ReceiveInput } from './receive';
import { changeVisibility, receive, remove } from './receive';

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
  depth(): ReturnType<typeof depthOf>;
  /** Everything in the queue now, in its order: for tests and the page. */
  peek(): readonly Message[];
  /** Takes a message from another queue that gave up on it. */
  bury(message: Message, fromArn: string): void;
  createdAt: number;
}

/** One queue. FIFO: a group is handed out in order and rests while one of its messages is in flight. */
export function createQueue(name: string, settings: QueueSettings, deps: QueueDeps): Queue {
  const { region, account } = deps.world;
  const shelf: Shelf = {
    ...deps,
    arn: `arn:aws:sqs:${region}:${account}:${name}`,
    settings,
    messages: new Map(),
    deduplication: createDeduplication(),
    arrivals: createArrivals(),
    sequence: 0,
  };
  return {
    name,
    arn: shelf.arn,
    createdAt: nowOf(shelf),
    settings: () => shelf.settings,
    setAttributes(attributes) {
      shelf.settings = withAttributes(shelf.settings, attributes);
    },
    send: (input) => send(shelf, input),
    receive: (input = {}) => receive(shelf, input),
    delete: (receiptHandle) => remove(shelf, receiptHandle),
    changeVisibility: (receiptHandle, seconds) => changeVisibility(shelf, receiptHandle, seconds),
    purge() {
      shelf.messages.clear();
      moved(shelf);
    },
    depth: () => depthOf(shelf),
    peek: () => [...shelf.messages.values()],
    bury: (message, fromArn) => bury(shelf, message, fromArn),
  };
}
