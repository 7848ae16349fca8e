import { isStep, type RunningFanOut, scanIdOf } from '../../src/domain/fan-out';
import type { Notice } from '../../src/domain/notice';
import type { ScanTask } from '../../src/domain/scan';
import type { Person, ReplyTo } from '../../src/ports/people';
import { cancelScan } from '../../src/usecases/cancel-scan';
import { createFakeFanOuts } from '../fakes/fan-outs';
import { createFakeLog } from '../fakes/runtime';

const TASK: ScanTask = {
  arn: 'arn:task/1',
  lastStatus: 'RUNNING',
  startedBy: 'slack/U0ANA',
  environment: {},
};

interface Attempt {
  userId?: string;
  taskArn?: string;
  running?: ScanTask[];
  fanOut?: RunningFanOut;
  kind?: Person['kind'];
  users?: string[];
}

async function cancel({
  userId = 'U0ANA',
  taskArn,
  running = [TASK],
  fanOut,
  kind = 'member',
  users = [],
}: Attempt) {
  const stopped: string[] = [];
  const fanOuts = createFakeFanOuts();
  if (fanOut !== undefined) await fanOuts.start(fanOut);
  const notices: Notice[] = [];
  const addressees: ReplyTo[] = [];
  await cancelScan(
    {
      tasks: {
        running: async () => running.filter((task) => !isStep(task)),
        ofScan: async (scanId) => running.filter((task) => scanIdOf(task) === scanId),
        stop: async (arn, reason) => {
          stopped.push(`${arn} ${reason}`);
        },
      },
      fanOuts: {
        running: fanOuts.running,
        stop: async (scanId, reason) => {
          await fanOuts.stop(scanId, reason);
          stopped.push(...fanOuts.stopped.map((each) => `${each.scanId} ${each.reason}`));
        },
      },
      runs: { cancel: async (scanId) => void stopped.push(`${scanId} is marked`) },
      replies: {
        tell: async (to, notice) => {
          addressees.push(to);
          notices.push(notice);
        },
      },
      people: {
        lookUp: async (id) => ({ userId: id, teamId: 'T0HOME', name: id, kind }),
        membersOf: async () => [],
      },
      triage: { team: 'T0HOME', users, usergroups: [] },
      log: createFakeLog(),
    },
    {
      type: 'cancel-scan',
      actor: { userId, teamId: 'T0HOME', name: 'ana' },
      origin: { requestId: 'r', channel: 'C0' },
      ...(taskArn !== undefined && { taskArn }),
    },
  );
  expect(addressees).toMatchObject([{ userId, channel: 'C0' }]);
  return { stopped, notices };
}

test('the person who started a scan may stop it, even without the right to decide', async () => {
  expect(await cancel({ users: ['U0KEN'] })).toEqual({
    stopped: ['1 is marked', 'arn:task/1 Cancelled by U0ANA'],
    notices: [{ kind: 'scan-cancelling' }],
  });
});

test('a person who may decide may stop any scan, and nobody else may', async () => {
  expect((await cancel({ userId: 'U0KEN', users: ['U0KEN'] })).stopped).toHaveLength(2);
  expect(await cancel({ userId: 'U0KEN', users: ['U0ANA'] })).toEqual({
    stopped: [],
    notices: [{ kind: 'not-allowed', ask: ['U0ANA'] }],
  });
  expect((await cancel({ userId: 'U0GUEST', kind: 'guest' })).stopped).toEqual([]);
});

test('a scan that is over, or a task that is not ours, is not stopped', async () => {
  expect(await cancel({ running: [] })).toEqual({
    stopped: [],
    notices: [{ kind: 'nothing-running' }],
  });
  expect(await cancel({ taskArn: 'arn:task/other' })).toEqual({
    stopped: [],
    notices: [{ kind: 'nothing-running' }],
  });
});

test('of several scans the one whose button was clicked is stopped', async () => {
  const running = [TASK, { ...TASK, arn: 'arn:task/2' }];

  expect((await cancel({ running, taskArn: 'arn:task/2' })).stopped).toEqual([
    '2 is marked',
    'arn:task/2 Cancelled by U0ANA',
  ]);
});

describe('a scan over several tasks', () => {
  const fanOut: RunningFanOut = {
    scanId: '1',
    taskArn: TASK.arn,
    images: [],
    startedBy: 'slack/U0ANA',
    startedAt: '2026-11-24T10:00:00.000Z',
  };
  const step = (arn: string, environment: Record<string, string>): ScanTask => ({
    arn,
    lastStatus: 'RUNNING',
    startedBy: 'AWS Step Functions',
    environment: { SCAN_RUN: '1', ...environment },
  });
  const shards = ['a', 'b'].map((arn) => step(arn, { SCAN_STEP: 'shard', SCAN_SHARD: arn }));
  const others = [{ ...TASK, arn: 'arn:task/2' }, step('c', { SCAN_STEP: 'shard', SCAN_RUN: '2' })];

  test('is marked first, then its state machine and all its tasks are stopped, and no others', async () => {
    expect(await cancel({ fanOut, running: [...others, ...shards], taskArn: TASK.arn })).toEqual({
      stopped: [
        '1 is marked',
        '1 Cancelled by U0ANA',
        'a Cancelled by U0ANA',
        'b Cancelled by U0ANA',
      ],
      notices: [{ kind: 'scan-cancelling' }],
    });
  });

  test('is stopped while its first task still plans, and while it reconciles', async () => {
    expect((await cancel({ fanOut, running: [TASK] })).stopped).toEqual([
      '1 is marked',
      '1 Cancelled by U0ANA',
      'arn:task/1 Cancelled by U0ANA',
    ]);
    const reconcile = step('r', { SCAN_STEP: 'reconcile' });
    expect((await cancel({ fanOut, running: [reconcile] })).stopped).toContain(
      'r Cancelled by U0ANA',
    );
  });

  test('is stopped by the person who started it, and otherwise by those who may decide', async () => {
    const users = ['U0KEN'];

    expect((await cancel({ fanOut, running: [], users })).stopped).toHaveLength(2);
    expect((await cancel({ fanOut, running: [], userId: 'U0KEN', users })).stopped).toHaveLength(2);
    expect((await cancel({ fanOut, running: [], userId: 'U0EVE', users })).stopped).toEqual([]);
  });
});

test('a guest may not even stop the scan that they started, nor learn that none runs', async () => {
  for (const running of [[TASK], []]) {
    const { stopped, notices } = await cancel({ kind: 'guest', running });

    expect(stopped).toEqual([]);
    expect(notices).toEqual([{ kind: 'members-only' }]);
  }
});
