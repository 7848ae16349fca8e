import type { Stop } from '../../playground/on-stop';
import type { Finding } from '../../src/domain/finding';
import type { FindingStore } from '../../src/ports/findings';
import { type IntakeDeps, intake } from '../../src/usecases/intake';

export interface ReadAllDeps extends IntakeDeps {
  store: Pick<FindingStore, 'list'>;
  print: (line: string) => void;
  stop: Pick<Stop, 'heard'>;
}

const AT_ONCE = 10;
const SAID_EVERY = 500;

/**
 * Hands every finding of Security Hub to intake, as a read: it creates what the ledger lacks, and otherwise only makes
 * the ledger's state be written again. Returns how many it read; stops early when `stop` is heard.
 */
export async function readAll(deps: ReadAllDeps): Promise<number> {
  const { store, print, stop } = deps;
  let read = 0;
  let waiting: Finding[] = [];
  const handIn = async () => {
    await Promise.all(waiting.map((finding) => intake(deps, { finding, time: 0 })));
    read += waiting.length;
    if (waiting.length > 0 && read % SAID_EVERY === 0) print(`${read} findings read ...`);
    waiting = [];
  };
  for await (const finding of store.list({})) {
    if (stop.heard) break;
    waiting.push(finding);
    if (waiting.length === AT_ONCE) await handIn();
  }
  await handIn();
  return read;
}
