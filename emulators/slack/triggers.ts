import { randomBytes } from 'node:crypto';

/** How long a trigger id is valid, as Slack documents it. */
const LIFE_MILLIS = 3000;

/** A trigger of an interaction: it allows the app to open one modal for that user. */
interface Trigger {
  user: string;
  issuedAt: number;
  used: boolean;
  /** The view the interaction came from, if any. */
  viewId?: string | undefined;
}

type TriggerError = 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id';

export interface Triggers {
  issue(user: string, viewId?: string): string;
  /** Uses the id. A second use, or one after 3 seconds, is refused with Slack's error. */
  exchange(id: string): Trigger | TriggerError;
}

export function createTriggers(clock: () => number): Triggers {
  const issued = new Map<string, Trigger>();
  return {
    issue(user, viewId) {
      const id = `${clock()}.${issued.size + 1}.${randomBytes(16).toString('hex')}`;
      issued.set(id, { user, issuedAt: clock(), used: false, viewId });
      return id;
    },
    exchange(id) {
      const trigger = issued.get(id);
      if (trigger === undefined) return 'invalid_trigger_id';
      if (trigger.used) return 'exchanged_trigger_id';
      if (clock() - trigger.issuedAt > LIFE_MILLIS) return 'expired_trigger_id';
      trigger.used = true;
      return trigger;
    },
  };
}
