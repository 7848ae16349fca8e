import { newCard } from '../domain/card';
import type { LedgerTable } from '../ports/ledger';
import { changeCard } from './change';

/** The key of the item that names people; it is never drawn. */
const KEY = 'homes-with-running-scan';

/** People of a team that have their Home tab open at the same time. The last that opened it are kept. */
const MOST = 50;

export interface WatchDeps {
  ledger: Pick<LedgerTable, 'cards' | 'putCard'>;
  /** Channel id. */
  channel: string;
}

/** Remembers that a person's Home tab shows a running scan, so that it is drawn again when the scan ends. */
export async function watchScans({ ledger, channel }: WatchDeps, userId: string): Promise<void> {
  await changeCard(ledger, KEY, (present) => {
    const users = present?.content.kind === 'homes' ? present.content.users : [];
    if (users.includes(userId)) return undefined;
    const content = { kind: 'homes' as const, users: [...users, userId].slice(-MOST) };
    return { ...(present ?? newCard(KEY, channel, content)), content };
  });
}

/** The people whose Home tab shows a running scan; afterwards nobody is remembered. */
export async function takeWatchers({ ledger }: WatchDeps): Promise<string[]> {
  let users: string[] = [];
  await changeCard(ledger, KEY, (present) => {
    users = present?.content.kind === 'homes' ? present.content.users : [];
    if (present === undefined || users.length === 0) return undefined;
    return { ...present, content: { kind: 'homes', users: [] } };
  });
  return users;
}
