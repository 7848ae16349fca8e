import { type Finding, isDecided, keyOf } from '../../src/domain/finding';
import type { DecisionJob } from '../../src/domain/job';
import type { AlertEntry, CardRef, RemedyCard } from '../../src/domain/message';
import { standingDecision } from '../../src/domain/signature';
import type { Decision, DecisionRequest, Until } from '../../src/domain/workflow';
import { TEAM } from '../fakes/people';
import type { Loop } from './loop';
import type { Options } from './options';
import type { Random } from './random';
import { buttonsOf, cardsIn, entriesIn, type SimMessage } from './slack';

/** A click on a card. */
interface CardClick {
  at: number;
  decision: Decision;
  ref: CardRef;
  /** The findings that the card showed, and those that its button named, with their appearances. */
  shown: Map<string, number>;
  due: Map<string, number>;
}

/** The people in front of Slack. */
export interface Crowd {
  /** By request id. */
  cardClicks: ReadonlyMap<string, CardClick>;
  /** A message was posted or drawn again. */
  sees(message: SimMessage): void;
  /** A bulk decision on everything that is open, as the digest's form sends it. */
  decideAll(): void;
  /** A click on the first card of a message. */
  resolve(message: SimMessage): void;
  /** A click on each finding of a message. */
  resolveEach(message: SimMessage): void;
}

const MINUTE = 60_000;

export function createCrowd(
  loop: Loop,
  random: Random,
  options: Options,
  send: (job: DecisionJob) => void,
): Crowd {
  const looked = new Set<string>();
  const cardClicks = new Map<string, CardClick>();
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
      click(shown, wish(random, options));
      if (!random.chance(options.twoAtOnce)) return;
      loop.after(random.between(0, 1_000), () => click(shown, wish(random, options)));
    });
  }

  function clickCard(card: RemedyCard, decision: Decision): void {
    const request = requestOf(decision);
    const origin = { channel: 'C0', requestId: `card-${clicks}@${loop.now()}` };
    const bases = (entries: AlertEntry[]) =>
      new Map(entries.map(({ finding, base }): [string, number] => [finding.id, base]));
    cardClicks.set(origin.requestId, {
      at: loop.now(),
      decision,
      ref: card.ref,
      shown: bases(card.entries.filter(({ shownAgain }) => !shownAgain)),
      due: bases(buttonsOf(card)),
    });
    send({ type: 'decide-card', ref: card.ref, request, origin });
  }

  function hold({ ref }: RemedyCard, take: boolean): void {
    const { actor, actionTs } = requestOf(RESOLVE);
    const origin = { channel: 'C0', requestId: `hold-${clicks}@${loop.now()}` };
    send({ type: 'hold', ref, take, request: { actor, actionTs }, origin });
  }

  /** What is clicked later is what the card said when the person looked at it. */
  function lookAtCard(card: RemedyCard): void {
    const [first] = buttonsOf(card);
    if (first === undefined || isDrawnAsBefore(card, first)) return;
    const soon = () =>
      random.chance(0.4) ? random.between(300, 5_000) : random.between(5_000, 15 * MINUTE);
    if (isDecided(first.finding)) {
      if (random.chance(options.reopen)) loop.after(soon(), () => clickCard(card, REOPEN));
      const day = endOf(first.finding);
      if (day === undefined || !random.chance(options.extensions)) return;
      loop.after(soon(), () => clickCard(card, extension(day)));
      return;
    }
    if (random.chance(options.holds)) {
      loop.after(soon(), () => hold(card, true));
      if (random.chance(0.5)) loop.after(soon(), () => hold(card, false));
    }
    if (random.chance(options.oldClicks)) {
      loop.after(random.between(10 * MINUTE, 330 * MINUTE), () => clickCard(card, RESOLVE));
    }
    if (!random.chance(options.cardClicks)) return;
    loop.after(soon(), () => {
      clickCard(card, wish(random, options));
      if (!random.chance(options.twoAtOnce)) return;
      loop.after(random.between(0, 1_000), () => clickCard(card, wish(random, options)));
    });
  }

  /** A person looks at a card again when it has become more, or all of it is decided. */
  function isDrawnAsBefore({ ref }: RemedyCard, first: AlertEntry): boolean {
    const name = `${ref.card} ${ref.remedy} ${ref.shown} ${isDecided(first.finding)} ${first.base}`;
    if (looked.has(name)) return true;
    looked.add(name);
    return false;
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
    cardClicks,
    sees: (message) => {
      for (const shown of entriesIn(message)) look(shown);
      for (const card of cardsIn(message)) lookAtCard(card);
      undo(message);
    },
    resolve: (message) => {
      const [card] = cardsIn(message);
      if (card !== undefined) clickCard(card, RESOLVE);
    },
    resolveEach: (message) => {
      for (const shown of entriesIn(message)) click(shown, RESOLVE);
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

function wish(random: Random, { extensions }: Options): Decision {
  if (random.chance(0.5)) return RESOLVE;
  const until: Until = random.chance(extensions)
    ? { kind: 'date', date: '2026-12-31' }
    : { kind: 'ever' };
  return { kind: 'suppress', reason: 'not reachable', until };
}

/** As the form that the Home tab opens sends it. */
function extension(day: string): Decision {
  const until: Until = { kind: 'date', date: '2027-03-31' };
  return { kind: 'suppress', reason: 'still not reachable', until, extends: day };
}

/** The day on which its suppression ends. */
export function endOf(finding: Finding): string | undefined {
  const until = standingDecision(finding)?.until;
  return until?.kind === 'date' ? until.date : undefined;
}
