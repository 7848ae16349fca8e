import { faultsOf, MODES, PAIRS, runFaults, runPairs, runSeeds, runWithout, SMALL } from './jobs';
import { CONTROLS, type ScenarioName } from './scenarios';

/*
 * A short run of what `npm run test:sim` does for minutes. A failure names its seed:
 * SEED=n SCENARIO=name npm run test:sim
 */

const WORLDS: [ScenarioName, string, number][] = [
  ['bulk', 'a bulk decision is made while messages are being posted', 2],
  ['foreign-early', 'another tool decides within a minute of the import', 2],
  ['hub-slow', 'Security Hub applies writes late and in another order', 3],
  ['busy', 'people and tools decide at the same time', 1],
  ['cards', 'people decide upgrades of which later scans find more', 1],
  ['cards-deleted', 'cards are deleted or refused', 1],
  ['extended', 'suppressions are extended while others reopen them', 1],
  ['takeover', 'a newer card takes over while the older one is decided', 1],
  ['takeover-storm', 'a newer card takes over with every kind of fault', 1],
  ['changes', 'later scans find material changes of open findings', 2],
  ['changes-storm', 'material changes come with every kind of fault', 2],
  ['joining', 'findings join cards late and messages are deleted', 1],
  ['storm', 'every kind of fault happens', 3],
  ['hurricane', 'nearly half of all calls fail', 1],
  ['slack-down', 'Slack does not answer for an hour', 2],
  ['hub-down', 'Security Hub takes nothing for an hour', 1],
  ['channel-gone', 'the channel is archived for an hour', 3],
  ['refused', 'Slack refuses one message in five', 3],
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
  const tally = await runFaults(name, 0, 100);

  expect(tally.runs).toBeGreaterThan(MODES.length);
  expect(tally.examples).toEqual([]);
});

test.each(Object.keys(PAIRS))('%s: two crashes at any two calls do no harm', async (name) => {
  const tally = await runPairs(name, 40, 1_000);

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
