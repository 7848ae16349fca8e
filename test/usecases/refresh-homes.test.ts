import { publishHome } from '../../src/usecases/publish-home';
import { refreshHomes } from '../../src/usecases/refresh-homes';
import { createFakeFanOuts } from '../fakes/fan-outs';
import { aMember, createFakePeople, TEAM } from '../fakes/people';
import { createFakeHomeTab } from '../fakes/views';
import { ledgerWith } from './tasks-kit';

async function people() {
  const all = await ledgerWith();
  const home = createFakeHomeTab();
  const task = { arn: 'arn:1', lastStatus: 'RUNNING', environment: { SCAN_IMAGES: '["api"]' } };
  const running = [task];
  const members = { people: createFakePeople((userId) => aMember(userId)), triage: { team: TEAM } };
  const scans = { tasks: { running: async () => running }, fanOuts: createFakeFanOuts() };
  const deps = { ...all.deps, ...members, ...scans, home };
  const runningIn = (userId: string) => home.tabs.get(userId)?.running;
  return { ...all, deps, home, running, runningIn };
}

test('a Home tab names the images of a running scan, and no longer shows it when it has ended', async () => {
  const { deps, running, runningIn } = await people();
  await publishHome(deps, { userId: 'U0ANA' });
  await publishHome(deps, { userId: 'U0KEN' });
  expect(runningIn('U0ANA')).toEqual([{ images: ['api'] }]);

  running.length = 0;
  await refreshHomes(deps);

  expect([runningIn('U0ANA'), runningIn('U0KEN')]).toEqual([[], []]);
});

test('a task that ECS still lists when its result arrives is drawn once more when it has stopped', async () => {
  const { deps, running, runningIn } = await people();
  await publishHome(deps, { userId: 'U0ANA' });

  await refreshHomes(deps);
  running.length = 0;
  await refreshHomes(deps);

  expect(runningIn('U0ANA')).toEqual([]);
});

test('tabs that show no running scan are left alone', async () => {
  const { deps, home, running } = await people();
  running.length = 0;
  await publishHome(deps, { userId: 'U0ANA' });
  home.tabs.clear();

  await refreshHomes(deps);

  expect(home.tabs.size).toBe(0);
});

test('a tab that cannot be drawn does not keep the others from being drawn', async () => {
  const { deps, home, running, runningIn, facts } = await people();
  await publishHome(deps, { userId: 'U0ANA' });
  await publishHome(deps, { userId: 'U0KEN' });
  running.length = 0;
  const error = new Error('Slack said no');
  const publish: typeof home.publish = async (userId, overview) => {
    if (userId === 'U0ANA') throw error;
    await home.publish(userId, overview);
  };

  await refreshHomes({ ...deps, home: { ...home, publish } });

  expect(runningIn('U0KEN')).toEqual([]);
  expect(facts).toEqual([{ message: 'a home tab is not redrawn', user: 'U0ANA', error }]);
});
