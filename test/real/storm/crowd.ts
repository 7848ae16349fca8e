import { isDecided, type WorkflowStatus } from '../../../src/domain/finding';
import type { Decision } from '../../../src/domain/workflow';
import { STATUS_OF } from '../../../src/domain/workflow';
import type { Queue } from '../../../src/ports/queues';
import type { Random } from '../../sim/random';
import { type Both, isSettled, readAll, type System } from './oracle';
import { type Button, buttonsIn } from './shown';
import type { Words } from './words';

export interface CrowdDeps {
  system: System;
  words: Words;
  random: Random;
  /** Jobs of the slack function. */
  jobs: Queue;
  clock: () => number;
  team: string;
}

/** People in Slack and elsewhere. In one round nobody says a second word about the same finding. */
export interface Crowd {
  clickSome(): Promise<void>;
  decideMany(): Promise<void>;
  /** Takes back the last bulk decision. */
  undoMany(): Promise<void>;
  /** Somebody changes a status in the console or with a script of their own. */
  changeElsewhere(): Promise<void>;
  /** Somebody deletes a message. */
  deleteMessage(): void;
}

/** Findings are set to NEW elsewhere at most so many times each. */
const MOST_APPEARANCES = 4;
const DECISIONS: Decision[] = [
  { kind: 'resolve' },
  { kind: 'suppress', reason: 'Accepted.', until: { kind: 'ever' } },
];
const OF_BUTTON: Record<Button['action'], Decision> = {
  finding_resolve: { kind: 'resolve' },
  finding_suppress: { kind: 'suppress', reason: 'Accepted.', until: { kind: 'ever' } },
  finding_reopen: { kind: 'reopen' },
};

export function createCrowd({ system, words, random, jobs, clock, team }: CrowdDeps): Crowd {
  const { aws, slack, channel } = system;
  let requests = 0;
  let bulk: string | undefined;

  const request = (decision: Decision) => {
    requests += 1;
    return {
      request: {
        decision,
        actor: { userId: 'U0ANA', teamId: team, name: 'Ana' },
        actionTs: (clock() / 1000).toFixed(6),
      },
      origin: { requestId: `request-${requests}`, channel },
    };
  };
  const messages = () =>
    slack.workspace.messages
      .all()
      .filter((each) => each.channel === channel && each.ephemeralTo === undefined);

  async function click(both: Both[], { action, id, base }: Button): Promise<void> {
    const one = both.find((each) => each.id === id);
    if (one === undefined) return;
    const decision = OF_BUTTON[action];
    const counts = one.item?.base === base;
    const isFirm = isSettled(system, one, words);
    const isPossible =
      one.item !== undefined && isDecided(one.item.finding) === (decision.kind === 'reopen');
    // A click on an earlier appearance never counts, and one that comes too late is answered.
    if (counts && (isPossible || !isFirm)) words.say(id, STATUS_OF[decision.kind], isFirm);
    const key = { id, productArn: one.productArn };
    await jobs.send({ type: 'decide', key, base, ...request(decision) });
  }

  return {
    async clickSome() {
      const both = await readAll(system);
      const buttons = messages().flatMap(buttonsIn);
      const first = buttons.length > 0 ? random.pick(buttons) : undefined;
      const others = buttons.filter(({ id }) => id !== first?.id);
      if (first !== undefined) await click(both, first);
      if (others.length > 0) await click(both, random.pick(others));
    },
    async decideMany() {
      const decision = random.pick(DECISIONS);
      for (const one of await readAll(system)) {
        const isFirm = isSettled(system, one, words);
        // What the ledger does not have yet, and what is decided, it may cover or not.
        const isOpen = one.item !== undefined && !isDecided(one.item.finding);
        if (isOpen || !isFirm) words.say(one.id, STATUS_OF[decision.kind], isOpen && isFirm);
        else if (one.item === undefined) words.say(one.id, STATUS_OF[decision.kind], false);
      }
      const sent = request(decision);
      bulk = `bulk/${sent.origin.requestId}/0`;
      await jobs.send({ type: 'decide-many', filter: {}, ...sent });
    },
    async undoMany() {
      if (bulk === undefined) return;
      const requestId = bulk.split('/')[1];
      for (const one of await readAll(system)) {
        const isFirm = isSettled(system, one, words);
        const isStanding = one.item?.request === requestId;
        if (isStanding || !isFirm) words.say(one.id, 'NOTIFIED', false);
      }
      await jobs.send({ type: 'undo-many', bulk, ...request({ kind: 'reopen' }) });
      bulk = undefined;
    },
    async changeElsewhere() {
      const both = await readAll(system);
      if (both.length === 0) return;
      const one = random.pick(both);
      const statuses: WorkflowStatus[] = ['RESOLVED', 'SUPPRESSED', 'NOTIFIED'];
      if (words.appearances(one.id) < MOST_APPEARANCES) statuses.push('NEW');
      const Status = random.pick(statuses.filter((each) => each !== one.hub));
      const isFirm = isSettled(system, one, words);
      const answer = aws.hub.call('BatchUpdateFindings', {
        FindingIdentifiers: [{ Id: one.id, ProductArn: one.productArn }],
        Workflow: { Status },
        Note: { Text: 'Changed elsewhere.', UpdatedBy: 'console' },
      });
      if (JSON.stringify(answer).includes('"UnprocessedFindings":[]')) {
        words.say(one.id, Status, isFirm);
      }
    },
    deleteMessage() {
      const all = messages();
      if (all.length > 0) slack.workspace.messages.remove(random.pick(all));
    },
  };
}
