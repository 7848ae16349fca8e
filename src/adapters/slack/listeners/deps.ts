import type { Config } from '../../../config/config';
import type { Queue } from '../../../ports/queues';
import type { Clock, Log } from '../../../ports/runtime';
import type { RenderContext } from '../blocks/context';

/** What the listeners need. No store, no scanner: the door only takes down what was asked. */
export interface ListenerDeps {
  config: Config;
  queue: Queue;
  clock: Clock;
  log: Log;
  context: RenderContext;
  /** Slack refuses the token, which may have been changed since it was read. */
  onTokenRefused?: () => void;
}
