import { newFinding } from './hub';
import type { Options } from './options';
import { checkWorld, type Report } from './oracle';
import { type Planned, planFindings } from './plan';
import { createRandom } from './random';
import { compareAll, createWorld, type World } from './world';

const SECOND = 1_000;
const HOUR = 3_600_000;
/** Seeds of what the scans find, apart from those of what happens to it. */
const PLANS = 1_000_000;

export interface Result {
  seed: number;
  world: World;
  report: Report;
}

/** One run: findings arrive, the world does its worst, and at the end everything must be right. */
export async function simulate(seed: number, options: Options): Promise<Result> {
  const world = createWorld(seed, options);
  const { loop, random } = world;
  const planned = planFindings(createRandom(seed + PLANS), options);
  for (const each of planned) {
    loop.after(each.at, () => {
      const finding = newFinding(each, loop.date());
      world.hub.create(finding);
      planLife(world, finding.id, planned);
    });
  }
  if (options.bulk) loop.after(random.between(5, 120) * SECOND, world.crowd.decideAll);
  for (const hours of [6, 12]) {
    if (hours < options.hours - 1) loop.after(hours * HOUR, () => nightlyScan(world, hours));
  }
  await loop.run(loop.epoch + options.hours * HOUR);
  return { seed, world, report: checkWorld(world) };
}

function planLife({ loop, random, options, hub }: World, id: string, planned: Planned[]): void {
  const later = (low: number, high: number, run: () => void) =>
    loop.after(random.between(low, high) * SECOND, run);
  const pick = () => random.pick(['RESOLVED', 'SUPPRESSED'] as const);
  if (random.chance(options.reimport)) later(0.1, 20, () => hub.importAgain(id, 'ACTIVE'));
  if (random.chance(options.foreignEarly)) {
    later(0, random.chance(0.5) ? 1 : 60, () => {
      hub.decideElsewhere(id, pick());
      if (random.chance(options.foreignUndo)) later(1, 900, () => hub.decideElsewhere(id, 'NEW'));
    });
  }
  if (random.chance(options.foreignLate)) {
    later(1_800, 7_200, () => {
      hub.decideElsewhere(id, random.chance(0.3) ? 'NOTIFIED' : pick());
      if (random.chance(options.foreignUndo)) later(5, 7_200, () => hub.decideElsewhere(id, 'NEW'));
    });
  }
  if (options.changes > 0 && random.chance(options.changes)) {
    later(60, 9_000, () => {
      hub.changeContent(id);
      if (random.chance(0.5)) later(1, 600, () => hub.changeContent(id));
    });
  }
  if (random.chance(options.moves)) {
    const [remedy] = random.pick(planned).remedies;
    later(60, 9_000, () => hub.moveTo(id, remedy));
  }
  if (random.chance(options.archive)) {
    later(300, 9_000, () => {
      hub.importAgain(id, 'ARCHIVED');
      if (random.chance(0.7)) later(600, 9_000, () => hub.importAgain(id, 'ACTIVE'));
    });
  }
}

/** Imports everything again, reopens some of what was resolved, and compares Security Hub with the ledger. */
function nightlyScan(world: World, hours: number): void {
  const { loop, random, options, hub } = world;
  loop.after(900 * SECOND, () => compareAll(world));
  for (const id of hub.findings.keys()) {
    loop.after(random.between(0, 600) * SECOND, () => {
      const { finding } = hub.findings.get(id) ?? {};
      if (finding?.recordState !== 'ACTIVE') return;
      hub.importAgain(id, 'ACTIVE');
      const isReopened = hours === 6 && finding.workflowStatus === 'RESOLVED';
      if (!isReopened || !random.chance(options.scannerReopen)) return;
      loop.after(random.between(1, 60) * SECOND, () => hub.decideElsewhere(id, 'NEW', 'scanner'));
    });
  }
}
