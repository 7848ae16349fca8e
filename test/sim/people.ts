import { keyOf } from '../../src/domain/finding';
import type { DecisionJob } from '../../src/domain/job';
import type { AlertEntry } from '../../src/domain/message';
import type { Decision, DecisionRequest } from '../../src/domain/workflow';
import { TEAM } from '../fakes/people';
import type { Loop } from './loop';
import type { Options } from './options';
import type { Random } from './random';
import { entriesIn, type SimMessage } from './slack';

/** The people in front of Slack. */
export interface Crowd {
  /** A message was posted or drawn again. */
  sees(message: SimMessage): void;
  /** A bulk decision on everything that is open, as the digest's form sends it. */
  decideAll(): void;
  /** A click on the first finding of a message. */
  resolve(message: SimMessage): void;
}

const MINUTE = 60_000;

export function createCrowd(
  loop: Loop,
  random: Random,
  options: Options,
  send: (job: DecisionJob) => void,
): Crowd {
  const looked = new Set<string>();
  let clicks = 0;

  function requestOf(decision: Decision): DecisionRequest {
    clicks += 1;
    const skew = random.between(-options.skew, options.skew);
    const actionTs = (loop.now() / 1000 + skew + clicks / 1_000_000).toFixed(6);
    return { decision, actor: { userId: 'U1', teamId: TEAM, name: 'Ana' }, actionTs };
  }

  function click({ finding, base }: AlertEntry, decision: Decision): void {
    const request = requestOf(decision);
    const origin = { channel: 'C0', requestId: `click-${clicks}@${loop.now()}#${base}` };
    send({ type: 'decide', key: keyOf(finding), base, request, origin });
    if (decision.kind === 'reopen' || !random.chance(options.reopen)) return;
    loop.after(random.between(MINUTE, 120 * MINUTE), () => click(entry(finding, base), REOPEN));
  }

  function look(shown: AlertEntry): void {
    const { finding, base, shownAgain } = shown;
    const name = `${finding.id} ${base}`;
    if (shownAgain || finding.workflowStatus !== 'NOTIFIED' || looked.has(name)) return;
    looked.add(name);
    if (random.chance(options.oldClicks)) {
      loop.after(random.between(10 * MINUTE, 330 * MINUTE), () => click(shown, RESOLVE));
    }
    if (!random.chance(options.clicks)) return;
    const delay = random.chance(0.4)
      ? random.between(300, 5_000)
      : random.between(5_000, 15 * MINUTE);
    loop.after(delay, () => {
      click(shown, wish(random));
      if (!random.chance(options.twoAtOnce)) return;
      loop.after(random.between(0, 1_000), () => click(shown, wish(random)));
    });
  }

  function undo(message: SimMessage): void {
    if (message.message.kind !== 'bulk' || looked.has(message.token)) return;
    looked.add(message.token);
    if (!options.undo || !random.chance(0.5)) return;
    const { card: bulk } = message.message;
    loop.after(random.between(MINUTE, 60 * MINUTE), () => {
      const request = requestOf(REOPEN);
      const origin = { channel: 'C0', requestId: `undo-${clicks}@${loop.now()}` };
      send({ type: 'undo-many', bulk, request, origin });
    });
  }

  return {
    sees: (message) => {
      for (const shown of entriesIn(message)) look(shown);
      undo(message);
    },
    resolve: (message) => {
      const [shown] = entriesIn(message);
      if (shown !== undefined) click(shown, RESOLVE);
    },
    decideAll: () => {
      const decision = { kind: 'suppress', reason: 'known', until: { kind: 'ever' } } as const;
      const request = requestOf(decision);
      const origin = { channel: 'C0', requestId: `bulk-${clicks}@${loop.now()}` };
      send({ type: 'decide-many', filter: {}, request, origin });
    },
  };
}

const RESOLVE: Decision = { kind: 'resolve' };
const REOPEN: Decision = { kind: 'reopen' };

function entry(finding: AlertEntry['finding'], base: number): AlertEntry {
  return { finding, base, reason: 'new' };
}

function wish(random: Random): Decision {
  if (random.chance(0.5)) return RESOLVE;
  return { kind: 'suppress', reason: 'not reachable', until: { kind: 'ever' } };
}
