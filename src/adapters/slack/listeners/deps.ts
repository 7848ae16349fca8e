import type { Config } from '../../../config/config';
import type { Queue } from '../../../ports/queues';
import type { Clock, Log } from '../../../ports/runtime';
import type { RenderContext } from '../blocks/render-context';

/** What the listeners need: they only send jobs to a queue and answer the person. */
export interface ListenerDeps {
  config: Config;
  queue: Pick<Queue, 'send'>;
  clock: Clock;
  log: Log;
  context: RenderContext;
  /** Called when Slack refuses the token, which may have been replaced since it was read. */
  onTokenRefused?: () => void;
  /** Base URL of the Web API if it is not Slack's. */
  slackApiUrl?: string | undefined;
}
