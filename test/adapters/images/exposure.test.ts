import { createRegistry } from '../../../src/adapters/images/images';
import { createFakeLog } from '../../fakes/runtime';
import {
  type Answers,
  aBalancer,
  aGroup,
  aListener,
  anInterface,
  aService,
  aTask,
  cannedClients,
  refused,
} from './canned-network';

/** The images of one cluster, with what was called and logged. */
async function look(changed: Answers = {}, exposed?: string[]) {
  const { clients, calls } = cannedClients(changed);
  const log = createFakeLog();
  const registry = createRegistry(
    { images: { ecs: { clusters: ['prod'] } }, registry: '', exposed },
    { log, ecs: clients.ecs, exposure: () => clients },
  );
  const { targets, unclear } = await registry.targets();
  return { exposure: targets[0]?.exposure, targets, unclear, calls, log };
}

const onlyTask = { loadBalancers: [] };
const derived = (exposed: 'yes' | 'no') => ({ exposed, source: 'derived' });

describe('the exposure of a running image', () => {
  it('is derived from its service, target group, load balancer, groups and routes', async () => {
    const { exposure, unclear } = await look();

    expect(exposure).toEqual(derived('yes'));
    expect(unclear).toEqual([]);
  });

  it('that is not known comes with the service and the reason', async () => {
    const LoadBalancers = [aBalancer({ Scheme: 'internal' })];

    const { exposure, unclear } = await look({ DescribeLoadBalancers: () => ({ LoadBalancers }) });

    expect(exposure).toEqual({ exposed: 'unknown' });
    expect(unclear).toEqual([{ name: 'prod/web', why: 'internal_balancer' }]);
  });

  it('is what vulnscan.yml says where that names the service', async () => {
    const LoadBalancers = [aBalancer({ Scheme: 'internal' })];

    const { exposure, unclear } = await look({ DescribeLoadBalancers: () => ({ LoadBalancers }) }, [
      'prod/web',
    ]);

    expect(exposure).toEqual({ exposed: 'yes', source: 'configured' });
    expect(unclear).toEqual([]);
  });

  it('stays derived where vulnscan.yml names others', async () => {
    expect((await look({}, ['api'])).exposure).toEqual(derived('yes'));
  });
});

/* What moto, the emulator of test/real/exposure.test.ts, lacks: answers as the API references show them. */
describe('what finds a service by name', () => {
  const connected = (services?: object[]) => [
    {
      serviceConnectConfiguration: {
        enabled: true,
        namespace: 'shop',
        ...(services && { services }),
      },
    },
  ];
  const withDeployments = (deployments: object[], more: object = {}) =>
    look({
      DescribeServices: () => ({ services: [aService('web', { ...onlyTask, deployments })] }),
      ...more,
    });

  it('as a server of Service Connect: not known', async () => {
    const { unclear } = await withDeployments(connected([{ portName: 'http' }]));

    expect(unclear).toEqual([{ name: 'prod/web', why: 'by_name' }]);
  });

  it('as a client of Service Connect only: not exposed', async () => {
    expect((await withDeployments(connected())).exposure).toEqual(derived('no'));
    expect((await withDeployments(connected([]))).exposure).toEqual(derived('no'));
  });

  it('in VPC Lattice: not known', async () => {
    const vpcLatticeConfigurations = [{ targetGroupArn: 'lattice', portName: 'http' }];

    const { unclear } = await withDeployments([{ vpcLatticeConfigurations }]);

    expect(unclear).toEqual([{ name: 'prod/web', why: 'by_name' }]);
  });
});

describe('a load balancer', () => {
  const serving = (service: object) =>
    look({
      DescribeServices: () => ({ services: [service] }),
      DescribeListeners: () => ({ Listeners: [aListener('tg-green')] }),
    });

  it('of a task set counts, as CodeDeploy uses it', async () => {
    const taskSets = [{ loadBalancers: [{ targetGroupArn: 'tg-green', containerPort: 80 }] }];

    expect((await serving(aService('web', { ...onlyTask, taskSets }))).exposure).toEqual(
      derived('yes'),
    );
  });

  it('counts with both target groups of a blue/green deployment', async () => {
    const loadBalancers = [
      {
        targetGroupArn: 'tg-blue',
        containerPort: 80,
        advancedConfiguration: { alternateTargetGroupArn: 'tg-green' },
      },
    ];

    expect((await serving(aService('web', { loadBalancers }))).exposure).toEqual(derived('yes'));
  });

  it('without public IPv4 addresses is reached by IPv6 only', async () => {
    const LoadBalancers = [aBalancer({ IpAddressType: 'dualstack-without-public-ipv4' })];
    const DescribeLoadBalancers = () => ({ LoadBalancers });
    const open6 = aGroup('sg-lb', 443, { Ipv6Ranges: [{ CidrIpv6: '::/0' }] });
    const task = aGroup('sg-task', 80, { UserIdGroupPairs: [{ GroupId: 'sg-lb' }] });

    expect((await look({ DescribeLoadBalancers })).exposure).toEqual(derived('no'));
    expect(
      (
        await look({
          DescribeLoadBalancers,
          DescribeSecurityGroups: () => ({ SecurityGroups: [open6, task] }),
        })
      ).exposure,
    ).toEqual(derived('yes'));
  });

  it('is seen on every page of its listeners and rules', async () => {
    const page = (full: object, empty: object) => (input: Record<string, unknown>) =>
      input['Marker'] === undefined ? { ...empty, NextMarker: 'more' } : full;
    const rule = { Actions: [{ Type: 'forward', TargetGroupArn: 'tg-web' }], Conditions: [] };

    const { exposure, calls } = await look({
      DescribeListeners: page({ Listeners: [aListener('tg-other')] }, { Listeners: [] }),
      DescribeRules: page({ Rules: [rule] }, { Rules: [] }),
    });

    expect(exposure).toEqual(derived('yes'));
    expect(calls.filter((call) => call === 'DescribeRules')).toHaveLength(2);
  });
});

describe('a public address', () => {
  const open = [
    aGroup('sg-task', 80, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] }),
    aGroup('sg-lb', 443, {}),
  ];
  const withPorts = (portMappings: object[]) =>
    look({
      DescribeServices: () => ({ services: [aService('web', onlyTask)] }),
      DescribeNetworkInterfaces: () => ({
        NetworkInterfaces: [
          anInterface('web', {
            SubnetId: 'subnet-out',
            Association: { PublicIp: '52.1.2.3' },
          }),
        ],
      }),
      DescribeSecurityGroups: () => ({ SecurityGroups: open }),
      DescribeTaskDefinition: () => ({
        taskDefinition: { containerDefinitions: [{ portMappings }] },
      }),
    });

  it('is open on a port of any container, or in a range of ports', async () => {
    expect((await withPorts([{ containerPort: 80 }])).exposure).toEqual(derived('yes'));
    expect((await withPorts([{ containerPortRange: '70-90' }])).exposure).toEqual(derived('yes'));
  });

  it('leaves it unknown where the open port is for another protocol, or none is declared', async () => {
    for (const ports of [[{ containerPort: 80, protocol: 'udp' }], []]) {
      expect((await withPorts(ports)).unclear).toEqual([{ name: 'prod/web', why: 'other_port' }]);
    }
  });
});

describe('the route of a subnet', () => {
  const withRoutes = (Routes: object[], Association: object = { PublicIp: '52.1.2.3' }) =>
    look({
      DescribeServices: () => ({ services: [aService('web', onlyTask)] }),
      DescribeNetworkInterfaces: () => ({
        NetworkInterfaces: [anInterface('web', { Association })],
      }),
      DescribeSecurityGroups: () => ({
        SecurityGroups: [aGroup('sg-task', 80, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] })],
      }),
      DescribeTaskDefinition: () => ({
        taskDefinition: { containerDefinitions: [{ portMappings: [{ containerPort: 80 }] }] },
      }),
      DescribeRouteTables: () => ({
        RouteTables: [{ VpcId: 'vpc', Associations: [{ Main: true }], Routes }],
      }),
    });
  const all = { DestinationCidrBlock: '0.0.0.0/0' };
  const local = { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local' };

  it('is that of the main table where the subnet has none of its own', async () => {
    const { exposure } = await withRoutes([local, { ...all, GatewayId: 'igw-1' }]);

    expect(exposure).toEqual(derived('yes'));
  });

  it.each([
    ['a gateway that was deleted', { ...all, GatewayId: 'igw-1', State: 'blackhole' }],
    ['a NAT gateway', { ...all, NatGatewayId: 'nat-1' }],
    ['a peer with private addresses', { DestinationCidrBlock: '10.9.0.0/16', GatewayId: 'pcx-1' }],
    ['S3', { DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1' }],
  ])('to %s lets nobody in', async (_, route) => {
    expect((await withRoutes([local, route])).exposure).toEqual(derived('no'));
  });

  it.each([
    ['a firewall', { ...all, GatewayId: 'vpce-1' }],
    ['a transit gateway', { ...all, TransitGatewayId: 'tgw-1' }],
    ['some addresses only', { DestinationCidrBlock: '203.0.113.0/24', GatewayId: 'igw-1' }],
  ])('to %s leaves it unknown', async (_, route) => {
    const { unclear } = await withRoutes([local, route]);

    expect(unclear).toEqual([{ name: 'prod/web', why: 'route' }]);
  });

  it('to a carrier’s network leaves a task in a Wavelength Zone unknown', async () => {
    const route = { ...all, CarrierGatewayId: 'cagw-1' };

    const { unclear } = await withRoutes([local, route], { CarrierIp: '155.1.2.3' });

    expect(unclear).toEqual([{ name: 'prod/web', why: 'route' }]);
  });
});

describe('what AWS refuses', () => {
  it('leaves the exposure unknown, is logged once, and does not fail the scan', async () => {
    const { exposure, unclear, log } = await look({
      DescribeRules: () => refused('AccessDeniedException', 403),
    });

    expect(exposure).toEqual({ exposed: 'unknown' });
    expect(unclear).toEqual([{ name: 'prod/web', why: 'not_read' }]);
    expect(log.facts).toEqual([
      {
        message: 'exposure not read',
        action: 'read listeners and their rules',
        code: 'AccessDeniedException',
        reason: expect.stringContaining('AWS refused: could not read listeners'),
        unread: 1,
      },
    ]);
  });

  it('is not tried again for the other services, and a list in vulnscan.yml closes none of them', async () => {
    const names = Array.from({ length: 25 }, (_, index) => `web-${index}`);
    const { targets, calls } = await look(
      {
        DescribeTasks: () => ({ tasks: names.map((name) => aTask(name)) }),
        DescribeServices: () => refused('ThrottlingException', 400),
      },
      ['web-3'],
    );

    expect(calls.filter((call) => call === 'DescribeServices')).toHaveLength(1);
    const named = targets.filter(({ exposure }) => exposure?.exposed === 'yes');
    expect(named.map(({ repository }) => repository)).toEqual(['web-3']);
    expect(targets.filter(({ exposure }) => exposure?.exposed === 'no')).toEqual([]);
  });

  it('a task whose interface is gone does not hide the others of its service', async () => {
    const gone = { ...aTask('web'), taskArn: 'stopping', attachments: aTaskWith('eni-gone') };

    const { exposure } = await look({ DescribeTasks: () => ({ tasks: [gone, aTask('web')] }) });

    expect(exposure).toEqual(derived('yes'));
  });
});

it('a hundred services behind one load balancer take fewer than thirty calls, all of them reads', async () => {
  const names = Array.from({ length: 100 }, (_, index) => `web-${index}`);
  const tasks = names.flatMap((name) => [aTask(name), { ...aTask(name), taskArn: `${name}-2` }]);
  const { targets, calls } = await look({
    DescribeTasks: () => ({ tasks }),
    DescribeServices: ({ services }) => ({
      services: (Array.isArray(services) ? services : []).map((name) => aService(name)),
    }),
    DescribeListeners: () => ({ Listeners: [aListener(...names.map((name) => `tg-${name}`))] }),
    DescribeNetworkInterfaces: () => ({
      NetworkInterfaces: names.map((name) => anInterface(name)),
    }),
  });

  expect(targets).toHaveLength(100);
  expect(targets.every(({ exposure }) => exposure?.exposed === 'yes')).toBe(true);
  expect(calls.length).toBeLessThan(30);
  expect(calls.filter((call) => !/^(Describe|List)/.test(call))).toEqual([]);
});

function aTaskWith(id: string): object[] {
  const details = [{ name: 'networkInterfaceId', value: id }];
  return [{ type: 'ElasticNetworkInterface', details }];
}
