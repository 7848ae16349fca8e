import { createArrivals } from './arrivals';
import type { QueueSettings } from './attributes';
import { withAttributes } from './attributes';
import type { SendInput } from './check-send';
import { createDeduplication } from './deduplication';
import type { Message } from './message';
import type { QueueDeps, QueueState } from './message-store';
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
  const { region, account } = deps.env;
  const state: QueueState = {
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
    arn: state.arn,
    createdAt: nowOf(state),
    settings: () => state.settings,
    setAttributes(attributes) {
      state.settings = withAttributes(state.settings, attributes);
    },
    send: (input) => send(state, input),
    receive: (input = {}) => receive(state, input),
    delete: (receiptHandle) => remove(state, receiptHandle),
    changeVisibility: (receiptHandle, seconds) => changeVisibility(state, receiptHandle, seconds),
    purge() {
      state.messages.clear();
      moved(state);
    },
    depth: () => depthOf(state),
    peek: () => [...state.messages.values()],
    bury: (message, fromArn) => bury(state, message, fromArn),
  };
}
