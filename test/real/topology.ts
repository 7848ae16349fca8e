import {
  AllocateAddressCommand,
  AssignIpv6AddressesCommand,
  AssociateAddressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  type EC2Client,
  type IpPermission,
} from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  type NetworkMode,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import {
  type Action,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  type CreateLoadBalancerCommandInput,
  CreateRuleCommand,
  type CreateRuleCommandInput,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  DeleteListenerCommand,
  DeleteTargetGroupCommand,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ExposureClients } from '../../src/adapters/images/exposure/exposure';
import type { Vpc } from './moto-vpc';

/* Load balancers and services in that VPC. */

export const WORLD = '0.0.0.0/0';
export const WORLD6 = '::/0';
export const INSIDE = '10.0.0.0/16';

/** Who is let in: ranges, `sg-` groups and `pl-` prefix lists; on all ports, or on one. */
export interface Inbound {
  from: string[];
  port?: number;
  protocol?: string;
}

export interface TaskOptions {
  subnet?: keyof Vpc['subnets'];
  groups?: string[];
  ports?: number[];
  publicIpv4?: boolean;
  ipv6?: boolean;
  mode?: NetworkMode;
}

type NewBalancer = Omit<Partial<CreateLoadBalancerCommandInput>, 'Subnets'> & {
  subnets?: (keyof Vpc['subnets'])[];
};

/** One cluster to build a topology in. */
export function createTopology({ ecs, ec2, balancing }: ExposureClients, vpc: Vpc, name: string) {
  let made = 0;
  const next = (kind: string) => {
    made += 1;
    return `${name}-${kind}-${made}`;
  };
  const group = async (...inbound: Inbound[]): Promise<string> => {
    const { GroupId = '' } = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: next('group'),
        Description: 'test',
        VpcId: vpc.id,
      }),
    );
    const IpPermissions = inbound.map(toPermission);
    if (IpPermissions.length > 0) {
      await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    }
    return GroupId;
  };
  const balancer = async (options: NewBalancer = {}): Promise<string> => {
    const { subnets = ['public', 'public2'], ...rest } = options;
    const { LoadBalancers } = await balancing.send(
      new CreateLoadBalancerCommand({
        Name: next('lb'),
        Scheme: 'internet-facing',
        Subnets: subnets.map((kind) => vpc.subnets[kind]),
        ...rest,
      }),
    );
    return LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  };
  const targetGroup = async (
    options: Partial<CreateTargetGroupCommandInput> & { keepsClientAddress?: boolean } = {},
  ): Promise<string> => {
    const { keepsClientAddress, ...rest } = options;
    const { TargetGroups } = await balancing.send(
      new CreateTargetGroupCommand({
        Name: next('tg'),
        Protocol: 'HTTP',
        Port: 80,
        TargetType: 'ip',
        VpcId: vpc.id,
        ...rest,
      }),
    );
    const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? '';
    if (keepsClientAddress !== undefined) {
      const Attributes = [{ Key: 'preserve_client_ip.enabled', Value: String(keepsClientAddress) }];
      await balancing.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
    }
    return TargetGroupArn;
  };
  const listener = async (
    LoadBalancerArn: string,
    actions: Action[],
    { port = 443, protocol = 'HTTP' as 'HTTP' | 'TCP' | 'UDP' | 'TCP_UDP' } = {},
  ): Promise<string> => {
    const { Listeners } = await balancing.send(
      new CreateListenerCommand({
        LoadBalancerArn,
        Port: port,
        Protocol: protocol,
        DefaultActions: actions,
      }),
    );
    return Listeners?.[0]?.ListenerArn ?? '';
  };
  const rule = (
    ListenerArn: string,
    Actions: Action[],
    Conditions: CreateRuleCommandInput['Conditions'],
  ) => balancing.send(new CreateRuleCommand({ ListenerArn, Priority: 1, Actions, Conditions }));
  const taskDefinition = async ({ ports = [80], mode = 'awsvpc' }: TaskOptions) => {
    const family = next('task');
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family,
        networkMode: mode,
        containerDefinitions: [
          {
            name: 'app',
            image: `registry.example.com/team/${name}:1`,
            memory: 128,
            portMappings: ports.map((containerPort) => ({ containerPort, protocol: 'tcp' })),
          },
        ],
      }),
    );
    return family;
  };
  /** Runs a task, standalone or, with a group `service:NAME`, as ECS does it for a service. */
  const task = async (options: TaskOptions = {}, service?: string): Promise<string> => {
    const { subnet = 'nat', groups = [], mode = 'awsvpc' } = options;
    const definition = await taskDefinition(options);
    const { tasks } = await ecs.send(
      new RunTaskCommand({
        cluster: name,
        taskDefinition: definition,
        launchType: 'FARGATE',
        ...(service !== undefined && { group: `service:${service}` }),
        ...(mode === 'awsvpc' && {
          networkConfiguration: {
            awsvpcConfiguration: { subnets: [vpc.subnets[subnet]], securityGroups: groups },
          },
        }),
      }),
    );
    const details = tasks?.[0]?.attachments?.[0]?.details ?? [];
    const id = details.find((each) => each.name === 'networkInterfaceId')?.value ?? '';
    if (options.publicIpv4) await giveIpv4(ec2, id);
    if (options.ipv6) {
      await ec2.send(
        new AssignIpv6AddressesCommand({ NetworkInterfaceId: id, Ipv6AddressCount: 1 }),
      );
    }
    return definition;
  };
  /** A service with a running task behind these target groups. */
  const service = async (
    targetGroups: string[],
    options: TaskOptions &
      Pick<CreateServiceCommandInput, 'serviceRegistries' | 'loadBalancers'> = {},
  ): Promise<void> => {
    const serviceName = next('service');
    const { ports = [80], serviceRegistries, loadBalancers = [] } = options;
    await ecs.send(
      new CreateServiceCommand({
        cluster: name,
        serviceName,
        desiredCount: 1,
        taskDefinition: await task(options, serviceName),
        loadBalancers: [
          ...loadBalancers,
          ...targetGroups.map((targetGroupArn) => ({
            targetGroupArn,
            containerName: 'app',
            containerPort: ports[0] ?? 80,
          })),
        ],
        ...(serviceRegistries !== undefined && { serviceRegistries }),
      }),
    );
  };
  return {
    vpc,
    group,
    balancer,
    targetGroup,
    listener,
    rule,
    task,
    service,
    createCluster: () => ecs.send(new CreateClusterCommand({ clusterName: name })),
    deleteTargetGroup: (TargetGroupArn: string) =>
      balancing.send(new DeleteTargetGroupCommand({ TargetGroupArn })),
    deleteListener: (ListenerArn: string) =>
      balancing.send(new DeleteListenerCommand({ ListenerArn })),
  };
}

export type Topology = ReturnType<typeof createTopology>;

async function giveIpv4(ec2: EC2Client, NetworkInterfaceId: string): Promise<void> {
  const { AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }));
  await ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId }));
}

function toPermission({ from, port, protocol = 'tcp' }: Inbound): IpPermission {
  const of = (prefix: string) => from.filter((each) => each.startsWith(prefix));
  const ranges = from.filter((each) => each.includes('/'));
  return {
    IpProtocol: port === undefined ? '-1' : protocol,
    ...(port !== undefined && { FromPort: port, ToPort: port }),
    IpRanges: ranges.filter((each) => !each.includes(':')).map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: ranges.filter((each) => each.includes(':')).map((CidrIpv6) => ({ CidrIpv6 })),
    UserIdGroupPairs: of('sg-').map((GroupId) => ({ GroupId })),
    PrefixListIds: of('pl-').map((PrefixListId) => ({ PrefixListId })),
  };
}

export function forward(...targetGroups: string[]): Action[] {
  return targetGroups.map((TargetGroupArn) => ({ Type: 'forward', TargetGroupArn }));
}

export function weighted(weights: Record<string, number>): Action[] {
  const TargetGroups = Object.entries(weights).map(([TargetGroupArn, Weight]) => ({
    TargetGroupArn,
    Weight,
  }));
  return [{ Type: 'forward', ForwardConfig: { TargetGroups } }];
}

export const NOT_FOUND: Action[] = [
  { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } },
];
