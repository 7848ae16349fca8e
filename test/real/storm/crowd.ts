import { membersShown } from '../../../src/domain/card';
import { isDecided, type WorkflowStatus } from '../../../src/domain/finding';
import type { LedgerFinding } from '../../../src/domain/ledger';
import type { CardRef } from '../../../src/domain/message';
import type { Decision } from '../../../src/domain/workflow';
import { STATUS_OF } from '../../../src/domain/workflow';
import type { Queue } from '../../../src/ports/queues';
import type { Random } from '../../sim/random';
import { remedyIdOf } from './buttons';
import { isSettled } from './oracle';
import { type Both, readAll, type System } from './read-all';
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
  nextRound(): void;
  clickSome(): Promise<void>;
  decideMany(): Promise<void>;
  /** Takes back the last bulk decision. */
  undoMany(): Promise<void>;
  /** Somebody changes a status in the console or with a script of their own. */
  changeElsewhere(): Promise<void>;
  /** Somebody deletes a message with findings that the ledger knows to be posted. */
  deleteMessage(): Promise<void>;
}

/** Clicks of one round. */
const CLICKS = 3;
/** Share of words that do not wait until what was said before is applied. */
const SHARE_IN_HASTE = 0.15;
/** Findings are set to NEW elsewhere at most so many times each. */
const MOST_APPEARANCES = 4;
const DECISIONS: Decision[] = [
  { kind: 'resolve' },
  { kind: 'suppress', reason: 'Accepted.', until: { kind: 'ever' } },
];
const OF_BUTTON: Record<Button['action'], Decision> = {
  remedy_resolve: { kind: 'resolve' },
  remedy_suppress: { kind: 'suppress', reason: 'Accepted.', until: { kind: 'ever' } },
  remedy_reopen: { kind: 'reopen' },
};
/** Share of clicks on a card; the others are on one finding of it. */
const SHARE_ON_CARDS = 0.6;

export function createCrowd({ system, words, random, jobs, clock, team }: CrowdDeps): Crowd {
  const { aws, slack, channel, ledger } = system;
  let requests = 0;
  let bulk: string | undefined;
  const spoken = new Set<string>();

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

  /** The findings that a button decides, as far as the ledger says now. */
  async function coveredBy(both: Both[], { ref }: Button): Promise<Both[]> {
    const [card] = await ledger.cards([ref.card]);
    const shownHashes = new Set(card === undefined ? [] : membersShown(card, ref.shown));
    return both.filter(
      ({ item }) => item !== undefined && shownHashes.has(item.hash) && isOn(item, ref),
    );
  }

  function say(one: Both, decision: Decision): void {
    if (one.item === undefined) return;
    const isPossible = isDecided(one.item.finding) === (decision.kind === 'reopen');
    const isFirm = isSettled(system, one, words) && isPossible;
    // A click that is not possible now may be, if another word is applied before it.
    words.say(one.id, STATUS_OF[decision.kind], isFirm);
    spoken.add(one.id);
  }

  async function clickCard(covered: Both[], { action, ref }: Button): Promise<void> {
    const decision = OF_BUTTON[action];
    for (const one of covered) say(one, decision);
    await jobs.send({ type: 'decide-card', ref, ...request(decision) });
  }

  /** As in the card's Details. */
  async function clickOne(one: Both, { action }: Button): Promise<void> {
    const decision = OF_BUTTON[action];
    say(one, decision);
    const key = { id: one.id, productArn: one.productArn };
    await jobs.send({ type: 'decide', key, base: one.item?.base ?? 0, ...request(decision) });
  }

  /** Mostly findings about which nothing is under way. */
  function quiet<T>(both: Both[], all: T[], idOf: (each: T) => string): T[] {
    if (random.chance(SHARE_IN_HASTE)) return all;
    const settled = new Set(
      both.filter((each) => isSettled(system, each, words)).map(({ id }) => id),
    );
    return all.filter((each) => settled.has(idOf(each)));
  }

  return {
    nextRound: () => spoken.clear(),
    async clickSome() {
      // Read before the ledger, which then has what each button is about.
      const shown = messages().flatMap(buttonsIn);
      const both = await readAll(system);
      for (let clicks = 0; clicks < CLICKS && shown.length > 0; clicks += 1) {
        const button = random.pick(shown);
        const covered = await coveredBy(both, button);
        const isQuiet = quiet(both, covered, ({ id }) => id).length === covered.length;
        if (!isQuiet || covered.length === 0 || covered.some(({ id }) => spoken.has(id))) continue;
        if (random.chance(SHARE_ON_CARDS)) await clickCard(covered, button);
        else await clickOne(random.pick(covered), button);
      }
    },
    async decideMany() {
      const decision = random.pick(DECISIONS);
      for (const one of await readAll(system)) {
        const isOpen = one.item !== undefined && !isDecided(one.item.finding);
        // What is decided now may be open when the decision is carried out.
        words.say(one.id, STATUS_OF[decision.kind], isSettled(system, one, words) && isOpen);
      }
      words.sayToComing(STATUS_OF[decision.kind]);
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
        if (isStanding || !isFirm) words.say(one.id, 'NOTIFIED', isStanding && isFirm);
      }
      await jobs.send({ type: 'undo-many', bulk, ...request({ kind: 'reopen' }) });
      bulk = undefined;
    },
    async changeElsewhere() {
      const both = await readAll(system);
      const quietOnes = quiet(both, both, ({ id }) => id).filter(({ id }) => !spoken.has(id));
      if (quietOnes.length === 0) return;
      const one = random.pick(quietOnes);
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
        spoken.add(one.id);
        words.say(one.id, Status, isFirm);
      }
    },
    async deleteMessage() {
      const both = await readAll(system);
      const known = new Set(both.flatMap(({ card }) => (card?.attempt ? [] : [card?.ts])));
      const all = messages().filter(({ ts }) => known.has(ts));
      if (all.length > 0) slack.workspace.messages.remove(random.pick(all));
    },
  };
}

/** True for a finding that this card shows or showed, in the present appearance. */
function isOn(item: LedgerFinding, { card, remedy }: CardRef): boolean {
  const isShown = item.card === card || item.earlierCards?.includes(card);
  return isShown === true && remedyIdOf(item) === remedy;
}
