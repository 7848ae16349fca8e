import { type AbsorbRules, absorb } from '../domain/absorb';
import { hashOf } from '../domain/hash';
import type { Snapshot } from '../domain/ledger';
import type { Token } from '../domain/work';
import type { LedgerTable, Waker } from '../ports/ledger';
import type { Clock } from '../ports/runtime';
import { changeFinding } from './change';

export interface IntakeDeps {
  ledger: Pick<LedgerTable, 'findings' | 'putFinding'>;
  waker: Pick<Waker, 'projector'>;
  clock: Clock;
  rules: AbsorbRules;
  token: Token;
}

/**
 * Brings what Security Hub says of one finding into the ledger. The same snapshot twice changes nothing, and snapshots
 * may come in any order. Rejects with `Unavailable`.
 */
export async function intake(deps: IntakeDeps, snapshot: Snapshot): Promise<void> {
  const { ledger, waker, clock, rules, token } = deps;
  const item = await changeFinding(ledger, hashOf(snapshot.finding), (present) =>
    absorb(present, snapshot, rules, { now: clock.now(), token }),
  );
  if (item?.work !== undefined) await waker.projector([item.hash], false);
}
