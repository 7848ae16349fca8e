import {
  type EC2Client,
  type IpPermission,
  type NetworkInterface,
  paginateDescribeNetworkInterfaces,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  type Route as RouteEntry,
  type RouteTable,
  type RouteTableAssociation,
  type Subnet as SubnetAnswer,
} from '@aws-sdk/client-ec2';
import { extentOf, type Family, familyOf, isPublicAddress } from '../../../domain/address-range';
import type { InboundRule, Interface, Route, Subnet } from '../../../domain/reachability';
import type { Log } from '../../../ports/runtime';
import { known, type LookUp, lookUp, UnclearWay } from './look-up';

/** Values of one filter. Filters are used because one id that does not exist fails a call that names ids. */
const VALUES_PER_FILTER = 200;

/** A network interface, without what its groups and subnet say. */
export interface InterfaceLinks {
  families: Family[];
  subnet: string;
  groups: string[];
}

/** Security groups and subnets, read when all ids of them are known. */
export interface Network {
  rulesOf(groups: string[]): InboundRule[];
  subnet(id: string): Subnet;
}

export function lookUpInterfaces(
  client: EC2Client,
  log: Log,
  ids: Iterable<string>,
): Promise<LookUp<InterfaceLinks>> {
  return lookUp(log, ids, {
    action: 'read the network interfaces of tasks',
    size: VALUES_PER_FILTER,
    async read(Values) {
      const Filters = [{ Name: 'network-interface-id', Values }];
      const found = new Map<string, InterfaceLinks>();
      for await (const page of paginateDescribeNetworkInterfaces({ client }, { Filters })) {
        for (const each of page.NetworkInterfaces ?? []) {
          found.set(each.NetworkInterfaceId ?? '', linksOf(each));
        }
      }
      return found;
    },
  });
}

function linksOf(answer: NetworkInterface): InterfaceLinks {
  const { Association, PrivateIpAddresses = [], Ipv6Addresses = [], Groups = [] } = answer;
  const associations = [Association, ...PrivateIpAddresses.map((each) => each.Association)];
  const hasIpv4 = associations.some((each) => (each?.PublicIp ?? each?.CarrierIp) !== undefined);
  const hasIpv6 = Ipv6Addresses.some(({ Ipv6Address = '' }) => isPublicAddress(Ipv6Address));
  return {
    families: [...(hasIpv4 ? [4 as const] : []), ...(hasIpv6 ? [6 as const] : [])],
    subnet: answer.SubnetId ?? '',
    groups: Groups.flatMap(({ GroupId }) => GroupId ?? []),
  };
}

export async function lookUpNetwork(
  client: EC2Client,
  log: Log,
  ids: { groups: ReadonlySet<string>; subnets: ReadonlySet<string> },
): Promise<Network> {
  const groups = await lookUpGroups(client, log, ids.groups);
  const subnets = await lookUpSubnets(client, log, ids.subnets);
  const vpcs = known(subnets, ids.subnets).flatMap(({ VpcId }) => VpcId ?? []);
  const tables = await lookUpRouteTables(client, log, vpcs);
  return {
    rulesOf: (wanted) => wanted.flatMap((id) => groups.get(id)),
    subnet: (id) => toSubnet(subnets.get(id), tables),
  };
}

function lookUpGroups(client: EC2Client, log: Log, ids: Iterable<string>) {
  return lookUp<InboundRule[]>(log, ids, {
    action: 'read security groups',
    size: VALUES_PER_FILTER,
    async read(Values) {
      const Filters = [{ Name: 'group-id', Values }];
      const found = new Map<string, InboundRule[]>();
      for await (const page of paginateDescribeSecurityGroups({ client }, { Filters })) {
        for (const { GroupId = '', IpPermissions = [] } of page.SecurityGroups ?? []) {
          found.set(GroupId, IpPermissions.flatMap(toRule));
        }
      }
      return found;
    },
  });
}

/** None for other protocols, such as ICMP, which reach no container. */
function toRule(permission: IpPermission): InboundRule[] {
  const protocol = PROTOCOLS[permission.IpProtocol ?? ''];
  if (protocol === undefined) return [];
  const { FromPort = -1, ToPort = -1, IpRanges = [], Ipv6Ranges = [] } = permission;
  const anyPort = protocol === 'all' || FromPort === -1;
  return [
    {
      protocol,
      from: anyPort ? 0 : FromPort,
      to: anyPort ? 65_535 : ToPort,
      ranges: [
        ...IpRanges.flatMap(({ CidrIp }) => CidrIp ?? []),
        ...Ipv6Ranges.flatMap(({ CidrIpv6 }) => CidrIpv6 ?? []),
      ],
      groups: (permission.UserIdGroupPairs ?? []).flatMap(({ GroupId }) => GroupId ?? []),
      hasPrefixList: (permission.PrefixListIds ?? []).length > 0,
    },
  ];
}

const PROTOCOLS: Record<string, InboundRule['protocol'] | undefined> = {
  '-1': 'all',
  tcp: 'tcp',
  '6': 'tcp',
  udp: 'udp',
  '17': 'udp',
};

function lookUpSubnets(client: EC2Client, log: Log, ids: Iterable<string>) {
  return lookUp<SubnetAnswer>(log, ids, {
    action: 'read subnets',
    size: VALUES_PER_FILTER,
    async read(Values) {
      const Filters = [{ Name: 'subnet-id', Values }];
      const found = new Map<string, SubnetAnswer>();
      for await (const page of paginateDescribeSubnets({ client }, { Filters })) {
        for (const subnet of page.Subnets ?? []) found.set(subnet.SubnetId ?? '', subnet);
      }
      return found;
    },
  });
}

function lookUpRouteTables(client: EC2Client, log: Log, vpcs: Iterable<string>) {
  return lookUp<RouteTable[]>(log, vpcs, {
    action: 'read route tables',
    size: VALUES_PER_FILTER,
    async read(Values) {
      const Filters = [{ Name: 'vpc-id', Values }];
      const found = new Map<string, RouteTable[]>();
      for await (const page of paginateDescribeRouteTables({ client }, { Filters })) {
        for (const table of page.RouteTables ?? []) {
          const vpc = table.VpcId ?? '';
          found.set(vpc, [...(found.get(vpc) ?? []), table]);
        }
      }
      return found;
    },
  });
}

function toSubnet(answer: SubnetAnswer, tables: LookUp<RouteTable[]>): Subnet {
  const { SubnetId = '', VpcId = '', CidrBlock, Ipv6CidrBlockAssociationSet = [] } = answer;
  const blocks = [CidrBlock, ...Ipv6CidrBlockAssociationSet.map((each) => each.Ipv6CidrBlock)];
  const routes = routesOf(tables.get(VpcId), SubnetId);
  return {
    ranges: blocks.flatMap((block) => block ?? []),
    routes: { 4: routeOf(routes, '0.0.0.0/0'), 6: routeOf(routes, '::/0') },
  };
}

/** A subnet without a table of its own follows the main table of its VPC. */
function routesOf(tables: RouteTable[], subnet: string): RouteEntry[] {
  const follows = (is: (association: RouteTableAssociation) => boolean) =>
    tables.find(({ Associations = [] }) => Associations.some(is));
  const table =
    follows(({ SubnetId }) => SubnetId === subnet) ?? follows(({ Main }) => Main === true);
  if (table === undefined) throw new UnclearWay('not_found');
  return table.Routes ?? [];
}

/**
 * Where the answers to a client on the internet go. A NAT gateway and an egress-only gateway let only answers in. A
 * route to other public addresses may serve some clients.
 */
function routeOf(routes: RouteEntry[], everything: string): Route {
  const outward = routes.flatMap((route) => {
    const { DestinationCidrBlock, DestinationIpv6CidrBlock, GatewayId, State } = route;
    const to = DestinationCidrBlock ?? DestinationIpv6CidrBlock;
    if (to === undefined || familyOf(to) !== familyOf(everything)) return [];
    const stays = GatewayId === 'local' || State === 'blackhole' || extentOf(to) === 'private';
    return stays ? [] : [{ to, route }];
  });
  const isGateway = outward.some(
    ({ to, route }) => to === everything && route.GatewayId?.startsWith('igw-'),
  );
  if (isGateway) return 'internet';
  return outward.every(({ route }) => isOneWay(route)) ? 'closed' : 'elsewhere';
}

function isOneWay({ NatGatewayId, EgressOnlyInternetGatewayId }: RouteEntry): boolean {
  return NatGatewayId !== undefined || EgressOnlyInternetGatewayId !== undefined;
}

export function toInterface(links: InterfaceLinks, network: Network): Interface {
  const { families, subnet, groups } = links;
  return { families, subnet: network.subnet(subnet), rules: network.rulesOf(groups) };
}
