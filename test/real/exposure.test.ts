import type { ExposureClients } from '../../src/adapters/images/exposure/exposure';
import { createRegistry } from '../../src/adapters/images/images';
import { createFakeLog } from '../fakes/runtime';
import { hasMoto } from './moto';
import { createVpc, type Network, startNetwork, type Vpc } from './moto-vpc';
import { TOPOLOGIES } from './topologies';
import { createTopology } from './topology';

/*
 * Whether the internet reaches an image, in networks that are built in moto, an emulator of ECS, ELB and EC2 that was
 * not written here. PYTHON names an interpreter that has moto[server].
 */

if (!hasMoto()) {
  process.stderr.write('exposure tests skipped: set PYTHON to a Python that has moto[server].\n');
  test.todo('the exposure of images in networks of moto');
} else {
  let moto: Network;
  let vpc: Vpc;
  const denied = new Set<string>();

  beforeAll(async () => {
    moto = await startNetwork();
    refuse(moto.clients, denied);
    vpc = await createVpc(moto.clients);
  });
  afterAll(() => moto?.stop());

  const rows = TOPOLOGIES.map((each, index) => ({ ...each, cluster: `case-${index}` }));

  test.each(rows)('$name: $expected', async ({ cluster, expected, build, denied: calls = [] }) => {
    const topology = createTopology(moto.clients, vpc, cluster);
    await topology.createCluster();
    await build(topology);
    for (const call of calls) denied.add(call);

    const answer = await exposureIn(moto.clients, cluster);
    denied.clear();

    expect(answer).toEqual(expected);
  });

  test('the table has at least 30 topologies, each of another kind', () => {
    expect(TOPOLOGIES.length).toBeGreaterThanOrEqual(30);
    expect(new Set(TOPOLOGIES.map(({ name }) => name)).size).toBe(TOPOLOGIES.length);
  });
}

/** The answer for the one image of a cluster: yes, no, or why it is not known. */
async function exposureIn(clients: ExposureClients, cluster: string): Promise<string | undefined> {
  const registry = createRegistry(
    { images: { ecs: { clusters: [cluster] } }, registry: '' },
    { log: createFakeLog(), ecs: clients.ecs, exposure: () => clients },
  );
  const { targets, failed, unclear = [] } = await registry.targets();
  expect(failed).toEqual([]);
  expect(targets).toHaveLength(1);
  const exposed = targets[0]?.exposure?.exposed;
  return exposed === 'unknown' ? unclear[0]?.why : exposed;
}

/** Answers the named calls as AWS does without a permission. */
function refuse({ ecs, ec2, balancing }: ExposureClients, denied: Set<string>): void {
  const check = async (call = ''): Promise<void> => {
    if (!denied.has(call.replace(/Command$/, ''))) return;
    const $metadata = { httpStatusCode: 403 };
    throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException', $metadata });
  };
  const at = { step: 'initialize', name: 'refuse' } as const;
  ecs.middlewareStack.add((next, { commandName }) => {
    return (args) => check(commandName).then(() => next(args));
  }, at);
  ec2.middlewareStack.add((next, { commandName }) => {
    return (args) => check(commandName).then(() => next(args));
  }, at);
  balancing.middlewareStack.add((next, { commandName }) => {
    return (args) => check(commandName).then(() => next(args));
  }, at);
}
