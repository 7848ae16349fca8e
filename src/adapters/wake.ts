import { randomUUID } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { chunksOf } from '../domain/group-by';
import { PROJECTOR_GROUP } from '../installation';
import type { Waker } from '../ports/ledger';
import type { Clock } from '../ports/runtime';
import { type Entry, sendInBatches } from './send-batch';

/** Names in one message: what one batch of a loop reads at once. */
const NAMES_PER_WAKE = 100;

/** Background wake-ups of one group in so much time are one message. */
const SHARED_MS = 1_000;

const names = z.array(z.string().check(z.minLength(1), z.maxLength(1_024)));

/** A message to a loop: hashes of findings for the projector, keys of cards for a painter; a tick names neither. */
export const WakeSchema = z.object({
  type: z.literal('wake'),
  hashes: z.exactOptional(names.check(z.maxLength(NAMES_PER_WAKE))),
  keys: z.exactOptional(names.check(z.maxLength(NAMES_PER_WAKE))),
  at: z.exactOptional(z.string()),
});
type Wake = z.infer<typeof WakeSchema>;

/** URLs of the loops' queues, which are FIFO. */
export interface LoopUrls {
  projector: string;
  painter: string;
}

/** Wakes the loops through their queues. The projector has one group, the painter one for each channel. */
export function createWaker(
  urls: LoopUrls,
  clock: Pick<Clock, 'now'>,
  sqs = new SQSClient({ maxAttempts: 3 }),
): Waker {
  const wake = (url: string, group: string, wakes: Wake[], person: boolean) => {
    const entries = person
      ? wakes.map((each) => entryOf(each, group, randomUUID()))
      : wakes.slice(0, 1).map((each) => entryOf(each, group, sharedId(group, clock.now())));
    return sendInBatches(sqs, url, entries);
  };
  return {
    projector: (hashes, person) =>
      wake(
        urls.projector,
        PROJECTOR_GROUP,
        partsOf(hashes).map((part) => ({ type: 'wake', hashes: part })),
        person,
      ),
    painter: (channel, keys, person) =>
      wake(
        urls.painter,
        channel,
        partsOf(keys).map((part) => ({ type: 'wake', keys: part })),
        person,
      ),
  };
}

/** At least one part: a wake-up without names is one, too. */
function partsOf(all: string[]): string[][] {
  const distinct = [...new Set(all)];
  return distinct.length === 0 ? [[]] : chunksOf(distinct, NAMES_PER_WAKE);
}

/**
 * The queue drops all but the first of the background wake-ups of one group in one second, so only the names of the
 * first sender arrive; the ledger's index has the others.
 */
function sharedId(group: string, now: Date): string {
  return `${group}/${Math.floor(now.getTime() / SHARED_MS)}`;
}

function entryOf(wake: Wake, group: string, id: string): Entry {
  return {
    MessageBody: JSON.stringify(wake),
    MessageGroupId: group,
    MessageDeduplicationId: id,
  };
}
