import type { Config } from '../../../config/config';
import type { Actor } from '../../../domain/workflow';
import type { Permission } from '../../../ports/people';
import type { Queue } from '../../../ports/queues';
import type { Clock, Log } from '../../../ports/runtime';
import type { FormContext } from '../form-context';

/** Who may do what. Both reject when the person can't be looked up. */
interface Permissions {
  /** True for a full member of the home workspace. */
  mayRead(actor: Actor): Promise<boolean>;
  mayDecide(actor: Actor): Promise<Permission>;
}

/** What the listeners need: they only send jobs to a queue and answer the person. */
export interface ListenerDeps {
  permissions: Permissions;
  config: Config;
  queue: Pick<Queue, 'send'>;
  clock: Clock;
  log: Log;
  context: FormContext;
  /** Called when Slack refuses the token, which may have been replaced since it was read. */
  onTokenRefused?: () => void;
  /** Base URL of the Web API if it is not Slack's. */
  slackApiUrl?: string | undefined;
}
