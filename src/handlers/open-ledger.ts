import { randomUUID } from 'node:crypto';
import { systemClock } from '../adapters/clock';
import { createLedgerTable } from '../adapters/dynamodb/ledger';
import { createWaker } from '../adapters/wake';
import { readEnvironment } from '../config/environment';
import type { Token } from '../domain/work';
import type { LedgerTable, Waker } from '../ports/ledger';
import type { Log } from '../ports/runtime';

export interface LedgerServices {
  ledger: LedgerTable;
  waker: Waker;
  token: Token;
}

/** Opens what every worker needs of the ledger. */
export function openLedger(log: Log): LedgerServices {
  const names = ['LEDGER_TABLE', 'PROJECTOR_QUEUE_URL', 'PAINTER_QUEUE_URL'] as const;
  const env = readEnvironment(process.env, [...names]);
  const urls = { projector: env.PROJECTOR_QUEUE_URL, painter: env.PAINTER_QUEUE_URL };
  return {
    ledger: createLedgerTable({ tableName: env.LEDGER_TABLE, log }),
    waker: createWaker(urls, systemClock),
    token: randomUUID,
  };
}
