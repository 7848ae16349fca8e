import { Fn } from 'aws-cdk-lib';
import {
  CfnSecurityGroup,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { Config } from '../src/config/config';

/** Where the scanner's task runs: outwards it may go everywhere, nothing comes in. */
export class Network extends Construct {
  readonly subnets: string[];
  readonly securityGroups: string[];

  constructor(scope: Construct, config: Config) {
    super(scope, 'Network');
    const { subnets, vpc } = config.deploy;
    const place = vpc === undefined ? this.makePlace() : { vpcId: vpc, subnets };
    this.subnets = place.subnets;
    this.securityGroups = [this.makeSecurityGroup(place.vpcId)];
  }

  /** Public subnets and no NAT gateway, which alone would cost thirty times the rest. */
  private makePlace(): { vpcId: string; subnets: string[] } {
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.77.0.0/24'),
      natGateways: 0,
      maxAzs: 2,
      subnetConfiguration: [
        { name: 'public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
      ],
      gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
    });
    return { vpcId: vpc.vpcId, subnets: vpc.publicSubnets.map((subnet) => subnet.subnetId) };
  }

  private makeSecurityGroup(vpcId: string): string {
    const group = new CfnSecurityGroup(this, 'ScannerGroup', {
      vpcId,
      groupDescription: 'vulnscan scanner: no inbound',
      securityGroupEgress: [
        {
          ipProtocol: 'tcp',
          fromPort: 443,
          toPort: 443,
          cidrIp: '0.0.0.0/0',
          description: 'registries, databases and AWS, all by HTTPS',
        },
      ],
    });
    return Fn.getAtt(group.logicalId, 'GroupId').toString();
  }
}
