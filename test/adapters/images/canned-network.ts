import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ExposureClients } from '../../../src/adapters/images/exposure/exposure';

/*
 * ECS, ELB and EC2 whose answers have the shape of the API references: a service `web` that is behind an internet-facing
 * load balancer, in a VPC with one public and one private subnet. test/real/exposure.test.ts uses an emulator instead;
 * here is what that lacks.
 */

type Input = Record<string, unknown>;
/** Answers of a call; an error is thrown. */
export type Answers = Record<string, (input: Input) => object | Error>;

export interface CannedClients {
  clients: ExposureClients;
  /** Names of the calls, in their order. */
  calls: string[];
}

export function cannedClients(changed: Answers = {}): CannedClients {
  const calls: string[] = [];
  const answers = { ...ANSWERS, ...changed };
  const answer = (name = '', input: object) => {
    const call = name.replace(/Command$/, '');
    calls.push(call);
    const output = answers[call]?.({ ...input }) ?? new Error(`no answer to ${call}`);
    if (output instanceof Error) throw output;
    return { output: { $metadata: {}, ...output }, response: {} };
  };
  const ecs = new ECSClient({ region: 'eu-west-1' });
  const ec2 = new EC2Client({ region: 'eu-west-1' });
  const balancing = new ElasticLoadBalancingV2Client({ region: 'eu-west-1' });
  const at = { step: 'initialize', name: 'canned' } as const;
  ecs.middlewareStack.add((_, { commandName }) => {
    return async ({ input }) => answer(commandName, input);
  }, at);
  ec2.middlewareStack.add((_, { commandName }) => {
    return async ({ input }) => answer(commandName, input);
  }, at);
  balancing.middlewareStack.add((_, { commandName }) => {
    return async ({ input }) => answer(commandName, input);
  }, at);
  return { clients: { ecs, ec2, balancing }, calls };
}

export function refused(name: string, httpStatusCode = 400): Error {
  return Object.assign(new Error('not authorized'), { name, $metadata: { httpStatusCode } });
}

export function aTask(name: string, image = name): object {
  return {
    taskArn: `arn:aws:ecs:eu-west-1:123456789012:task/prod/${name}`,
    taskDefinitionArn: `arn:aws:ecs:eu-west-1:123456789012:task-definition/${name}:7`,
    group: `service:${name}`,
    attachments: [
      {
        type: 'ElasticNetworkInterface',
        details: [{ name: 'networkInterfaceId', value: `eni-${name}` }],
      },
    ],
    containers: [{ name: 'app', image: `registry.example.com/${image}:1` }],
  };
}

/** A service behind the target group that has its name. */
export function aService(serviceName: string, more: object = {}): object {
  const loadBalancers = [
    { targetGroupArn: `tg-${serviceName}`, containerName: 'app', containerPort: 80 },
  ];
  return { serviceName, loadBalancers, ...more };
}

export function anInterface(name: string, more: object = {}): object {
  return {
    NetworkInterfaceId: `eni-${name}`,
    SubnetId: 'subnet-in',
    Groups: [{ GroupId: 'sg-task' }],
    ...more,
  };
}

export function aListener(...targetGroups: string[]): object {
  const TargetGroups = targetGroups.map((TargetGroupArn) => ({ TargetGroupArn, Weight: 1 }));
  return {
    ListenerArn: 'listener',
    Port: 443,
    Protocol: 'HTTPS',
    DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
  };
}

export function aBalancer(more: object = {}): object {
  return {
    LoadBalancerArn: 'lb',
    Type: 'application',
    Scheme: 'internet-facing',
    IpAddressType: 'ipv4',
    SecurityGroups: ['sg-lb'],
    AvailabilityZones: [{ SubnetId: 'subnet-out' }],
    ...more,
  };
}

export function aGroup(GroupId: string, port: number, from: object): object {
  const permission = { IpProtocol: 'tcp', FromPort: port, ToPort: port, ...from };
  return { GroupId, IpPermissions: [permission] };
}

const anywhere = { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'active' };
const anywhere6 = { DestinationIpv6CidrBlock: '::/0', GatewayId: 'igw-1', State: 'active' };

const ANSWERS: Answers = {
  ListTasks: () => ({ taskArns: ['web'] }),
  DescribeTasks: () => ({ tasks: [aTask('web')] }),
  DescribeServices: () => ({ services: [aService('web')] }),
  DescribeTargetGroups: ({ TargetGroupArns }) => ({
    TargetGroups: (Array.isArray(TargetGroupArns) ? TargetGroupArns : []).map((arn) => ({
      TargetGroupArn: arn,
      Protocol: 'HTTP',
      LoadBalancerArns: ['lb'],
    })),
  }),
  DescribeLoadBalancers: () => ({ LoadBalancers: [aBalancer()] }),
  DescribeListeners: () => ({ Listeners: [aListener('tg-web')] }),
  DescribeRules: () => ({ Rules: [] }),
  DescribeNetworkInterfaces: () => ({ NetworkInterfaces: [anInterface('web')] }),
  DescribeSecurityGroups: () => ({
    SecurityGroups: [
      aGroup('sg-lb', 443, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] }),
      aGroup('sg-task', 80, { UserIdGroupPairs: [{ GroupId: 'sg-lb' }] }),
    ],
  }),
  DescribeSubnets: () => ({
    Subnets: [
      { SubnetId: 'subnet-out', VpcId: 'vpc', CidrBlock: '10.0.0.0/24' },
      { SubnetId: 'subnet-in', VpcId: 'vpc', CidrBlock: '10.0.1.0/24' },
    ],
  }),
  DescribeRouteTables: () => ({
    RouteTables: [
      { VpcId: 'vpc', Associations: [{ Main: true }], Routes: [] },
      {
        VpcId: 'vpc',
        Associations: [{ SubnetId: 'subnet-out' }],
        Routes: [anywhere, anywhere6],
      },
    ],
  }),
};
