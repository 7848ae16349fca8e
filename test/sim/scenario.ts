import type { FindingKey } from '../../src/domain/finding';
import { findingOf } from './event';
import { bringBackByHub } from './hub';
import type { Options } from './options';
import { checkWorld, type SimulationReport } from './oracle';
import { createWorld, type World } from './world';

const HOUR = 3_600_000;

export interface Result extends SimulationReport {
  seed: number;
  world: World;
}

/** One run: findings arrive within a minute, the world does its worst, and at the end everything must be right. */
export async function simulate(seed: number, options: Options): Promise<Result> {
  const world = createWorld(seed, options);
  const { loop, random } = world;
  const inDigest = Math.round(options.findings * options.digest);
  for (let number = 0; number < options.findings; number += 1) {
    const scan =
      number < inDigest
        ? { id: 'flood', newFindings: Math.max(inDigest, 6) }
        : { id: `calm-${number}`, newFindings: 1 };
    loop.after(random.between(0, 60_000), () => {
      const finding = findingOf(number, loop.date(), scan);
      world.hub.importOne(finding, 'scanner');
      planLife(world, { id: finding.id, productArn: finding.productArn });
    });
    if (random.chance(options.poison))
      loop.after(random.between(0, 60_000), () => poison(world, number));
  }
  await loop.run(loop.epoch + options.hours * HOUR);
  return { seed, world, ...checkWorld(world) };
}

/** A scan sees it again. */
function seeAgain({ hub, loop }: World, key: FindingKey): void {
  const { finding } = hub.record(key);
  hub.importOne({ ...finding, updatedAt: loop.date().toISOString() }, 'scanner');
}

function planLife(world: World, key: FindingKey): void {
  const { loop, random, options } = world;
  if (random.chance(options.echoes)) {
    loop.after(100 + random.between(0, 20_000), () => seeAgain(world, key));
  }
  if (random.chance(options.foreign)) {
    loop.after(random.between(2 * HOUR, 3 * HOUR), () => decideElsewhere(world, key));
  }
  if (random.chance(options.resets)) {
    loop.after(random.between(5 * HOUR, 6 * HOUR), () => bringBack(world, key));
  }
}

/** In the AWS console, by somebody who has never heard of us. */
function decideElsewhere({ hub, random, loop }: World, key: FindingKey): void {
  if (hub.record(key).busyUntil > loop.now()) return;
  const workflowStatus = random.pick(['RESOLVED', 'SUPPRESSED', 'NOTIFIED'] as const);
  if (hub.record(key).finding.workflowStatus === 'NEW') return;
  const note = random.chance(0.5) ? { text: 'seen', updatedBy: 'somebody' } : undefined;
  void hub.storeOf('console').update([key], { workflowStatus, ...(note && { note }) });
}

/** Security Hub's own reset, or the scanner that still sees what was resolved. */
function bringBack(world: World, key: FindingKey): void {
  const { hub, random, loop } = world;
  const record = hub.record(key);
  if (record.busyUntil > loop.now()) return;
  if (record.finding.workflowStatus !== 'RESOLVED' || random.chance(0.5)) {
    bringBackByHub(hub, record, loop.date());
    return;
  }
  seeAgain(world, key);
  const at = Math.floor(loop.now() / 1000);
  const note = { text: 'still there', updatedBy: `vulnscan/scanner/${at}/reopen` };
  void hub.storeOf('scanner').update([key], { workflowStatus: 'NEW', note });
}

function poison({ alerts }: World, number: number): void {
  const bodies = ['{', '{"id":1}', '[]', '{"type":"raise"}', '{"__proto__":{"type":"decide"}}'];
  const body = `${bodies[number % bodies.length]}${' '.repeat(number)}`;
  alerts.send(body, 'alerts', body);
}
