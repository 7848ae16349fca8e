import * as z from 'zod/mini';
import { type FindingKey, SEVERITIES } from '../domain/finding';
import type { Job } from '../domain/job';
import { DUE_FILTERS, type HomeView } from '../domain/open-filter';
import { JUSTIFICATIONS, PLACES } from '../domain/workflow';

/*
 * What our own handlers send to the queues. It is checked all the same: a record may come from another version, or
 * from anyone in the account who may write to the queue.
 */

const key = z.object({
  id: z.string().check(z.minLength(1)),
  productArn: z.string().check(z.minLength(1)),
});

const ref = z.object({
  channel: z.string(),
  ts: z.string().check(z.regex(/^\d+\.\d+$/)),
  threadTs: z.exactOptional(z.string()),
});

const actor = z.object({ userId: z.string(), teamId: z.string(), name: z.string() });

const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/));

const until = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fix') }),
  z.object({ kind: z.literal('date'), date: day }),
  z.object({ kind: z.literal('ever') }),
]);

const decision = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('resolve'), reason: z.exactOptional(z.string()) }),
  z.object({
    kind: z.literal('suppress'),
    reason: z.exactOptional(z.string()),
    until,
    place: z.exactOptional(z.enum(PLACES)),
    justification: z.exactOptional(z.enum(JUSTIFICATIONS)),
    extends: z.exactOptional(day),
  }),
  z.object({ kind: z.literal('reopen'), reason: z.exactOptional(z.string()) }),
]);

const seconds = z.string().check(z.regex(/^\d+(\.\d+)?$/));

const request = z.object({ decision, actor, actionTs: seconds });

const cardRef = z.object({
  card: z.string().check(z.minLength(1)),
  remedy: z.string().check(z.minLength(1)),
  shown: z.int().check(z.minimum(0)),
});

const details = z.object({
  ref: cardRef,
  form: z.object({ viewId: z.string(), state: z.string() }),
  page: z.int().check(z.minimum(1)),
});

/** The filter and the page of the Home tab. */
export const HomeViewSchema: z.ZodMiniType<HomeView> = z.object({
  image: z.exactOptional(z.string()),
  due: z.exactOptional(z.enum(DUE_FILTERS)),
  page: z.int().check(z.minimum(1)),
});

const origin = z.object({
  channel: z.exactOptional(z.string()),
  responseUrl: z.exactOptional(z.string()),
  details: z.exactOptional(details),
  requestId: z.string(),
  home: z.exactOptional(HomeViewSchema),
  replaces: z.exactOptional(z.literal(true)),
});

const filter = z.object({
  scanId: z.exactOptional(z.string()),
  severities: z.exactOptional(z.array(z.enum(SEVERITIES))),
  packageName: z.exactOptional(z.string()),
  image: z.exactOptional(z.string()),
  fix: z.exactOptional(z.boolean()),
  dueBy: z.exactOptional(z.string()),
});

const question = z.discriminatedUnion('about', [
  z.object({ about: z.literal('status') }),
  z.object({
    about: z.literal('open'),
    severities: z.exactOptional(z.array(z.enum(SEVERITIES))),
    due: z.exactOptional(z.enum(DUE_FILTERS)),
    image: z.exactOptional(z.string()),
    page: z.int().check(z.minimum(0)),
  }),
  z.object({ about: z.literal('affected'), vulnerabilityId: z.string() }),
  z.extend(details, { about: z.literal('details') }),
  z.object({
    about: z.literal('coverage'),
    filter,
    form: z.object({ viewId: z.string(), state: z.string() }),
  }),
]);

const name = z.string().check(z.minLength(1));

/** A job, from the slack handler, from the decide function or from EventBridge Scheduler. */
export const JobSchema: z.ZodMiniType<Job> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('decide'),
    key,
    base: z.int().check(z.minimum(0)),
    request,
    bulk: z.exactOptional(name),
    undoes: z.exactOptional(name),
    origin,
  }),
  z.object({
    type: z.literal('decide-card'),
    ref: cardRef,
    count: z.exactOptional(z.int().check(z.minimum(1))),
    request,
    origin,
  }),
  z.object({
    type: z.literal('hold'),
    ref: cardRef,
    take: z.boolean(),
    request: z.object({ actor, actionTs: seconds }),
    origin,
  }),
  z.object({
    type: z.literal('decide-many'),
    filter,
    request,
    message: z.exactOptional(ref),
    origin,
  }),
  z.object({ type: z.literal('undo-many'), bulk: name, request, origin }),
  z.object({ type: z.literal('scan'), images: z.array(z.string()), actor, origin }),
  z.object({ type: z.literal('cancel-scan'), taskArn: z.exactOptional(z.string()), actor, origin }),
  z.object({ type: z.literal('accept-vanished'), taskArn: name, actor, origin }),
  z.object({ type: z.literal('ask'), question, actor, origin }),
  z.object({ type: z.literal('home'), userId: z.string(), origin }),
  z.object({ type: z.literal('health-round'), origin }),
]);

/** Keys in one message to intake: some 60 KB at most, and one read of each twenty. */
export const KEYS_PER_READ = 100;

/** Findings that intake reads from Security Hub. */
export interface ReadRequest {
  type: 'read';
  keys: FindingKey[];
}

export const ReadSchema: z.ZodMiniType<ReadRequest> = z.object({
  type: z.literal('read'),
  keys: z.array(key).check(z.minLength(1), z.maxLength(KEYS_PER_READ)),
});
