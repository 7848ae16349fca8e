import type { RunningFanOut } from '../../src/domain/fan-out';
import type { FanOuts } from '../../src/ports/fan-out';
import { eventually } from '../emulators/aws/support';

let made = 0;

function aRun(change: Partial<RunningFanOut> = {}): RunningFanOut {
  made += 1;
  return {
    scanId: `scan-${made}`,
    taskArn: `arn:aws:ecs:eu-west-1:111122223333:task/vulnscan/scan-${made}`,
    images: ['api', 'web'],
    startedBy: 'slack/U0ANA',
    startedAt: '2026-11-24T10:00:00.000Z',
    request: 'request-1',
    acceptVanished: true,
    ...change,
  };
}

/** What the use cases rely on, of every implementation of `FanOuts`. An execution runs until it is stopped. */
export function describeFanOuts(
  name: string,
  open: () => Promise<FanOuts>,
  run: typeof test = test,
): void {
  describe(`the scans over several tasks of ${name}`, () => {
    run('one that was started is running, with all that it was given', async () => {
      const fanOuts = await open();
      const one = aRun();
      const { taskArn: _, request: __, acceptVanished: ___, ...other } = aRun();

      await fanOuts.start(one);
      await fanOuts.start(other);

      expect(await ids(fanOuts, [one, other])).toEqual([one, other]);
    });

    run('one that is started again runs once, also when it has ended', async () => {
      const fanOuts = await open();
      const one = aRun();
      await fanOuts.start(one);

      await fanOuts.start(one);
      await fanOuts.start({ ...one, startedAt: '2026-11-24T10:01:00.000Z' });
      expect(await ids(fanOuts, [one])).toEqual([one]);

      await fanOuts.stop(one.scanId, 'Cancelled by Ana');
      await fanOuts.start(one);
      expect(await ids(fanOuts, [one])).toEqual([]);
    });

    run('one that is stopped no longer runs, and the others go on', async () => {
      const fanOuts = await open();
      const [one, other] = [aRun(), aRun()];
      await fanOuts.start(one);
      await fanOuts.start(other);

      await fanOuts.stop(one.scanId, `Cancelled by ${'x'.repeat(1_000)}`);

      await eventually(async () => {
        const left = await ids(fanOuts, [one, other]);
        return left.length === 1 ? left : undefined;
      });
      expect(await ids(fanOuts, [one, other])).toEqual([other]);
    });

    run('stopping what has ended, or never was, is no error', async () => {
      const fanOuts = await open();
      const one = aRun();
      await fanOuts.start(one);
      await fanOuts.stop(one.scanId, 'enough');

      await fanOuts.stop(one.scanId, 'enough');
      await fanOuts.stop('never-was', 'enough');
    });
  });
}

/** Those of these that run, in the order in which they were started. */
async function ids(fanOuts: FanOuts, of: RunningFanOut[]): Promise<RunningFanOut[]> {
  const running = await fanOuts.running();
  const mine = running.filter(({ scanId }) => of.some((each) => each.scanId === scanId));
  return mine.sort((a, b) => a.scanId.localeCompare(b.scanId, 'en', { numeric: true }));
}
