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

/** The network of the scanner's task: outbound HTTPS only, no inbound traffic. */
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

  /** Public subnets without a NAT gateway, which would cost about thirty times as much as everything else. */
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
