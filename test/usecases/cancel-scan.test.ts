import type { Notice } from '../../src/domain/notice';
import type { ScanTask } from '../../src/domain/scan';
import type { Person, ReplyTo } from '../../src/ports/people';
import { cancelScan } from '../../src/usecases/cancel-scan';
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
  kind?: Person['kind'];
  users?: string[];
}

async function cancel({
  userId = 'U0ANA',
  taskArn,
  running = [TASK],
  kind = 'member',
  users = [],
}: Attempt) {
  const stopped: string[] = [];
  const notices: Notice[] = [];
  const addressees: ReplyTo[] = [];
  await cancelScan(
    {
      tasks: {
        running: async () => running,
        stop: async (arn, reason) => {
          stopped.push(`${arn} ${reason}`);
        },
      },
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
    stopped: ['arn:task/1 Cancelled by U0ANA'],
    notices: [{ kind: 'scan-cancelling' }],
  });
});

test('a person who may decide may stop any scan, and nobody else may', async () => {
  expect((await cancel({ userId: 'U0KEN', users: ['U0KEN'] })).stopped).toHaveLength(1);
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
    'arn:task/2 Cancelled by U0ANA',
  ]);
});

test('a guest may not even stop the scan that they started, nor learn that none runs', async () => {
  for (const running of [[TASK], []]) {
    const { stopped, notices } = await cancel({ kind: 'guest', running });

    expect(stopped).toEqual([]);
    expect(notices).toEqual([{ kind: 'members-only' }]);
  }
});
