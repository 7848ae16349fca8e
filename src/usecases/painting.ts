import { finished } from '../domain/card';
import type { Card, LedgerFinding } from '../domain/ledger';
import type { Message } from '../domain/message';
import { type Token, workAt } from '../domain/work';
import type { Channel } from '../ports/channel';
import type { LedgerTable, Waker } from '../ports/ledger';
import type { Clock, Log } from '../ports/runtime';
import { changeCard } from './change';

export interface PaintDeps {
  ledger: LedgerTable;
  waker: Waker;
  channel: Channel;
  /** Channel id. */
  channelId: string;
  clock: Clock;
  log: Log;
  token: Token;
  /**
   * Makes known that Slack accepts no message about these findings, in whatever form; or, with `over`, that this is
   * over.
   */
  reportAside(findings: string[], reason: string, over: boolean): Promise<void>;
}

/** What became of one card. `stop`: nothing can be posted for now. */
export type Painted =
  | { kind: 'done' }
  /** Comes back by itself. */
  | { kind: 'later' }
  /** Slack did not say what became of a call. */
  | { kind: 'unknown' }
  | { kind: 'stop'; afterMs?: number };

/** Where one step of a drawing ended. `again`: the card was changed and is drawn from the start. */
export type Step = Painted | { kind: 'again' };

const DONE: Painted = { kind: 'done' };
export const LATER: Painted = { kind: 'later' };
export const AGAIN: Step = { kind: 'again' };

/** A card and what it is to show. */
export interface Drawing {
  card: Card;
  message: Message;
  /** Fingerprint of the drawing. */
  hash: string;
  /** Findings that are shown by it for the first time. */
  fresh: LedgerFinding[];
  /** Keys of the cards that had its buttons before. */
  former: string[];
}

/** Changes a card that exists. */
export async function change(
  { ledger }: Pick<PaintDeps, 'ledger'>,
  key: string,
  with_: (card: Card) => Card | undefined,
): Promise<Card | undefined> {
  return changeCard(ledger, key, (card) => (card === undefined ? undefined : with_(card)));
}

/** The card, due at `time`. */
export function postponed(card: Card, time: number, token: Token): Card {
  return { ...card, work: workAt(new Date(time), 1, token) };
}

/** The card without a mark of an update that may land late, or with an earlier one that still may. */
export function withUnsure({ unsure: _, ...card }: Card, unsure: number | undefined): Card {
  return { ...card, ...(unsure !== undefined && { unsure }) };
}

/** Ends the work that was seen, unless the card was asked for again meanwhile; with `again` it is due once more then. */
export async function finish(deps: PaintDeps, seen: Card, again?: number): Promise<Painted> {
  await change(deps, seen.key, (card) =>
    finished(card, seen, { now: deps.clock.now(), token: deps.token }, again),
  );
  return DONE;
}
