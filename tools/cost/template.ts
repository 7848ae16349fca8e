/** What the cost model reads of a CloudFormation template. */
export interface Template {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
}

export function count(template: Template, type: string): number {
  return propertiesOf(template, type).length;
}

export function propertiesOf(template: Template, type: string): Record<string, unknown>[] {
  return Object.values(template.Resources)
    .filter((resource) => resource.Type === type)
    .map(({ Properties = {} }) => Properties);
}

/** Types that cost nothing by themselves, with the reason where it is not plain. */
const FREE = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::Route',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::Subnet',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  // A gateway endpoint, for S3: only interface endpoints cost by the hour.
  'AWS::EC2::VPCEndpoint',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::ECS::Cluster',
  // Events of AWS's own services are free, and so is matching them.
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Url',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::ScheduleGroup',
  // With its paid standards left off.
  'AWS::SecurityHub::Hub',
  'AWS::SecurityHub::ProductSubscription',
]);

const PRICED = new Set([
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::ECS::TaskDefinition',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::SQS::Queue',
  'AWS::Scheduler::Schedule',
]);

/** Types of which nobody has said what they cost. */
export function unpriced(template: Template): string[] {
  const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
  return [...types].filter((type) => !FREE.has(type) && !PRICED.has(type)).sort();
}
