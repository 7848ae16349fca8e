import { faultsOf, MODES, PAIRS, runFaults, runPairs, runSeeds, runWithout, SMALL } from './jobs';
import { CONTROLS, type ScenarioName } from './scenarios';

/*
 * A short run of what `npm run test:sim` does for minutes. A failure names its seed:
 * SEED=n SCENARIO=name npm run test:sim
 */

const WORLDS: [ScenarioName, string, number][] = [
  ['bulk', 'a bulk decision is made while messages are being posted', 1],
  ['foreign-early', 'another tool decides within a minute of the import', 1],
  ['hub-slow', 'Security Hub applies writes late and in another order', 2],
  ['cards', 'people decide upgrades of which later scans find more', 1],
  ['takeover-storm', 'a newer card takes over with every kind of fault', 1],
  ['changes-storm', 'material changes come with every kind of fault', 1],
  ['joining', 'findings join cards late and messages are deleted', 1],
  ['storm', 'every kind of fault happens', 1],
  ['channel-gone', 'the channel is archived for an hour', 2],
  ['refused', 'Slack refuses one message in five', 1],
];

test.each(WORLDS)(
  '%s: nothing is lost, repeated or overwritten while %s',
  async (name, _, seeds) => {
    const tally = await runSeeds(name, 1, seeds + 1);

    expect(tally.examples).toEqual([]);
    expect(faultsOf(tally)).toBe(0);
  },
);

test.each(Object.keys(SMALL))('%s: one fault at any call does no harm', async (name) => {
  const tally = await runFaults(name, 0, 200);

  expect(tally.runs).toBeGreaterThan(MODES.length);
  expect(tally.examples).toEqual([]);
});

test.each(Object.keys(PAIRS))('%s: two crashes at any two calls do no harm', async (name) => {
  const tally = await runPairs(name, 40, 5_000);

  expect(tally.runs).toBeGreaterThan(MODES.length);
  expect(tally.examples).toEqual([]);
});

test.each(CONTROLS.filter(({ isQuick }) => isQuick))(
  'the simulation finds what is $finds without the guard $guard',
  async (control) => {
    const { counts } = await runWithout(control, 3);

    expect(counts[control.finds]).toBeGreaterThan(0);
  },
);
