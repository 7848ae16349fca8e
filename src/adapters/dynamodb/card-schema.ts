import * as z from 'zod/mini';
import { SEVERITIES } from '../../domain/finding';
import type { CardContent } from '../../domain/ledger';
import type { ScanReport } from '../../domain/scan';
import { JUSTIFICATIONS, PLACES } from '../../domain/workflow';
import { ScanCompletedSchema } from '../scan-event-schema';
import { MaterialChangeSchema, MovedDateSchema } from './finding-schema';

const text = z.string();
const optionalText = z.exactOptional(text);
const optionalNumber = z.exactOptional(z.number());

const report: z.ZodMiniType<ScanReport> = z.object({
  images: z.array(text),
  taskArn: text,
  requestedBy: optionalText,
  state: z.enum(['queued', 'pulling', 'scanning', 'done', 'failed', 'cancelled']),
  done: optionalNumber,
  total: optionalNumber,
  current: optionalText,
  shards: optionalNumber,
  doneByShard: z.exactOptional(z.record(text, z.number())),
  completed: z.exactOptional(ScanCompletedSchema),
  problem: optionalText,
  problemCode: optionalText,
  acceptedBy: optionalText,
  startedAt: text,
});

const problem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('no-scan') }),
  z.object({ kind: z.literal('old-database'), databaseAt: text }),
  z.object({ kind: z.literal('token-refused') }),
  z.object({ kind: z.literal('alarm'), name: text, description: text }),
  z.object({ kind: z.literal('set-aside'), findings: z.array(text), reason: text }),
]);

const notice = z.object({
  problem,
  since: text,
  over: z.boolean(),
  endedAt: optionalText,
  again: z.exactOptional(z.boolean()),
});

const until = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fix') }),
  z.object({ kind: z.literal('date'), date: text }),
  z.object({ kind: z.literal('ever') }),
]);

const decision = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('resolve'), reason: optionalText }),
  z.object({
    kind: z.literal('suppress'),
    reason: optionalText,
    until,
    place: z.exactOptional(z.enum(PLACES)),
    justification: z.exactOptional(z.enum(JUSTIFICATIONS)),
  }),
  z.object({ kind: z.literal('reopen'), reason: optionalText }),
]);

const person = z.object({ userId: text, name: text });

const bulk = z.object({
  requestId: text,
  decision,
  by: person,
  total: z.number(),
  threadTs: optionalText,
  undoneBy: z.exactOptional(person),
  reopened: z.exactOptional(z.number()),
  undo: z.exactOptional(z.object({ requestId: text, actionTs: text })),
});

const changeLine = z.object({
  change: z.union([
    MaterialChangeSchema,
    z.object({ cause: z.literal('joined'), total: z.number(), isCleared: z.boolean() }),
  ]),
  due: z.exactOptional(MovedDateSchema),
  ids: z.array(text),
  count: z.number(),
  ratings: z.exactOptional(
    z.array(z.object({ severity: z.enum(SEVERITIES), score: optionalNumber })),
  ),
});

export const CardContentSchema: z.ZodMiniType<CardContent> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('finding') }),
  z.object({
    kind: z.literal('page'),
    parent: optionalText,
    scanId: text,
    total: z.number(),
    size: z.number(),
  }),
  z.object({ kind: z.literal('digest'), scanId: text, total: z.number() }),
  z.object({ kind: z.literal('scan'), report, digest: optionalText }),
  z.object({ kind: z.literal('health'), notice, postedAt: optionalText }),
  z.object({ kind: z.literal('bulk'), bulk }),
  z.object({
    kind: z.literal('changes'),
    threadTs: optionalText,
    broadcast: z.boolean(),
    lines: z.array(changeLine),
  }),
  z.object({
    kind: z.literal('remedy'),
    remedy: text,
    name: text,
    card: optionalText,
    former: z.exactOptional(z.array(text)),
    before: z.exactOptional(z.array(text)),
    clickedAt: optionalNumber,
    holder: z.exactOptional(z.object({ userId: text, name: text, since: text })),
  }),
  z.object({ kind: z.literal('homes'), users: z.array(text) }),
  z.object({ kind: z.literal('overdue'), until: text }),
]);
