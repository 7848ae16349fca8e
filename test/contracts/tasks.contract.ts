import type { Tasks } from '../../src/ports/tasks';
import { eventually } from '../emulators/aws/support';

const request = (token: string) => ({
  token,
  startedBy: 'slack/U0ANA',
  environment: { SCAN_REQUEST: token },
});

/** What the use cases rely on, of every implementation of `Tasks`. */
export function describeTasks(name: string, open: () => Promise<Tasks>): void {
  describe(`the scan tasks of ${name}`, () => {
    test('a task has its images, its environment and who started it', async () => {
      const tasks = await open();

      const { arn } = await tasks.start(['api'], request('one'));

      expect(await tasks.describe(arn)).toMatchObject({
        arn,
        startedBy: 'slack/U0ANA',
        environment: { SCAN_IMAGES: '["api"]', SCAN_REQUEST: 'one' },
      });
    });

    test('repeating a request with its token gives the same task, another token gives another task', async () => {
      const tasks = await open();

      const first = await tasks.start(['api'], request('one'));
      const again = await tasks.start(['api'], request('one'));
      await tasks.start(['api'], request('two'));

      expect(again.arn).toBe(first.arn);
      expect(await tasks.running()).toHaveLength(2);
    });

    test('a stopped task is no longer running, and keeps its reason', async () => {
      const tasks = await open();
      const { arn } = await tasks.start([], request('one'));

      await tasks.stop(arn, 'cancelled by Ana');

      expect(await tasks.running()).toEqual([]);
      const stopped = await eventually(async () => {
        const task = await tasks.describe(arn);
        return task?.lastStatus === 'STOPPED' ? task : undefined;
      });
      expect(stopped.stoppedReason).toBe('cancelled by Ana');
    });

    test('an unknown task is undefined', async () => {
      const tasks = await open();
      await tasks.start([], request('one'));

      const arn =
        'arn:aws:ecs:eu-west-1:111122223333:task/vulnscan/00000000000000000000000000000000';
      expect(await tasks.describe(arn)).toBeUndefined();
    });
  });
}
