import { type FindingKey, keyText } from '../../src/domain/finding';
import type { Job, TaskJob } from '../../src/domain/job';
import type { Waker } from '../../src/ports/ledger';
import type { IntakeQueue, Queue } from '../../src/ports/queues';

type Decide = Extract<Job, { type: 'decide' }>;

const actor = { userId: 'U0ANA', teamId: 'T0HOME', name: 'Ana' };
const keys = (count: number): FindingKey[] =>
  Array.from({ length: count }, (_, index) => ({ id: `finding-${index}`, productArn: 'arn' }));

export function aDecision(number: number, requestId = `request-${number}`): Decide {
  return {
    type: 'decide',
    key: { id: `finding-${number}`, productArn: 'arn' },
    base: 0,
    request: { decision: { kind: 'resolve' }, actor, actionTs: '1764000000.000100' },
    origin: { requestId },
  };
}

export function aTask(image: string, requestId = 'request-1'): TaskJob {
  return { type: 'scan', images: [image], actor, origin: { requestId } };
}

/** What the use cases rely on, of every implementation of `Queue`. */
export function describeQueue(
  name: string,
  open: () => Promise<{
    queue: Queue;
    /** All that has arrived, in the order of each queue. */
    arrived(): Promise<Job[]>;
    pass(ms: number): Promise<void>;
  }>,
): void {
  describe(`the job queues of ${name}`, () => {
    test('deliver every job, with all it says', async () => {
      const { queue, arrived } = await open();
      const jobs: Job[] = [aDecision(1), aTask('api')];

      for (const job of jobs) await queue.send(job);

      expect(await arrived()).toEqual(jobs);
    });

    test('deliver any number of jobs that are sent together', async () => {
      const { queue, arrived } = await open();
      const decisions = Array.from({ length: 23 }, (_, index) => aDecision(index));
      const tasks = Array.from({ length: 12 }, (_, index) => aTask(`image-${index}`));

      await queue.sendAll([...tasks, ...decisions]);

      const jobs = await arrived();
      expect(jobs).toHaveLength(35);
      expect(jobs).toEqual(expect.arrayContaining<Job>([...decisions, ...tasks]));
    });

    test('take nothing when nothing is sent', async () => {
      const { queue, arrived } = await open();

      await queue.sendAll([]);

      expect(await arrived()).toEqual([]);
    });

    test('take the same task once in five minutes', async () => {
      const { queue, arrived, pass } = await open();

      await queue.send(aTask('api'));
      await queue.sendAll([aTask('api')]);
      expect(await arrived()).toEqual([aTask('api')]);
      await pass(301_000);
      await queue.send(aTask('api'));

      expect(await arrived()).toEqual([aTask('api'), aTask('api')]);
    });

    test('take two tasks of one request, and the same task of two requests', async () => {
      const { queue, arrived } = await open();
      const tasks = [aTask('api'), aTask('web'), aTask('api', 'request-2')];

      for (const task of tasks) await queue.send(task);

      expect(await arrived()).toEqual(tasks);
    });

    test('take a task once, wherever its answer goes', async () => {
      const { queue, arrived } = await open();
      const task = aTask('api');

      await queue.send(task);
      await queue.send({ ...task, origin: { ...task.origin, responseUrl: 'https://other' } });

      expect(await arrived()).toEqual([task]);
    });

    test('take all decisions of one request', async () => {
      const { queue, arrived } = await open();
      const decisions = [aDecision(1, 'bulk'), aDecision(2, 'bulk')];

      await queue.sendAll(decisions);

      expect(await arrived()).toEqual(decisions);
    });
  });
}

/** What the scanner and the sweep rely on, of every implementation of `IntakeQueue`. */
export function describeIntakeQueue(
  name: string,
  open: () => Promise<{ queue: IntakeQueue; arrived(): Promise<FindingKey[]> }>,
): void {
  describe(`the intake queue of ${name}`, () => {
    test.each([0, 1, 100, 1_250])('delivers %i keys once each', async (count) => {
      const { queue, arrived } = await open();

      await queue.read(keys(count));

      const delivered = await arrived();
      expect(delivered.map(keyText).sort()).toEqual(keys(count).map(keyText).sort());
    });

    test('delivers the key of a finding, and nothing else of it', async () => {
      const { queue, arrived } = await open();

      await queue.read(keys(1).map((key) => ({ ...key, severity: 'HIGH' })));

      expect(await arrived()).toEqual(keys(1));
    });
  });
}

/** One wake-up that arrived. */
export interface ArrivedWake {
  group: string;
  names: string[];
}

/** What the loops rely on, of every implementation of `Waker`. */
export function describeWaker(
  name: string,
  open: () => Promise<{
    waker: Waker;
    /** Wake-ups of both loops, the projector's first. */
    arrived(): Promise<ArrivedWake[]>;
    pass(ms: number): Promise<void>;
  }>,
): void {
  describe(`the waker of ${name}`, () => {
    test('delivers every wake-up of a person, with its names', async () => {
      const { waker, arrived } = await open();

      await waker.projector(['a', 'b'], true);
      await waker.projector(['a', 'b'], true);
      await waker.painter('C0', ['card'], true);

      expect(await arrived()).toEqual([
        { group: 'hub', names: ['a', 'b'] },
        { group: 'hub', names: ['a', 'b'] },
        { group: 'C0', names: ['card'] },
      ]);
    });

    test('delivers any number of names of a person', async () => {
      const { waker, arrived } = await open();
      const names = Array.from({ length: 250 }, (_, index) => `name-${index}`);

      await waker.projector(names, true);

      expect((await arrived()).flatMap((wake) => wake.names)).toEqual(names);
    });

    test('delivers a wake-up without names', async () => {
      const { waker, arrived } = await open();

      await waker.projector([], true);
      await waker.painter('C0', [], false);

      expect(await arrived()).toEqual([
        { group: 'hub', names: [] },
        { group: 'C0', names: [] },
      ]);
    });

    test('delivers one background wake-up of a group in one second, with the names of the first', async () => {
      const { waker, arrived, pass } = await open();

      await waker.projector(['first'], false);
      await pass(800);
      await waker.projector(['second'], false);
      await waker.painter('C0', ['card'], false);
      await waker.painter('C1', ['card'], false);
      await pass(200);
      await waker.projector(['third'], false);

      expect(await arrived()).toEqual([
        { group: 'hub', names: ['first'] },
        { group: 'hub', names: ['third'] },
        { group: 'C0', names: ['card'] },
        { group: 'C1', names: ['card'] },
      ]);
    });

    test('delivers a wake-up of a person although one of the background came before', async () => {
      const { waker, arrived } = await open();

      await waker.painter('C0', ['quiet'], false);
      await waker.painter('C0', ['clicked'], true);

      expect((await arrived()).map(({ names }) => names)).toEqual([['quiet'], ['clicked']]);
    });

    test('delivers at most 100 names in the background', async () => {
      const { waker, arrived } = await open();
      const names = Array.from({ length: 150 }, (_, index) => `name-${index}`);

      await waker.projector(names, false);

      expect(await arrived()).toEqual([{ group: 'hub', names: names.slice(0, 100) }]);
    });
  });
}
