import type { Unclear } from '../../src/domain/reach';
import {
  forward,
  INSIDE,
  NOT_FOUND,
  type TaskOptions,
  type Topology,
  WORLD,
  WORLD6,
  weighted,
} from './topology';

/** A topology and whether the internet reaches its image, written down by hand. */
export interface Case {
  name: string;
  expected: 'yes' | 'no' | Unclear;
  build(at: Topology): Promise<void>;
  /** Calls that AWS refuses. */
  denied?: string[];
}

const OFFICE = '203.0.113.0/24';

/** An Application Load Balancer in front of a service; each part as it is most often found. */
async function behindBalancer(
  at: Topology,
  {
    balancer = {},
    balancerFrom = [WORLD],
    listen = 443,
    actions = forward,
    task = {},
    taskFrom,
    taskPort = 80,
  }: {
    balancer?: Parameters<Topology['balancer']>[0];
    balancerFrom?: string[];
    listen?: number;
    actions?: (targetGroup: string, other: string) => ReturnType<typeof forward>;
    task?: TaskOptions;
    taskFrom?: string[];
    taskPort?: number;
  } = {},
): Promise<{ listener: string; targetGroup: string }> {
  const outer = await at.group({ from: balancerFrom, port: 443 });
  const inner = await at.group({ from: taskFrom ?? [outer], port: taskPort });
  const arn = await at.balancer({ SecurityGroups: [outer], ...balancer });
  const [targetGroup, other] = [await at.targetGroup(), await at.targetGroup()];
  const listener = await at.listener(arn, actions(targetGroup, other), { port: listen });
  await at.service([targetGroup], { groups: [inner], ...task });
  return { listener, targetGroup };
}

/** A Network Load Balancer in front of a service. */
async function behindNetworkBalancer(
  at: Topology,
  {
    scheme = 'internet-facing' as 'internet-facing' | 'internal',
    balancerFrom = undefined as string[] | undefined,
    taskFrom = [WORLD],
    taskProtocol = 'tcp',
    protocol = 'TCP' as 'TCP' | 'UDP',
    keepsClientAddress = false,
  } = {},
): Promise<void> {
  const outer = balancerFrom && (await at.group({ from: balancerFrom, port: 443 }));
  const from = taskFrom.map((each) => (each === 'balancer' ? (outer ?? '') : each));
  const inner = await at.group({ from, port: 80, protocol: taskProtocol });
  const arn = await at.balancer({
    Type: 'network',
    Scheme: scheme,
    ...(outer !== undefined && { SecurityGroups: [outer] }),
  });
  const targetGroup = await at.targetGroup({ Protocol: protocol, keepsClientAddress });
  await at.listener(arn, forward(targetGroup), { port: 443, protocol });
  await at.service([targetGroup], { groups: [inner] });
}

/** A service without a load balancer. */
async function withoutBalancer(
  at: Topology,
  from: string[],
  { port = 80, ...task }: TaskOptions & { port?: number } = {},
): Promise<void> {
  const groups = from.length === 0 ? [await at.group()] : [await at.group({ from, port })];
  await at.service([], { groups, subnet: 'public', ...task });
}

const BALANCERS: Case[] = [
  { name: 'an internet-facing ALB', expected: 'yes', build: (at) => behindBalancer(at).then(noop) },
  {
    name: 'an internal ALB',
    expected: 'internal_balancer',
    build: (at) => behindBalancer(at, { balancer: { Scheme: 'internal' } }).then(noop),
  },
  {
    name: 'an internet-facing ALB whose group has no rule',
    expected: 'no',
    build: async (at) => {
      const outer = await at.group();
      await behindBalancer(at, { balancer: { SecurityGroups: [outer] }, taskFrom: [outer] });
    },
  },
  {
    name: 'an internet-facing ALB whose group is open on another port than its listener',
    expected: 'no',
    build: (at) => behindBalancer(at, { listen: 8443 }).then(noop),
  },
  {
    name: 'an internet-facing ALB whose group lets in only the VPC',
    expected: 'internal_balancer',
    build: (at) => behindBalancer(at, { balancerFrom: [INSIDE] }).then(noop),
  },
  {
    name: 'an internet-facing ALB whose group lets in only a prefix list',
    expected: 'some_addresses',
    build: (at) => behindBalancer(at, { balancerFrom: [at.vpc.prefixList] }).then(noop),
  },
  {
    name: 'an internet-facing ALB whose group lets in only an office',
    expected: 'some_addresses',
    build: (at) => behindBalancer(at, { balancerFrom: [OFFICE] }).then(noop),
  },
  {
    name: 'an internet-facing ALB whose group lets in both halves of the internet',
    expected: 'yes',
    build: (at) => behindBalancer(at, { balancerFrom: ['0.0.0.0/1', '128.0.0.0/1'] }).then(noop),
  },
  {
    name: 'an IPv4 ALB whose group lets in only IPv6',
    expected: 'no',
    build: (at) => behindBalancer(at, { balancerFrom: [WORLD6] }).then(noop),
  },
  {
    name: 'a dual-stack ALB whose group lets in only IPv6',
    expected: 'yes',
    build: (at) =>
      behindBalancer(at, {
        balancer: { IpAddressType: 'dualstack' },
        balancerFrom: [WORLD6],
      }).then(noop),
  },
  {
    name: 'a dual-stack ALB for IPv6 only, in a subnet that routes only IPv4',
    expected: 'no',
    build: (at) =>
      behindBalancer(at, {
        balancer: { IpAddressType: 'dualstack', subnets: ['ipv4-only'] },
        balancerFrom: [WORLD6],
      }).then(noop),
  },
  {
    name: 'an internet-facing ALB in a subnet behind a NAT gateway',
    expected: 'no',
    build: (at) => behindBalancer(at, { balancer: { subnets: ['nat'] } }).then(noop),
  },
  {
    name: 'an internet-facing ALB in a subnet without a default route',
    expected: 'no',
    build: (at) => behindBalancer(at, { balancer: { subnets: ['isolated'] } }).then(noop),
  },
  {
    name: 'an internet-facing ALB in a subnet behind a firewall appliance',
    expected: 'route',
    build: (at) => behindBalancer(at, { balancer: { subnets: ['appliance'] } }).then(noop),
  },
  {
    name: 'an internet-facing ALB in a public and a private subnet',
    expected: 'yes',
    build: (at) => behindBalancer(at, { balancer: { subnets: ['nat', 'public'] } }).then(noop),
  },
];

const LISTENERS: Case[] = [
  {
    name: 'a listener that goes to another service',
    expected: 'no',
    build: (at) => behindBalancer(at, { actions: (_, other) => forward(other) }).then(noop),
  },
  {
    name: 'a rule that forwards by path, under a default of 404',
    expected: 'yes',
    build: async (at) => {
      const { listener, targetGroup } = await behindBalancer(at, { actions: () => NOT_FOUND });
      await at.rule(listener, forward(targetGroup), [{ Field: 'path-pattern', Values: ['/api*'] }]);
    },
  },
  {
    name: 'a rule that forwards only requests from the VPC',
    expected: 'no',
    build: async (at) => {
      const { listener, targetGroup } = await behindBalancer(at, { actions: () => NOT_FOUND });
      const SourceIpConfig = { Values: [INSIDE] };
      await at.rule(listener, forward(targetGroup), [{ Field: 'source-ip', SourceIpConfig }]);
    },
  },
  {
    name: 'a rule that forwards only requests from an office',
    expected: 'some_addresses',
    build: async (at) => {
      const { listener, targetGroup } = await behindBalancer(at, { actions: () => NOT_FOUND });
      const SourceIpConfig = { Values: [OFFICE, INSIDE] };
      await at.rule(listener, forward(targetGroup), [{ Field: 'source-ip', SourceIpConfig }]);
    },
  },
  {
    name: 'a weight of 0, the rest to another service',
    expected: 'no',
    build: (at) =>
      behindBalancer(at, {
        actions: (own, other) => weighted({ [own]: 0, [other]: 100 }),
      }).then(noop),
  },
  {
    name: 'a weight of 10',
    expected: 'yes',
    build: (at) =>
      behindBalancer(at, {
        actions: (own, other) => weighted({ [own]: 10, [other]: 90 }),
      }).then(noop),
  },
  {
    name: 'a listener that was deleted',
    expected: 'no',
    build: async (at) => {
      const { listener } = await behindBalancer(at);
      await at.deleteListener(listener);
    },
  },
];

const NETWORK_BALANCERS: Case[] = [
  {
    name: 'an internet-facing NLB without groups, the task open to all',
    expected: 'yes',
    build: (at) => behindNetworkBalancer(at),
  },
  {
    name: 'an internal NLB',
    expected: 'internal_balancer',
    build: (at) => behindNetworkBalancer(at, { scheme: 'internal' }),
  },
  {
    name: 'an NLB that keeps client addresses, the task open to the VPC only',
    expected: 'no',
    build: (at) => behindNetworkBalancer(at, { keepsClientAddress: true, taskFrom: [INSIDE] }),
  },
  {
    name: 'an NLB that replaces client addresses, the task open to the VPC only',
    expected: 'yes',
    build: (at) => behindNetworkBalancer(at, { taskFrom: [INSIDE] }),
  },
  {
    name: 'an NLB that keeps client addresses, the task open to an office only',
    expected: 'some_addresses',
    build: (at) => behindNetworkBalancer(at, { keepsClientAddress: true, taskFrom: [OFFICE] }),
  },
  {
    name: 'an NLB with an open group, the task open to that group',
    expected: 'yes',
    build: (at) => behindNetworkBalancer(at, { balancerFrom: [WORLD], taskFrom: ['balancer'] }),
  },
  {
    name: 'an NLB with a group that lets in only the VPC',
    expected: 'internal_balancer',
    build: (at) => behindNetworkBalancer(at, { balancerFrom: [INSIDE], taskFrom: ['balancer'] }),
  },
  {
    name: 'an NLB for UDP, the task open for TCP only',
    expected: 'no',
    build: (at) => behindNetworkBalancer(at, { protocol: 'UDP' }),
  },
  {
    name: 'an NLB for UDP, the task open for UDP',
    expected: 'yes',
    build: (at) => behindNetworkBalancer(at, { protocol: 'UDP', taskProtocol: 'udp' }),
  },
];

const GROUPS_BETWEEN: Case[] = [
  {
    name: 'a task open only to another group than the ALB’s',
    expected: 'no',
    build: async (at) => behindBalancer(at, { taskFrom: [await at.group()] }).then(noop),
  },
  {
    name: 'a task open to the ALB on another port',
    expected: 'no',
    build: (at) => behindBalancer(at, { taskPort: 8080 }).then(noop),
  },
  {
    name: 'a task open to the subnets of the ALB',
    expected: 'yes',
    build: (at) => behindBalancer(at, { taskFrom: [INSIDE] }).then(noop),
  },
  {
    name: 'a task open to other subnets than the ALB’s',
    expected: 'no',
    build: (at) => behindBalancer(at, { taskFrom: ['10.0.2.0/24'] }).then(noop),
  },
  {
    name: 'a task that lets a prefix list in',
    expected: 'some_addresses',
    build: (at) => behindBalancer(at, { taskFrom: [at.vpc.prefixList] }).then(noop),
  },
];

const SEVERAL: Case[] = [
  {
    name: 'an internal and an internet-facing ALB',
    expected: 'yes',
    build: (at) => severalBalancers(at, ['internal', 'internet-facing']),
  },
  {
    name: 'two internal ALBs',
    expected: 'internal_balancer',
    build: (at) => severalBalancers(at, ['internal', 'internal']),
  },
  {
    name: 'a target group of no load balancer',
    expected: 'no',
    build: async (at) => at.service([await at.targetGroup()], { groups: [await at.group()] }),
  },
  {
    name: 'a target group that was deleted',
    expected: 'not_found',
    build: async (at) => {
      const [targetGroup, other] = [await at.targetGroup(), await at.targetGroup()];
      await at.service([targetGroup, other], { groups: [await at.group()] });
      await at.deleteTargetGroup(targetGroup);
    },
  },
  {
    name: 'two services with the same image, of which one is behind an internet-facing ALB',
    expected: 'yes',
    build: async (at) => {
      await withoutBalancer(at, [INSIDE]);
      await behindBalancer(at);
    },
  },
  {
    name: 'a Classic Load Balancer',
    expected: 'classic_balancer',
    build: async (at) =>
      at.service([], {
        groups: [await at.group()],
        loadBalancers: [{ loadBalancerName: 'old', containerName: 'app', containerPort: 80 }],
      }),
  },
  {
    name: 'tasks in the network of their instance, behind an internet-facing ALB',
    expected: 'yes',
    build: (at) => behindBalancer(at, { task: { mode: 'bridge' } }).then(noop),
  },
  {
    name: 'tasks in the network of their instance',
    expected: 'host_network',
    build: (at) => at.service([], { mode: 'host' }),
  },
];

const ADDRESSES: Case[] = [
  {
    name: 'nothing but a private address',
    expected: 'no',
    build: (at) => withoutBalancer(at, [INSIDE]),
  },
  {
    name: 'a private address, its group open to all',
    expected: 'no',
    build: (at) => withoutBalancer(at, [WORLD]),
  },
  {
    name: 'a public address, its group open on the container’s port',
    expected: 'yes',
    build: (at) => withoutBalancer(at, [WORLD], { publicIpv4: true }),
  },
  {
    name: 'a public address, its group open on one of two ports',
    expected: 'yes',
    build: (at) => withoutBalancer(at, [WORLD], { publicIpv4: true, ports: [9090, 80] }),
  },
  {
    name: 'a public address, its group open on another port',
    expected: 'other_port',
    build: (at) => withoutBalancer(at, [WORLD], { publicIpv4: true, port: 22 }),
  },
  {
    name: 'a public address, its group without a rule',
    expected: 'no',
    build: (at) => withoutBalancer(at, [], { publicIpv4: true }),
  },
  {
    name: 'a public address, its group open to the VPC only',
    expected: 'no',
    build: (at) => withoutBalancer(at, [INSIDE], { publicIpv4: true }),
  },
  {
    name: 'a public address, its group open to a group only',
    expected: 'no',
    build: async (at) => withoutBalancer(at, [await at.group()], { publicIpv4: true }),
  },
  {
    name: 'a public address, its group open to an office only',
    expected: 'some_addresses',
    build: (at) => withoutBalancer(at, [OFFICE], { publicIpv4: true }),
  },
  {
    name: 'a public address in a subnet behind a NAT gateway',
    expected: 'no',
    build: (at) => withoutBalancer(at, [WORLD], { publicIpv4: true, subnet: 'nat' }),
  },
  {
    name: 'a public IPv6 address, its group open to IPv6',
    expected: 'yes',
    build: (at) => withoutBalancer(at, [WORLD6], { ipv6: true }),
  },
  {
    name: 'a public IPv6 address, its group open to IPv4',
    expected: 'no',
    build: (at) => withoutBalancer(at, [WORLD], { ipv6: true }),
  },
  {
    name: 'a public IPv6 address behind an egress-only gateway',
    expected: 'no',
    build: (at) => withoutBalancer(at, [WORLD6], { ipv6: true, subnet: 'nat' }),
  },
  {
    name: 'a standalone task with an open public address',
    expected: 'yes',
    build: async (at) => {
      const groups = [await at.group({ from: [WORLD], port: 80 })];
      await at.task({ groups, subnet: 'public', publicIpv4: true });
    },
  },
  {
    name: 'a standalone task with a private address',
    expected: 'no',
    build: async (at) => void (await at.task({ groups: [await at.group({ from: [WORLD] })] })),
  },
  {
    name: 'an internet-facing ALB that goes elsewhere, and a public address open only to it',
    expected: 'no',
    build: (at) =>
      behindBalancer(at, {
        actions: (_, other) => forward(other),
        task: { subnet: 'public', publicIpv4: true },
      }).then(noop),
  },
];

const NAMES: Case[] = [
  {
    name: 'a name in Cloud Map, its group open to the VPC',
    expected: 'by_name',
    build: (at) => inCloudMap(at, [INSIDE]),
  },
  {
    name: 'a name in Cloud Map, its group without a rule',
    expected: 'no',
    build: (at) => inCloudMap(at, []),
  },
];

const DENIED: Case[] = [
  ...[
    'DescribeServices',
    'DescribeTargetGroups',
    'DescribeLoadBalancers',
    'DescribeListeners',
    'DescribeRules',
    'DescribeNetworkInterfaces',
    'DescribeSecurityGroups',
    'DescribeSubnets',
    'DescribeRouteTables',
  ].map(
    (call): Case => ({
      name: `an internet-facing ALB, where ${call} is denied`,
      expected: 'not_read',
      denied: [call],
      build: (at) => behindBalancer(at).then(noop),
    }),
  ),
  {
    name: 'an NLB, where DescribeTargetGroupAttributes is denied',
    expected: 'not_read',
    denied: ['DescribeTargetGroupAttributes'],
    build: (at) => behindNetworkBalancer(at, { taskFrom: [INSIDE] }),
  },
  {
    name: 'an open public address, where DescribeTaskDefinition is denied',
    expected: 'not_read',
    denied: ['DescribeTaskDefinition'],
    build: (at) => withoutBalancer(at, [WORLD], { publicIpv4: true }),
  },
  {
    name: 'an ALB and an open public address, where DescribeListeners is denied',
    expected: 'yes',
    denied: ['DescribeListeners'],
    build: (at) =>
      behindBalancer(at, {
        taskFrom: [WORLD],
        task: { subnet: 'public', publicIpv4: true },
      }).then(noop),
  },
];

export const TOPOLOGIES: Case[] = [
  ...BALANCERS,
  ...LISTENERS,
  ...NETWORK_BALANCERS,
  ...GROUPS_BETWEEN,
  ...SEVERAL,
  ...ADDRESSES,
  ...NAMES,
  ...DENIED,
];

async function severalBalancers(
  at: Topology,
  schemes: ('internal' | 'internet-facing')[],
): Promise<void> {
  const outer = await at.group({ from: [WORLD], port: 443 });
  const targetGroups: string[] = [];
  for (const Scheme of schemes) {
    const arn = await at.balancer({ Scheme, SecurityGroups: [outer] });
    const targetGroup = await at.targetGroup();
    await at.listener(arn, forward(targetGroup));
    targetGroups.push(targetGroup);
  }
  await at.service(targetGroups, { groups: [await at.group({ from: [outer], port: 80 })] });
}

async function inCloudMap(at: Topology, from: string[]): Promise<void> {
  const groups = from.length === 0 ? [await at.group()] : [await at.group({ from })];
  const registryArn = 'arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-1';
  await at.service([], { groups, serviceRegistries: [{ registryArn }] });
}

function noop(): void {}
