import { type AlertIdentity, identityText } from '../../domain/alert';
import { defined } from '../../domain/defined';
import type { MessageRef } from '../../domain/message';
import { SETTLE_MS } from '../../domain/timing';
import type { Channel, Witness } from '../../ports/channel';
import type { HistoryMessage } from './history';
import { keyOf } from './message-key';
import type { Metadata } from './metadata';

/** A message of ours in Slack's history. */
export interface Ours {
  message: HistoryMessage;
  metadata: Metadata;
  ref: MessageRef;
}

type Read = (since: Date, threadTs?: string) => AsyncIterable<Ours>;

/** Threads that are cached in a warm process; the oldest is dropped first. */
const MAX_PLACES = 200;

interface ProcessCache {
  /** The time range that was read, in epoch milliseconds. */
  from: number;
  to: number;
  byKey: Map<string, Witness>;
}

/**
 * Finds messages by the keys of the findings they show. What was read is cached for the life of the process, so that
 * many findings do not read the same history again.
 */
export function createWitnesses(read: Read): Pick<Channel, 'find'> {
  const places = new Map<string, ProcessCache>();
  return {
    find: async (identities, since, threadTs) => {
      const place = threadTs ?? '';
      const known = places.get(place);
      const covered = known !== undefined && known.from <= since.getTime();
      const memory = covered
        ? known
        : { from: since.getTime(), to: since.getTime(), byKey: new Map() };
      await readOn(read, memory, since, threadTs);
      remember(places, place, memory);
      return select(memory.byKey, identities);
    },
  };
}

async function readOn(
  read: Read,
  memory: ProcessCache,
  since: Date,
  threadTs: string | undefined,
): Promise<void> {
  const start = new Date(Math.max(since.getTime(), memory.to - SETTLE_MS));
  let newest = memory.to;
  for await (const { metadata, ref } of read(start, threadTs)) {
    newest = Math.max(newest, Math.floor(Number(ref.ts) * 1000));
    for (const [key, witness] of witnessesOf(metadata, ref)) memory.byKey.set(key, witness);
  }
  memory.to = newest;
}

function remember(places: Map<string, ProcessCache>, place: string, memory: ProcessCache): void {
  places.delete(place);
  places.set(place, memory);
  const [oldest] = places.keys();
  if (places.size > MAX_PLACES && oldest !== undefined) places.delete(oldest);
}

export function witnessesOf(metadata: Metadata, ref: MessageRef): Map<string, Witness> {
  const entries = metadata.event_payload.entries ?? [];
  return new Map(
    entries.map(({ key, state, decision }) => [key, { ref, state, ...defined({ decision }) }]),
  );
}

/** The messages of the given identities. */
export function select(
  byKey: Map<string, Witness>,
  identities: AlertIdentity[],
): Map<string, Witness> {
  return new Map(
    identities.flatMap((identity) => {
      const witness = byKey.get(keyOf(identity));
      return witness === undefined ? [] : [[identityText(identity), witness]];
    }),
  );
}
