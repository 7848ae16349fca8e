import type { Config } from '../../src/config/config';
import { eventRules } from '../../src/event-patterns';

/** Whose event or call could not be delivered, and why; EventBridge and Scheduler say it in the message's attributes. */
export interface Undelivered {
  rule?: string;
  schedule?: string;
  reason: string;
}

export function readUndelivered(attribute: (name: string) => string | undefined): Undelivered {
  const rule = lastPart(attribute('RULE_ARN'));
  const schedule = lastPart(attribute('SCHEDULE_ARN'));
  const said = [attribute('ERROR_CODE'), attribute('ERROR_MESSAGE')].filter(Boolean).join(': ');
  const why = said === '' ? 'it is not said why' : said;
  if (rule !== undefined) return { rule, reason: `Rule ${rule} could not hand it on (${why}).` };
  if (schedule !== undefined) {
    return { schedule, reason: `Schedule ${schedule} could not start it (${why}).` };
  }
  return { reason: `EventBridge could not deliver it (${why}).` };
}

function lastPart(arn: string | undefined): string | undefined {
  return arn?.split('/').at(-1);
}

/** A queue, by its name without `.fifo`, and the group in it. */
export interface Target {
  queue: string;
  group: string;
}

/** Where its rule aims; or what to do instead, where there is no such thing. */
export function findTarget(config: Config, { rule, schedule }: Undelivered): Target | string {
  if (schedule !== undefined) {
    return 'its schedule comes again by itself; start a missed scan with /vulnscan, then --drop this.';
  }
  if (rule === undefined) {
    return 'it does not say which rule it is of; what was new is found by the sweep, so --drop this.';
  }
  const arrow = eventRules(config, { cluster: '', family: '' }).find(({ name }) => name === rule);
  if (arrow === undefined) {
    return `vulnscan has no rule ${rule} any more; what was new is found by the sweep, so --drop this.`;
  }
  return { queue: `vulnscan-${arrow.to}`, group: arrow.group };
}
