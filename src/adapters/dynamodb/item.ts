import * as z from 'zod/mini';
import { InvalidInput } from '../../domain/errors';
import type { Card, LedgerFinding, Priority, Work } from '../../domain/ledger';
import { placeOf } from '../../domain/row';
import { CardContentSchema } from './card-schema';
import {
  BasisSchema,
  ChangeSchema,
  FindingSchema,
  KnownSchema,
  UntoldSchema,
} from './finding-schema';
import { cardKey, cardsList, findingKey, nameIn, paintQueue, pushQueue } from './keys';

/*
 * Items as they are stored: attributes that a person can read in the console, and longer content as JSON texts. The
 * attributes of the two indexes are there only while the item belongs to them.
 */

/** An item as attribute names and plain values. */
export type Stored = Record<string, unknown>;

export function storedFinding(item: LedgerFinding): Stored {
  const { hash, finding, work, version, ...rest } = item;
  const place = placeOf(item);
  return {
    ...findingKey(hash),
    ...rest,
    version: version + 1,
    status: finding.workflowStatus,
    severity: finding.severity,
    finding: JSON.stringify(finding),
    ...(work && { queue: pushQueue(work.priority), due: work.due }),
    ...place,
    row: JSON.stringify(place.row),
  };
}

export function storedCard(card: Card): Stored {
  const { key, content, work, list, version, ...rest } = card;
  return {
    ...cardKey(key),
    ...rest,
    version: version + 1,
    kind: content.kind,
    content: JSON.stringify(content),
    ...(work && { queue: paintQueue(card.channel, work.priority), due: work.due }),
    ...(list && { list: cardsList(list.name), rank: list.rank }),
  };
}

const text = z.string();
const common = {
  pk: text,
  version: z.number(),
  queue: z.exactOptional(text),
  due: z.exactOptional(text),
};

const FindingItem = z.object({
  ...common,
  finding: text,
  seq: z.number(),
  base: z.number(),
  baseAt: z.number(),
  at: z.number(),
  request: z.exactOptional(text),
  bulk: z.exactOptional(text),
  basis: z.exactOptional(BasisSchema),
  known: KnownSchema,
  card: text,
  formerCard: z.exactOptional(text),
  earlierCards: z.exactOptional(z.array(text)),
  cardRemedy: z.exactOptional(text),
  pageScan: z.exactOptional(text),
  ownNote: z.boolean(),
  noteTime: z.number(),
  tries: z.number(),
  log: z.array(ChangeSchema),
  settled: z.exactOptional(z.number()),
  untold: z.exactOptional(z.array(UntoldSchema)),
});

const CardItem = z.object({
  ...common,
  channel: text,
  content: text,
  members: z.array(text),
  next: z.exactOptional(z.record(text, text)),
  dirty: z.number(),
  ts: z.exactOptional(text),
  threadTs: z.exactOptional(text),
  hash: z.exactOptional(text),
  attempt: z.exactOptional(
    z.object({ token: text, at: z.number(), threadTs: z.exactOptional(text) }),
  ),
  unsure: z.exactOptional(z.number()),
  gone: z.exactOptional(z.literal(true)),
  plain: z.exactOptional(z.literal(true)),
  aside: z.exactOptional(z.object({ hash: text, reason: text, findings: z.array(text) })),
  list: z.exactOptional(z.templateLiteral(['cards/', z.enum(['health', 'scans'])])),
  rank: z.exactOptional(text),
});

export function readFinding(stored: unknown): LedgerFinding {
  const { pk, finding, queue, due, ...rest } = check(FindingItem, stored, stored);
  return {
    ...rest,
    hash: nameIn(pk),
    finding: check(FindingSchema, json(finding, stored), stored),
    ...workIn(queue, due, stored),
  };
}

export function readCard(stored: unknown): Card {
  const { pk, content, queue, due, list, rank, ...rest } = check(CardItem, stored, stored);
  return {
    ...rest,
    key: nameIn(pk),
    content: check(CardContentSchema, json(content, stored), stored),
    ...workIn(queue, due, stored),
    ...(list && { list: { name: list === 'cards/health' ? 'health' : 'scans', rank: rank ?? '' } }),
  };
}

/** The priority is the queue's last part. */
function workIn(
  queue: string | undefined,
  due: string | undefined,
  stored: unknown,
): { work?: Work } {
  if (queue === undefined || due === undefined) return {};
  return { work: { due, priority: check(PrioritySchema, Number(queue.at(-1)), stored) } };
}

const PrioritySchema: z.ZodMiniType<Priority> = z.literal([0, 1, 2]);

/** Parses a JSON text of an item. */
export function json(value: string, stored: unknown): unknown {
  try {
    return JSON.parse(value);
  } catch (cause) {
    throw unreadable(stored, 'a text in it is not JSON', cause);
  }
}

/** The value if it fits the schema. */
export function check<T>(schema: z.ZodMiniType<T>, value: unknown, stored: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues
    .slice(0, 5)
    .map(({ path, code }) => `${path.join('.') || 'the item'} (${code})`);
  throw unreadable(stored, `it is wrong at ${faults.join(', ')}`, result.error);
}

function unreadable(stored: unknown, reason: string, cause: unknown): InvalidInput {
  const keys = z.safeParse(z.object({ pk: text, sk: text }), stored);
  const name = keys.success ? `${keys.data.pk} / ${keys.data.sk}` : 'without keys';
  return new InvalidInput(
    'ledger_item',
    `The ledger's item ${name} can't be read: ${reason}; restore it from a backup, or deploy the version that wrote it.`,
    { cause },
  );
}
