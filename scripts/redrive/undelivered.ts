import { type EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { callAws } from '../../src/adapters/aws-errors';
import { LANE_GROUP } from '../../src/domain/job';

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

/** Where its rule would send it now; or what to do instead, where there is no such thing. */
export async function findTarget(
  events: EventBridgeClient,
  { rule, schedule }: Undelivered,
): Promise<Target | string> {
  if (schedule !== undefined) {
    return 'its schedule comes again by itself; start a missed scan with /vulnscan, then --drop this.';
  }
  if (rule === undefined) {
    return 'it does not say which rule it is of; what was new is found by the sweep, so --drop this.';
  }
  const target = await callAws(`look for the rule ${rule}`, () => targetOf(events, rule));
  return target ?? `rule ${rule} hands nothing to a queue; npm run deploy makes that right.`;
}

async function targetOf(events: EventBridgeClient, Rule: string): Promise<Target | undefined> {
  try {
    const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule }));
    const [found] = Targets.filter(({ Arn = '' }) => Arn.includes(':sqs:'));
    if (found === undefined) return undefined;
    const queue =
      found.Arn?.split(':')
        .at(-1)
        ?.replace(/\.fifo$/, '') ?? '';
    return { queue, group: found.SqsParameters?.MessageGroupId ?? LANE_GROUP };
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
