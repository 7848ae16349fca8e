import { Refused } from '../../domain/errors';
import type { Shard } from '../../domain/fan-out';
import { NOTHING_LEFT_OUT, sumOfLeftOut } from '../../domain/left-out';
import { mergeSeen } from '../../domain/merge-seen';
import { compareImages } from '../../domain/seen-vulnerabilities';
import { ARCHIVE_PREFIXES, cancelledKey, shardPrefix } from '../../installation';
import type { Archive } from '../../ports/archive';
import type { RunResults, RunStore } from '../../ports/runs';
import type { Log } from '../../ports/runtime';
import { createJsonObjects } from './json-objects';
import { PlanSchema, ShardSchema, VERSION } from './run-schema';
import { encodeResult, headOf, type ResultHead, vulnerabilitiesOf } from './shard-result';

/** Objects that are read or written at a time. Chosen. */
const PARALLEL = 8;

/**
 * A scan over several tasks as `runs/<scanId>/plan.json`, `shards/<number>.json`, `results/<number>.ndjson.gz` and
 * `cancelled`.
 */
export function createRunStore(archive: Archive, log: Log): RunStore {
  const { read, write } = createJsonObjects(archive, log);
  return {
    async putPlan(plan, shards) {
      await inParallel(shards, (shard) =>
        write(shardKey(plan.scanId, shard.number), { version: VERSION, ...shard }),
      );
      await write(planKey(plan.scanId), { version: VERSION, ...plan });
    },
    plan: async (scanId) => (await read(planKey(scanId), PlanSchema))?.value,
    shard: async (key) => (await read(key, ShardSchema))?.value,
    async putResult(scanId, shard, result) {
      const body = await encodeResult(scanId, shard, result);
      const key = resultKey(scanId, shard);
      const isFirst = await archive.put(key, body, { ifAbsent: true });
      if (!isFirst) log.info('the shard has a result already', { key });
    },
    async results(plan) {
      const numbers = Array.from({ length: plan.shards }, (_, number) => number);
      const found = await inParallel(numbers, (number) =>
        readResult(archive, log, plan.scanId, number),
      );
      const lost = numbers.filter((number) => found[number] === undefined);
      const shards = await inParallel(lost, async (number) => {
        const key = shardKey(plan.scanId, number);
        return (await read(key, ShardSchema))?.value ?? unreadable(key);
      });
      return merged(
        found.flatMap((each) => each ?? []),
        shards,
      );
    },
    cancel: async (scanId) => {
      await archive.put(cancelledKey(scanId), new Uint8Array());
    },
    isCancelled: async (scanId) => (await archive.get(cancelledKey(scanId))) !== undefined,
  };
}

interface Read {
  head: ResultHead;
  body: Uint8Array;
}

/** Read to its end once before anything is made of it. */
async function readResult(
  archive: Archive,
  log: Log,
  scanId: string,
  number: number,
): Promise<Read | undefined> {
  const key = resultKey(scanId, number);
  const object = await archive.get(key);
  if (object === undefined) return undefined;
  const { body } = object;
  try {
    const head = await headOf(body);
    if (head.scanId !== scanId || head.shard !== number) throw new Error('of another shard');
    for await (const _ of vulnerabilitiesOf(body, head.images)) {
      // Only that it can be read is of interest.
    }
    return { head, body };
  } catch (error) {
    log.warn('the result of a shard cannot be read', { key, bytes: body.length, error });
    return undefined;
  }
}

function merged(results: Read[], lost: Shard[]): RunResults {
  const heads = results.map(({ head }) => head);
  const images = heads.flatMap((head) => head.images);
  images.sort((a, b) => compareImages(a.image, b.image));
  return {
    seen: {
      images,
      read: () => mergeSeen(results.map(({ head, body }) => vulnerabilitiesOf(body, head.images))),
    },
    outcomes: heads.flatMap(({ outcomes }) => outcomes),
    failed: heads.flatMap(({ failed }) => failed),
    leftOut: heads.map(({ leftOut }) => leftOut).reduce(sumOfLeftOut, NOTHING_LEFT_OUT),
    lost,
  };
}

function unreadable(key: string): never {
  throw new Refused(
    'run_unreadable',
    `${key} is not in the archive as it was written, so it is not known which images were scanned; scan again.`,
  );
}

/** At most so many at a time; the answers in the order of the values. */
async function inParallel<From, To>(
  values: From[],
  act: (value: From) => Promise<To>,
): Promise<To[]> {
  const answers: To[] = [];
  const waiting = values.entries();
  const worker = async (): Promise<void> => {
    for (const [index, value] of waiting) answers[index] = await act(value);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return answers;
}

function runPrefix(scanId: string): string {
  return `${ARCHIVE_PREFIXES.runs}${scanId}/`;
}

function planKey(scanId: string): string {
  return `${runPrefix(scanId)}plan.json`;
}

function shardKey(scanId: string, number: number): string {
  return `${shardPrefix(scanId)}${numbered(number)}.json`;
}

function resultKey(scanId: string, number: number): string {
  return `${runPrefix(scanId)}results/${numbered(number)}.ndjson.gz`;
}

function numbered(number: number): string {
  return String(number).padStart(4, '0');
}
