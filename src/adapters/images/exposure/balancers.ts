import {
  type Action,
  DescribeListenersCommand,
  type DescribeListenersCommandOutput,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  type DescribeRulesCommandOutput,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  type Listener as ListenerAnswer,
  type LoadBalancer,
  type Rule,
  type TargetGroup as TargetGroupAnswer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Family } from '../../../domain/address-range';
import { defined } from '../../../domain/defined';
import type {
  Balancer,
  Forward,
  Listener,
  Port,
  Protocol,
  TargetGroup,
} from '../../../domain/reachability';
import type { Log } from '../../../ports/runtime';
import { type LookUp, lookUp, unlessMissing } from './look-up';
import type { Network } from './network';

/** Target groups and load balancers per call; the service names no limit for ARNs, and 20 for their tags. */
const ARNS_PER_CALL = 20;

/** A target group, and the load balancers that use it. */
export interface TargetGroupLinks extends TargetGroup {
  balancers: string[];
}

/** A load balancer, without what its groups, subnets and listeners say. */
export interface BalancerLinks
  extends Pick<Balancer, 'kind' | 'isInternetFacing' | 'families' | 'groups'> {
  arn: string;
  subnets: string[];
}

export function lookUpTargetGroups(
  client: ElasticLoadBalancingV2Client,
  log: Log,
  arns: Iterable<string>,
): Promise<LookUp<TargetGroupLinks>> {
  return lookUp(log, arns, {
    action: 'read target groups',
    size: ARNS_PER_CALL,
    async read(TargetGroupArns) {
      const answers = await readTargetGroups(client, TargetGroupArns);
      const found = new Map<string, TargetGroupLinks>();
      for (const answer of answers) {
        const links = await toTargetGroup(client, answer);
        found.set(links.arn, links);
      }
      return found;
    },
  });
}

/** One that was deleted fails the call for all; then each is read by itself. */
async function readTargetGroups(
  client: ElasticLoadBalancingV2Client,
  TargetGroupArns: string[],
): Promise<TargetGroupAnswer[]> {
  const answer = await unlessMissing('TargetGroupNotFound', () =>
    client.send(new DescribeTargetGroupsCommand({ TargetGroupArns })),
  );
  if (answer !== undefined) return answer.TargetGroups ?? [];
  if (TargetGroupArns.length <= 1) return [];
  const found: TargetGroupAnswer[] = [];
  for (const arn of TargetGroupArns) found.push(...(await readTargetGroups(client, [arn])));
  return found;
}

async function toTargetGroup(
  client: ElasticLoadBalancingV2Client,
  answer: TargetGroupAnswer,
): Promise<TargetGroupLinks> {
  const { TargetGroupArn: arn = '', IpAddressType, Protocol, LoadBalancerArns } = answer;
  const ofNetworkBalancer = Protocol !== 'HTTP' && Protocol !== 'HTTPS';
  return {
    arn,
    family: IpAddressType === 'ipv6' ? 6 : 4,
    protocols: protocolsOf(Protocol),
    keepsClientAddress: ofNetworkBalancer && (await keepsClientAddress(client, arn)),
    balancers: LoadBalancerArns ?? [],
  };
}

/** Only target groups of Network Load Balancers have the attribute; its default depends on their protocol and targets. */
async function keepsClientAddress(
  client: ElasticLoadBalancingV2Client,
  TargetGroupArn: string,
): Promise<boolean> {
  const { Attributes = [] } = await client.send(
    new DescribeTargetGroupAttributesCommand({ TargetGroupArn }),
  );
  const attribute = Attributes.find(({ Key }) => Key === 'preserve_client_ip.enabled');
  return attribute?.Value === 'true';
}

export function lookUpBalancers(
  client: ElasticLoadBalancingV2Client,
  log: Log,
  arns: Iterable<string>,
): Promise<LookUp<BalancerLinks>> {
  return lookUp(log, arns, {
    action: 'read load balancers',
    size: ARNS_PER_CALL,
    async read(LoadBalancerArns) {
      const answer = await client.send(new DescribeLoadBalancersCommand({ LoadBalancerArns }));
      const balancers = (answer.LoadBalancers ?? []).map(toBalancerLinks);
      return new Map(balancers.map((each) => [each.arn, each]));
    },
  });
}

function toBalancerLinks(answer: LoadBalancer): BalancerLinks {
  const { LoadBalancerArn: arn = '', AvailabilityZones = [], SecurityGroups = [] } = answer;
  return {
    arn,
    kind: answer.Type === 'application' ? 'application' : 'network',
    isInternetFacing: answer.Scheme === 'internet-facing',
    families: familiesOf(answer.IpAddressType),
    groups: SecurityGroups,
    subnets: AvailabilityZones.flatMap(({ SubnetId }) => SubnetId ?? []),
  };
}

function familiesOf(type: string | undefined): Family[] {
  if (type === 'dualstack') return [4, 6];
  return type === 'dualstack-without-public-ipv4' ? [6] : [4];
}

/** The listeners of load balancers, with all their rules. One call for each balancer and listener. */
export function lookUpListeners(
  client: ElasticLoadBalancingV2Client,
  log: Log,
  balancers: BalancerLinks[],
): Promise<LookUp<Listener[]>> {
  const withRules = new Set(
    balancers.filter(({ kind }) => kind === 'application').map(({ arn }) => arn),
  );
  const arns = balancers.map(({ arn }) => arn);
  return lookUp(log, arns, {
    action: 'read listeners and their rules',
    size: 1,
    async read([arn = '']) {
      const answers = await allListeners(client, arn);
      const listeners: Listener[] = [];
      for (const answer of answers) {
        const rules = withRules.has(arn) ? await allRules(client, answer) : [];
        listeners.push(toListener(answer, rules));
      }
      return new Map([[arn, listeners]]);
    },
  });
}

async function allListeners(client: ElasticLoadBalancingV2Client, LoadBalancerArn: string) {
  const found: ListenerAnswer[] = [];
  let Marker: string | undefined;
  do {
    const command = new DescribeListenersCommand({ LoadBalancerArn, ...defined({ Marker }) });
    const page: DescribeListenersCommandOutput = await client.send(command);
    found.push(...(page.Listeners ?? []));
    Marker = page.NextMarker;
  } while (Marker);
  return found;
}

async function allRules(client: ElasticLoadBalancingV2Client, { ListenerArn }: ListenerAnswer) {
  const found: Rule[] = [];
  let Marker: string | undefined;
  do {
    const command = new DescribeRulesCommand(defined({ ListenerArn, Marker }));
    const page: DescribeRulesCommandOutput = await client.send(command);
    found.push(...(page.Rules ?? []));
    Marker = page.NextMarker;
  } while (Marker);
  return found;
}

function toListener({ Port, Protocol, DefaultActions }: ListenerAnswer, rules: Rule[]): Listener {
  const to = Port ?? 0;
  const ports = protocolsOf(Protocol).map((protocol): Port => ({ protocol, from: to, to }));
  return {
    ports,
    forwards: [
      ...targetsOf(DefaultActions).map((targetGroup): Forward => ({ targetGroup })),
      ...rules.flatMap(forwardsOf),
    ],
  };
}

/** Of a rule's conditions only the client's address is no choice of the client. */
function forwardsOf({ Actions, Conditions = [] }: Rule): Forward[] {
  const condition = Conditions.find(({ Field }) => Field === 'source-ip');
  const sources = condition?.SourceIpConfig?.Values;
  return targetsOf(Actions).map((targetGroup) => ({ targetGroup, ...defined({ sources }) }));
}

/** A target group with the weight 0 gets nothing. */
function targetsOf(actions: Action[] = []): string[] {
  return actions.flatMap(({ TargetGroupArn, ForwardConfig }) => {
    const weighted = ForwardConfig?.TargetGroups;
    if (weighted === undefined) return TargetGroupArn ?? [];
    return weighted.flatMap((each) => (each.Weight === 0 ? [] : (each.TargetGroupArn ?? [])));
  });
}

function protocolsOf(protocol: string | undefined): Protocol[] {
  if (protocol === 'UDP' || protocol === 'QUIC') return ['udp'];
  return protocol === 'TCP_UDP' || protocol === 'TCP_QUIC' ? ['tcp', 'udp'] : ['tcp'];
}

export function toBalancer(
  links: BalancerLinks,
  listeners: LookUp<Listener[]>,
  network: Network,
): Balancer {
  const { arn, subnets, ...rest } = links;
  return {
    ...rest,
    rules: network.rulesOf(links.groups),
    subnets: subnets.map((id) => network.subnet(id)),
    listeners: links.isInternetFacing ? listeners.get(arn) : [],
  };
}
