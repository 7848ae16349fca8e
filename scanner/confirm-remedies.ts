import type { KnownFinding } from '../src/domain/detection';
import { Unavailable } from '../src/domain/errors';
import { groupBy } from '../src/domain/group-by';
import {
  type Checked,
  type Remedies,
  type RemedyTarget,
  remediesOfScan,
  type SeenFacts,
  targetId,
} from '../src/domain/remedies-of-scan';
import { ASK_TRIVY_MS } from '../src/domain/timing';
import type { Compare } from '../src/domain/versions/scheme';
import type { Clock, Log } from '../src/ports/runtime';
import type { Answers } from './ask-trivy';
import { type Control, controlsOf, foundIn, isReproduced, packagesOf } from './asked-packages';
import { type AskedPackage, sbomsOf } from './targets-sbom';
import type { Trivy } from './trivy';

export interface ConfirmDeps {
  trivy: Pick<Trivy, 'ask'>;
  compare: Compare;
  clock: Clock;
  log: Log;
}

/** A target that is raised may have vulnerabilities of its own again. Chosen. */
const ROUNDS = 3;

/**
 * The remedies of a scan, after Trivy was asked whether their targets have vulnerabilities that the installed versions do
 * not show (issue 15): then the target is raised, and Trivy is asked again. Only remedies whose installed versions Trivy
 * judges as it did in the images are confirmed. Never rejects: without an answer less is said.
 */
export async function confirmRemedies(
  deps: ConfirmDeps,
  facts: SeenFacts,
  known: KnownFinding[],
): Promise<Remedies> {
  const { compare, clock, log } = deps;
  const controls = controlsOf(facts);
  const checked: Checked = { asked: [], found: [] };
  const until = clock.now().getTime() + ASK_TRIVY_MS;
  const seen = new Set<string>();
  let remedies = remediesOfScan(facts, { compare, known });
  for (let round = 0; round < ROUNDS; round += 1) {
    const targets = remedies.targets.filter((target) => !seen.has(targetId(target)));
    if (targets.length === 0) break;
    for (const target of targets) seen.add(targetId(target));
    try {
      await check(deps, { targets, controls, checked, until });
    } catch (error) {
      log.warn('upgrades not confirmed', { error });
      break;
    }
    remedies = remediesOfScan(facts, { compare, known, checked });
  }
  return remedies;
}

interface Round {
  targets: RemedyTarget[];
  controls: Map<string, Control[]>;
  checked: Checked;
  /** Milliseconds since the epoch. */
  until: number;
}

/** Adds what Trivy says of these targets. */
async function check(deps: ConfirmDeps, { targets, controls, checked, until }: Round) {
  const asked = targets.map((target) => ({
    target,
    packages: packagesOf(target),
    controls: controls.get(target.packageKey) ?? [],
  }));
  const all = asked.flatMap((each) => [
    ...each.packages.map((one) => one.asked),
    ...each.controls.map((one) => one.asked),
  ]);
  const answers = await ask(deps, all, until);
  for (const each of asked) {
    checked.found.push(...foundIn(each.packages, answers));
    const isRead =
      each.packages.length > 0 && each.packages.every((one) => answers.has(one.asked.ref));
    if (isRead && each.controls.every((control) => isReproduced(control, answers))) {
      checked.asked.push(each.target);
    }
  }
  const unsure = targets.filter((target) => !checked.asked.includes(target)).length;
  if (unsure > 0) deps.log.info('upgrades not confirmed', { targets: targets.length, unsure });
}

const TOO_LONG =
  'Trivy was not asked about all upgrades in time; their cards say less until a scan can ask it.';

/** Equal packages are asked about once: of two with the same package URL Trivy reads one. */
async function ask(
  { trivy, clock }: ConfirmDeps,
  packages: AskedPackage[],
  until: number,
): Promise<Answers> {
  const distinct = [...groupBy(packages, ({ ref }) => ref).values()].flatMap(([one]) => one ?? []);
  const answers: Answers = new Map();
  for (const sbom of sbomsOf(distinct)) {
    const left = until - clock.now().getTime();
    if (left <= 0) throw new Unavailable('trivy_timeout', TOO_LONG);
    for (const [ref, answer] of await trivy.ask(sbom, left)) answers.set(ref, answer);
  }
  return answers;
}
