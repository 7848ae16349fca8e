import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateEgressOnlyInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateManagedPrefixListCommand,
  CreateNatGatewayCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteCommand,
  type CreateRouteCommandInput,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
} from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ExposureClients } from '../../src/adapters/images/exposure/exposure';
import { startMoto } from './moto';

/* A VPC in moto. */

export interface Network {
  clients: ExposureClients;
  stop(): Promise<void>;
}

/** moto with clients of the services that exposure is read from. */
export async function startNetwork(): Promise<Network> {
  const moto = await startMoto();
  const settings = {
    endpoint: moto.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
  };
  const clients = {
    ecs: new ECSClient(settings),
    ec2: new EC2Client(settings),
    balancing: new ElasticLoadBalancingV2Client(settings),
  };
  return {
    clients,
    stop: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await moto.stop();
    },
  };
}

/** A VPC with a subnet for each kind of route. */
export interface Vpc {
  id: string;
  subnets: Record<SubnetKind, string>;
  prefixList: string;
}

type SubnetKind = 'public' | 'public2' | 'nat' | 'isolated' | 'appliance' | 'ipv4-only';

export async function createVpc({ ec2 }: ExposureClients): Promise<Vpc> {
  const { Vpc } = await ec2.send(
    new CreateVpcCommand({ CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true }),
  );
  const id = Vpc?.VpcId ?? '';
  // moto needs names of hosts to run a task, as they are in any VPC that the console creates.
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId: id, EnableDnsHostnames: { Value: true } }));
  const block = Vpc?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock ?? '';
  const kinds: SubnetKind[] = ['public', 'public2', 'nat', 'isolated', 'appliance', 'ipv4-only'];
  const subnets = {} as Record<SubnetKind, string>;
  for (const [index, kind] of kinds.entries()) {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({
        VpcId: id,
        CidrBlock: `10.0.${index}.0/24`,
        Ipv6CidrBlock: block.replace(/00::\/56$/, `0${index}::/64`),
      }),
    );
    subnets[kind] = Subnet?.SubnetId ?? '';
  }
  await route(ec2, id, subnets);
  const { PrefixList } = await ec2.send(
    new CreateManagedPrefixListCommand({
      PrefixListName: 'offices',
      MaxEntries: 2,
      AddressFamily: 'IPv4',
      Entries: [{ Cidr: '203.0.113.0/24' }],
    }),
  );
  return { id, subnets, prefixList: PrefixList?.PrefixListId ?? '' };
}

async function route(ec2: EC2Client, VpcId: string, subnets: Vpc['subnets']): Promise<void> {
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const GatewayId = InternetGateway?.InternetGatewayId ?? '';
  await ec2.send(new AttachInternetGatewayCommand({ VpcId, InternetGatewayId: GatewayId }));
  const nat = await ec2.send(new CreateNatGatewayCommand({ SubnetId: subnets.public }));
  const egress = await ec2.send(new CreateEgressOnlyInternetGatewayCommand({ VpcId }));
  const appliance = await ec2.send(
    new CreateNetworkInterfaceCommand({ SubnetId: subnets.public2 }),
  );
  const everything = { DestinationCidrBlock: '0.0.0.0/0' };
  const everything6 = { DestinationIpv6CidrBlock: '::/0' };
  const open = [
    { ...everything, GatewayId },
    { ...everything6, GatewayId },
  ];
  await routeTable(ec2, VpcId, subnets.public, open);
  await routeTable(ec2, VpcId, subnets.public2, open);
  await routeTable(ec2, VpcId, subnets.nat, [
    { ...everything, NatGatewayId: nat.NatGateway?.NatGatewayId ?? '' },
    {
      ...everything6,
      EgressOnlyInternetGatewayId:
        egress.EgressOnlyInternetGateway?.EgressOnlyInternetGatewayId ?? '',
    },
  ]);
  await routeTable(ec2, VpcId, subnets.appliance, [
    { ...everything, NetworkInterfaceId: appliance.NetworkInterface?.NetworkInterfaceId ?? '' },
  ]);
  await routeTable(ec2, VpcId, subnets['ipv4-only'], [{ ...everything, GatewayId }]);
}

async function routeTable(
  ec2: EC2Client,
  VpcId: string,
  SubnetId: string,
  routes: Omit<CreateRouteCommandInput, 'RouteTableId'>[],
): Promise<void> {
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }));
  const RouteTableId = RouteTable?.RouteTableId ?? '';
  await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
  for (const each of routes) await ec2.send(new CreateRouteCommand({ RouteTableId, ...each }));
}
