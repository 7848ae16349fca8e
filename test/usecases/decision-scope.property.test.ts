import fc from 'fast-check';
import { isDecided, type Severity } from '../../src/domain/finding';
import { CAUSES, type Cause } from '../../src/domain/material-change';
import type { Place, Until } from '../../src/domain/workflow';
import { HOUR, NOW } from '../domain/builders';
import { runs } from '../runs';
import { createDecisionWorld } from './decision-world';

type World = ReturnType<typeof createDecisionWorld>;

type Step =
  | { do: 'image'; name: string; exposed: boolean }
  | { do: 'drop' }
  | { do: 'package' | 'exploited' | 'exposed' | 'fix' | 'nothing' }
  | { do: 'severity'; to: Severity }
  | { do: 'scan'; how: 'once' | 'twice' | 'at once' | 'late'; hours: number; order: number }
  | { do: 'suppress'; place: Place; until: Until }
  | { do: 'resolve' | 'elsewhere' | 'lose ledger' }
  | { do: 'deliver' | 'repeat'; order: number };

const constant = <T extends Step>(step: T): fc.Arbitrary<Step> => fc.constant(step);
const small = fc.nat({ max: 50 });

const change: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('image' as const),
    name: fc.constantFrom('b', 'c', 'd'),
    exposed: fc.boolean(),
  }),
  fc.record({
    do: fc.constant('severity' as const),
    to: fc.constantFrom<Severity>('MEDIUM', 'HIGH', 'CRITICAL'),
  }),
  ...(['drop', 'package', 'exploited', 'exposed', 'fix', 'nothing'] as const).map((each) =>
    constant({ do: each }),
  ),
);

const scan: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('scan' as const),
  how: fc.constantFrom('once' as const, 'once' as const, 'twice', 'at once', 'late'),
  hours: fc.integer({ min: 1, max: 30 }),
  order: small,
});

const decision: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('suppress' as const),
      place: fc.constantFrom('here' as const, 'everywhere' as const),
      until: fc.constantFrom<Until>(
        { kind: 'ever' },
        { kind: 'fix' },
        { kind: 'date', date: '2026-11-27' },
        { kind: 'date', date: '2027-11-27' },
      ),
    }),
  },
  { weight: 2, arbitrary: constant({ do: 'resolve' }) },
  { weight: 1, arbitrary: constant({ do: 'elsewhere' }) },
);

const delivery: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('deliver' as const, 'repeat' as const),
  order: small,
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: change },
  { weight: 5, arbitrary: scan },
  { weight: 4, arbitrary: decision },
  { weight: 3, arbitrary: delivery },
  { weight: 1, arbitrary: constant({ do: 'lose ledger' }) },
);

async function take(world: World, each: Step): Promise<void> {
  const { reality } = world;
  switch (each.do) {
    case 'image':
      if (!reality.images.has(each.name)) reality.images.set(each.name, each.exposed);
      return;
    case 'drop': {
      const [first] = reality.images.keys();
      if (first !== undefined && reality.images.size > 1) reality.images.delete(first);
      return;
    }
    case 'package':
      reality.packages += 1;
      return;
    case 'exploited':
      reality.exploitedSince ??= NOW.toISOString().slice(0, 10);
      return;
    case 'exposed': {
      const [first] = reality.images.keys();
      if (first !== undefined) reality.images.set(first, true);
      return;
    }
    case 'fix':
      reality.fixed = true;
      return;
    case 'severity':
      reality.severity = each.to;
      return;
    case 'nothing':
      return;
    case 'scan':
      return takeScan(world, each);
    case 'suppress':
      return world.click({ kind: 'suppress', place: each.place, until: each.until });
    case 'resolve':
      return world.click({ kind: 'resolve' });
    case 'elsewhere':
      return world.elsewhere();
    case 'lose ledger':
      return world.loseLedger();
    case 'deliver':
      return world.deliver((count) => each.order % count);
    case 'repeat':
      return world.repeat(each.order);
  }
}

/** `at once`: two plan before either writes. `late`: one plans, another runs whole, then the first writes. */
async function takeScan(world: World, { how, hours }: Extract<Step, { do: 'scan' }>) {
  world.pass(hours * HOUR);
  const first = await world.plan();
  if (how !== 'late') await first.carryOut();
  if (how === 'once') return;
  const second = await world.plan();
  await second.carryOut();
  if (how === 'late') {
    await world.deliver();
    await first.carryOut();
  }
}

async function live(steps: Step[], reask: readonly Cause[]): Promise<World> {
  const world = createDecisionWorld(reask);
  await (await world.plan()).carryOut();
  await world.deliver();
  for (const each of steps) await take(world, each);
  await world.deliver();
  await (await world.plan()).carryOut();
  await world.deliver();
  return world;
}

function check(world: World): void {
  const { said } = world;
  const item = world.item();
  const hub = world.hub();
  if (item === undefined || hub === undefined) throw new Error('nothing was found');
  // Nothing is undone by anybody but the scanner, so each decision that it has to reopen is one appearance.
  expect(world.appearances()).toBe(said.filter(({ mustReopen }) => mustReopen).length);
  const last = said.at(-1);
  const isOpen = last === undefined || last.mustReopen === true;
  expect(isDecided(item.finding)).toBe(!isOpen);
  expect(hub.workflowStatus).toBe(item.finding.workflowStatus);
  if (!isOpen) expect(item.finding.note?.updatedBy).toContain(last.who);
  // Where no decision stands, none may come back by itself.
  expect(item.basis === undefined).toBe(isOpen);
}

test('a decision never spreads, is never asked again inside its scope, and every change asks once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 10 }),
      fc.oneof(fc.constant([...CAUSES]), fc.subarray([...CAUSES])),
      async (steps, reask) => check(await live(steps, reask)),
    ),
    { numRuns: runs(2_000) },
  );
});
