import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ECSClient } from '@aws-sdk/client-ecs';
import { createTasks } from '../../src/adapters/ecs';
import { readRecord } from '../../src/adapters/read-record';

/** A task as ECS tells it in an account where GuardDuty's runtime monitoring is on. */
const WATCHED = {
  taskArn: 'arn:aws:ecs:eu-west-1:123456789012:task/vulnscan/1',
  lastStatus: 'STOPPED',
  containers: [
    { name: 'aws-guardduty-agent-1a2b', exitCode: 137 },
    { name: 'scanner', exitCode: 0 },
  ],
  overrides: {
    containerOverrides: [
      { name: 'aws-guardduty-agent-1a2b' },
      { name: 'scanner', environment: [{ name: 'SCAN_IMAGES', value: '["api"]' }] },
    ],
  },
};
const OURS = { exitCode: 0, environment: { SCAN_IMAGES: '["api"]' } };

test("exit code and variables come from the scanner's container, not from other containers AWS adds to the task", () => {
  const body = JSON.stringify({
    id: '1',
    source: 'aws.ecs',
    'detail-type': 'ECS Task State Change',
    time: '2026-11-24T03:00:00Z',
    detail: WATCHED,
  });

  expect(readRecord(body)).toMatchObject({ kind: 'task', task: OURS });
});

test('ECS.DescribeTasks is read the same way', async () => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ tasks: [WATCHED] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ecs = new ECSClient({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
  });
  const settings = {
    cluster: 'vulnscan',
    family: '',
    container: '',
    subnets: [],
    publicIp: true,
    securityGroups: [],
  };
  try {
    expect(await createTasks(settings, ecs).describe(WATCHED.taskArn)).toMatchObject(OURS);
  } finally {
    ecs.destroy();
    server.closeAllConnections();
    server.close();
  }
});
