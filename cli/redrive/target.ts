import * as z from 'zod/mini';
import type { QueueName } from '../../src/installation';

/** A queue, and a group where it is a FIFO queue. */
export interface Target {
  queue: 'intake' | 'decide' | 'tasks';
  group?: string;
}

/** What tells where a record belongs. */
interface Received {
  source: { queue: QueueName };
  group: string;
  body: string;
}

/** Where a record belongs that a function has received before, or why it is not sent again. */
export function targetOf({ source, group, body }: Received): Target | string {
  return fromDeadLetters(source.queue, group) ?? fromQuarantine(body, group);
}

/** Standard queues have no group. */
function fromDeadLetters(queue: QueueName, group: string): Target | undefined {
  if (queue === 'intakeDead') return { queue: 'intake' };
  if (queue === 'decideDead') return { queue: 'decide' };
  return queue === 'tasksDead' ? { queue: 'tasks', group } : undefined;
}

const Kind = z.object({ type: z.exactOptional(z.string()) });

/** A record in quarantine says only its group; the quarantine writes `-` for none. */
function fromQuarantine(body: string, group: string): Target | string {
  const type = typeOf(body);
  if (type === 'wake') return 'it is a wake-up, and a tick has made up for it, so --drop this.';
  if (group !== '' && group !== '-') return { queue: 'tasks', group };
  const isJob = type !== undefined && type !== 'read';
  return { queue: isJob ? 'decide' : 'intake' };
}

/** The type of a message of ours; events have none. */
function typeOf(body: string): string | undefined {
  try {
    const read = z.safeParse(Kind, JSON.parse(body));
    return read.success ? read.data.type : undefined;
  } catch {
    return undefined;
  }
}
