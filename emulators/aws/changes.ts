import type { JsonObject } from './json';
import type { Timers } from './timers';

export interface QueueDepth {
  name: string;
  arn: string;
  visible: number;
  inFlight: number;
  delayed: number;
}

export interface TaskView {
  arn: string;
  group: string;
  lastStatus: string;
  startedBy: string;
  stoppedReason?: string;
  exitCode?: number;
  /** The newest 200 lines. */
  log: string[];
}

/** One API call that was answered. */
export interface ApiCall {
  id: number;
  at: string;
  service: string;
  operation: string;
  status: number;
  millis: number;
  /** Tells callers apart: the access key id of the signature and the User-Agent. */
  accessKeyId: string;
  userAgent: string;
}

export type AwsChange =
  | { type: 'finding'; id: string; productArn: string; finding: JsonObject }
  | { type: 'finding-removed'; id: string; productArn: string }
  | { type: 'queues'; queues: QueueDepth[] }
  | { type: 'task'; task: TaskView }
  | { type: 'task-log'; arn: string; line: string }
  | { type: 'call'; call: ApiCall }
  | { type: 'event'; id: string; source: string; detailType: string; targets: string[] };

export type ChangeListener = (change: AwsChange) => void;

export interface Changes {
  emit(change: AwsChange): void;
  /** Returns the function that takes the listener off again. */
  listen(listener: ChangeListener): () => void;
  /** Asks for one `queues` change soon, however often it is asked within 50 ms. */
  queuesMoved(): void;
  /** Says how queue depths are read. */
  depthsFrom(read: () => QueueDepth[]): void;
}

const DEBOUNCE_MILLIS = 50;

export function createChanges(timers: Timers): Changes {
  const listeners = new Set<ChangeListener>();
  let read: () => QueueDepth[] = () => [];
  let asked = false;
  const emit = (change: AwsChange) => {
    for (const listener of listeners) listener(change);
  };
  return {
    emit,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    queuesMoved() {
      if (asked || listeners.size === 0) return;
      asked = true;
      timers.later(DEBOUNCE_MILLIS, () => {
        asked = false;
        emit({ type: 'queues', queues: read() });
      });
    },
    depthsFrom(reader) {
      read = reader;
    },
  };
}
