import type { Config } from '../../src/config/config';
import { eventRules } from '../../src/event-patterns';
import type { Target } from './target';

/** The rule or schedule whose event or call could not be delivered, and why; both are in the message's attributes. */
export interface Undelivered {
  rule?: string;
  schedule?: string;
  reason: string;
}

export function readUndelivered(attribute: (name: string) => string | undefined): Undelivered {
  const rule = lastPart(attribute('RULE_ARN'));
  const schedule = lastPart(attribute('SCHEDULE_ARN'));
  const error = [attribute('ERROR_CODE'), attribute('ERROR_MESSAGE')].filter(Boolean).join(': ');
  const why = error === '' ? 'no reason given' : error;
  if (rule !== undefined) return { rule, reason: `Rule ${rule} could not deliver it (${why}).` };
  if (schedule !== undefined) {
    return { schedule, reason: `Schedule ${schedule} could not start it (${why}).` };
  }
  return { reason: `EventBridge could not deliver it (${why}).` };
}

function lastPart(arn: string | undefined): string | undefined {
  return arn?.split('/').at(-1);
}

/** The target of its rule, or what to do instead where there is none. */
export function findTarget(config: Config, { rule, schedule }: Undelivered): Target | string {
  if (schedule !== undefined) {
    return 'its schedule runs again; start a missed scan with /vulnscan, then --drop this.';
  }
  if (rule === undefined) {
    return 'it does not name its rule; the sweep finds new findings, so --drop this.';
  }
  const found = eventRules(config, '').find(({ name }) => name === rule);
  if (found !== undefined) return found;
  return `vulnscan has no rule ${rule} any more; the sweep finds new findings, so --drop this.`;
}
