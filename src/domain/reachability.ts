import { extentOf, type Family, familyOf, overlap } from './address-range';
import { allOf, anyOf, NO, type Reach, unclear, YES } from './reach';

/*
 * Whether the internet reaches a task of ECS: through a load balancer, at an address of its own, or by its name. The
 * rules are the table in docs/settings.md, section Exposure (issue 14).
 */

/** An inbound rule of a security group, for TCP or UDP; -1 as a protocol means both and all ports. */
export interface InboundRule {
  protocol: Protocol | 'all';
  from: number;
  to: number;
  ranges: string[];
  /** Security groups whose members are let in. */
  groups: string[];
  hasPrefixList: boolean;
}

export type Protocol = 'tcp' | 'udp';

export interface Port {
  protocol: Protocol;
  from: number;
  to: number;
}

/** Where the default route of a subnet leads: to an internet gateway, to nothing that lets anybody in, or elsewhere. */
export type Route = 'internet' | 'closed' | 'elsewhere';

export interface Subnet {
  ranges: string[];
  routes: Record<Family, Route>;
}

export interface Balancer {
  kind: 'application' | 'network';
  isInternetFacing: boolean;
  /** Kinds of its public addresses. */
  families: Family[];
  /** Ids of its security groups; a Network Load Balancer may have none, and then lets everybody in. */
  groups: string[];
  rules: InboundRule[];
  subnets: Subnet[];
  listeners: Listener[];
}

export interface Listener {
  ports: Port[];
  forwards: Forward[];
}

/** A default action or a rule that forwards to a target group. */
export interface Forward {
  targetGroup: string;
  /** Only requests from these ranges are forwarded; absent where all are. */
  sources?: string[];
}

export interface TargetGroup {
  arn: string;
  family: Family;
  protocols: Protocol[];
  /** Its targets see the client's address and not the balancer's. */
  keepsClientAddress: boolean;
}

/** A task's own network interface. */
export interface Interface {
  /** Kinds of its public addresses. */
  families: Family[];
  subnet: Subnet;
  rules: InboundRule[];
}

/** One way from the internet: through a balancer to a port of a task. */
export interface BalancerWay {
  balancer: Balancer;
  targetGroup: TargetGroup;
  /** Port at which the task receives. */
  port: number;
  /** Absent where tasks use the network of their instance, whose groups are not looked at. */
  task?: Interface;
}

export function throughBalancer(way: BalancerWay): Reach {
  return allOf([reachOfBalancer(way), pastTaskGroups(way)]);
}

function reachOfBalancer({ balancer, targetGroup }: BalancerWay): Reach {
  if (!balancer.isInternetFacing) return unclear('internal_balancer');
  const ways = balancer.listeners.flatMap(({ ports, forwards }) =>
    forwards
      .filter((forward) => forward.targetGroup === targetGroup.arn)
      .flatMap(({ sources }) =>
        balancer.families.map((family) =>
          allOf([
            anyOf(balancer.subnets.map(({ routes }) => reachOfRoute(routes[family]))),
            pastBalancerGroups(balancer, ports, family),
            sources === undefined ? YES : reachOfRanges(sources, family),
          ]),
        ),
      ),
  );
  return anyOf(ways);
}

function reachOfRoute(route: Route): Reach {
  if (route === 'internet') return YES;
  return route === 'closed' ? NO : unclear('route');
}

/** One that lets in only what is in the VPC is an internal balancer, whatever its scheme says. */
function pastBalancerGroups(balancer: Balancer, ports: Port[], family: Family): Reach {
  if (balancer.groups.length === 0) return YES;
  const rules = balancer.rules.filter((rule) => ports.some((port) => covers(rule, port)));
  const reach = reachOfRules(rules, family);
  return reach.exposed === 'no' && rules.some(letsInsideIn) ? unclear('internal_balancer') : reach;
}

/** Whether a task's groups let in what the balancer sends. */
function pastTaskGroups(way: BalancerWay): Reach {
  const { targetGroup, port, task, balancer } = way;
  if (task === undefined) return YES;
  const ports = targetGroup.protocols.map((protocol) => ({ protocol, from: port, to: port }));
  const rules = task.rules.filter((rule) => ports.some((each) => covers(rule, each)));
  if (rules.some(({ groups }) => groups.some((id) => balancer.groups.includes(id)))) return YES;
  const asClient = reachOfRules(rules, targetGroup.family);
  if (targetGroup.keepsClientAddress || asClient.exposed === 'yes') return asClient;
  const ranges = rules
    .flatMap((rule) => rule.ranges)
    .filter((range) => familyOf(range) === targetGroup.family);
  const own = balancer.subnets.flatMap((subnet) => subnet.ranges);
  if (ranges.some((range) => own.some((each) => overlap(range, each)))) return YES;
  return rules.some(({ hasPrefixList }) => hasPrefixList) ? unclear('some_addresses') : NO;
}

/** At the task's own public address. `ports` are those that its containers declare. */
export function atOwnAddress({ families, subnet, rules }: Interface, ports: Port[]): Reach {
  return anyOf(
    families.map((family) =>
      allOf([reachOfRoute(subnet.routes[family]), pastOwnGroups(rules, ports, family)]),
    ),
  );
}

/** A container may listen on a port that it does not declare. */
function pastOwnGroups(rules: InboundRule[], ports: Port[], family: Family): Reach {
  const declared = rules.filter((rule) => ports.some((port) => covers(rule, port)));
  const reach = reachOfRules(declared, family);
  if (reach.exposed !== 'no') return reach;
  return reachOfRules(rules, family).exposed === 'no' ? NO : unclear('other_port');
}

/** By a name that other services know, any of which may hand on what comes from the internet. */
export function byName(task: Interface): Reach {
  return task.rules.length === 0 ? NO : unclear('by_name');
}

/** Whether some client on the internet is let in, by the rules for one kind of address. */
function reachOfRules(rules: InboundRule[], family: Family): Reach {
  const byRange = reachOfRanges(
    rules.flatMap(({ ranges }) => ranges),
    family,
  );
  const hasPrefixList = rules.some((rule) => rule.hasPrefixList);
  return hasPrefixList ? anyOf([byRange, unclear('some_addresses')]) : byRange;
}

function reachOfRanges(ranges: string[], family: Family): Reach {
  const extents = ranges.filter((range) => familyOf(range) === family).map(extentOf);
  if (extents.includes('internet')) return YES;
  return extents.includes('some') ? unclear('some_addresses') : NO;
}

function letsInsideIn({ groups, ranges }: InboundRule): boolean {
  return groups.length > 0 || ranges.some((range) => extentOf(range) === 'private');
}

function covers(rule: InboundRule, port: Port): boolean {
  if (rule.protocol === 'all') return true;
  return rule.protocol === port.protocol && rule.from <= port.to && port.from <= rule.to;
}
