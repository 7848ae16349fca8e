import type { Job } from '../../src/domain/job';
import type { Decision } from '../../src/domain/workflow';
import type { ShownEntry, ShownMessage } from '../fakes/channel';
import { TEAM } from '../fakes/people';
import type { Loop } from './loop';
import type { Options } from './options';
import type { Random } from './random';

/** The people in front of Slack: their clicks, as the Slack handler puts them into the queue. */
export interface Crowd {
  landed(message: ShownMessage): void;
  clicks(): number;
}

export function createCrowd(
  loop: Loop,
  random: Random,
  options: Options,
  send: (job: Job) => void,
): Crowd {
  let clicks = 0;

  function click(message: ShownMessage, entry: ShownEntry, user: string, decision: Decision): void {
    clicks += 1;
    const actionTs = (loop.now() / 1000 + clicks / 1_000_000).toFixed(6);
    const job: Job = {
      type: 'decide',
      keys: [entry.key],
      request: { decision, actor: { userId: user, teamId: TEAM, name: user }, actionTs },
      message: message.ref,
      origin: { channel: message.ref.channel, requestId: `${user}/${actionTs}` },
    };
    loop.after(random.between(20, 200), () => send(job));
    // Far beyond the five minutes for which the queue itself would notice.
    if (random.chance(options.duplicates / 4))
      loop.after(random.between(310_000, 900_000), () => send(job));
  }

  function wish(): Decision {
    if (random.chance(0.8)) return { kind: 'resolve' };
    return { kind: 'suppress', reason: 'not reachable', until: { kind: 'ever' } };
  }

  function current(message: ShownMessage, name: string): ShownEntry | undefined {
    return message.deletedAt <= loop.now() ? undefined : message.entries.get(name);
  }

  function meet(message: ShownMessage, name: string): void {
    const entry = current(message, name);
    if (entry === undefined || entry.state !== 'open') return;
    click(message, entry, 'U1', wish());
    if (random.chance(options.rivals)) {
      // A rival sees the same screen.
      loop.after(random.between(0, 2_000), () => click(message, entry, 'U2', wish()));
    }
    if (random.chance(options.reopens)) {
      loop.after(random.between(5_000, 1_200_000), () => regret(message, name));
    }
  }

  function regret(message: ShownMessage, name: string): void {
    const entry = current(message, name);
    if (entry === undefined || entry.state !== 'decided') return;
    click(message, entry, 'U3', { kind: 'reopen' });
    if (random.chance(0.5))
      loop.after(random.between(3_000, 600_000), () => meetAgain(message, name));
  }

  function meetAgain(message: ShownMessage, name: string): void {
    const entry = current(message, name);
    if (entry?.state === 'open') click(message, entry, 'U4', wish());
  }

  return {
    clicks: () => clicks,
    landed: (message) => {
      for (const name of message.entries.keys()) {
        if (!random.chance(options.clicks)) continue;
        const early = random.chance(0.3);
        const delay = early ? random.between(300, 3_000) : 5_000 + random.between(0, 600_000);
        loop.after(delay, () => meet(message, name));
      }
      if (random.chance(options.deleted)) {
        loop.after(random.between(120_000, 900_000), () => {
          message.deletedAt = loop.now();
        });
      }
    },
  };
}
