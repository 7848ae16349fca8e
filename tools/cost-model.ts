/** What a small team pays a month, computed from the CloudFormation template. Prices are in USD, of us-east-1 on 2026-11-24. */
export interface Template {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
}

export interface Line {
  what: string;
  quantity: number;
  /** At the list price. */
  listed: number;
  /** After what AWS gives every account for free, without an end date. */
  paid: number;
}

export interface Team {
  images: number;
  /** Findings that each daily scan sees and writes again. */
  findings: number;
  /** New findings in the month, each posted and decided. */
  newFindings: number;
}

export const SMALL_TEAM: Team = { images: 10, findings: 250, newFindings: 40 };
/** From the task's start to its end, with the download of the database. */
const MINUTES_PER_IMAGE = 0.75;
const PUSHES_PER_IMAGE = 4;

const DAYS = 30;
const HOURS = 24 * DAYS;
/** Lambda holds five connections to a queue, and each asks again after 20 seconds. */
const POLLS_PER_QUEUE = 5 * 3 * 60 * HOURS;
/** Invocations for one new finding: its event, the message, the click, the update, and events of our own writes. */
const RUNS_PER_NEW_FINDING = 12;
const SECONDS_PER_RUN = 1;

/** The month of a team that scans once a day. Every run is counted as one of the largest function. */
export function monthOf(template: Template, { images, findings, newFindings }: Team): Line[] {
  const hours = (DAYS * images * MINUTES_PER_IMAGE) / 60;
  const [task = {}] = propertiesOf(template, 'ECS::TaskDefinition');
  const sizes = propertiesOf(template, 'Lambda::Function').map((each) =>
    Number(each['MemorySize']),
  );
  const sweeps = 4 * HOURS;
  const runs = sweeps + HOURS + newFindings * RUNS_PER_NEW_FINDING + DAYS * (images + 5);
  const polls = propertiesOf(template, 'Lambda::EventSourceMapping').length * POLLS_PER_QUEUE;
  return [
    line('Fargate Linux/ARM, vCPU-hour', (hours * Number(task['Cpu'])) / 1024, 0.03238),
    line('Fargate Linux/ARM, GB-hour', (hours * Number(task['Memory'])) / 1024, 0.00356),
    line('public IPv4 address, hour', hours, 0.005),
    line('Lambda, request', runs, 0.0000002, 1e6),
    line(
      'Lambda ARM, GB-second',
      (runs * SECONDS_PER_RUN * Math.max(...sizes)) / 1024,
      0.0000133334,
      400_000,
    ),
    line('SQS FIFO, request', polls + runs * 3, 0.0000005, 1e6),
    line('EventBridge, own event', DAYS * (images + 2), 0.000001),
    line('EventBridge Scheduler, invocation', sweeps + HOURS + DAYS, 0.000001, 14e6),
    line('CloudWatch, request', HOURS, 0.00001, 1e6),
    line('CloudWatch, alarm', propertiesOf(template, 'CloudWatch::Alarm').length, 0.1, 10),
    line('CloudWatch, dashboard', propertiesOf(template, 'CloudWatch::Dashboard').length, 3, 3),
    line('CloudWatch, own metric', propertiesOf(template, 'Logs::MetricFilter').length, 0.3, 10),
    line('CloudWatch Logs, GB taken in', 0.1, 0.5, 5),
    line('ECR, GB-month', 0.3, 0.1),
    line('Security Hub, finding taken in', findings * DAYS + newFindings, 0.00003, 10_000),
  ];
}

/** Amazon Inspector over the same images: every push, and one rescan a day. */
export function inspectorMonth({ images }: Team): Line[] {
  return [
    line('Inspector, image scanned at push', images * PUSHES_PER_IMAGE, 0.09),
    line('Inspector, automated rescan', images * DAYS, 0.01),
  ];
}

export function sum(lines: Line[], column: 'listed' | 'paid'): number {
  return lines.reduce((total, each) => total + each[column], 0);
}

function line(what: string, quantity: number, price: number, free = 0): Line {
  return { what, quantity, listed: quantity * price, paid: Math.max(0, quantity - free) * price };
}

function propertiesOf(template: Template, type: string): Record<string, unknown>[] {
  return Object.values(template.Resources)
    .filter((resource) => resource.Type === `AWS::${type}`)
    .map(({ Properties = {} }) => Properties);
}

/** Types without a price of their own: events of AWS services are free, and so are Security Hub without paid standards and a gateway endpoint. */
const FREE = `ApiGatewayV2::Api ApiGatewayV2::Integration ApiGatewayV2::Route ApiGatewayV2::Stage
  EC2::InternetGateway EC2::Route EC2::RouteTable EC2::SecurityGroup EC2::Subnet
  EC2::SubnetRouteTableAssociation EC2::VPC EC2::VPCEndpoint EC2::VPCGatewayAttachment ECS::Cluster
  Events::Rule IAM::Policy IAM::Role Lambda::Permission Lambda::Url SQS::QueuePolicy
  Scheduler::ScheduleGroup SecurityHub::Hub SecurityHub::ProductSubscription`;
const PRICED = `CloudWatch::Alarm CloudWatch::Dashboard ECS::TaskDefinition Lambda::EventSourceMapping
  Lambda::Function Logs::LogGroup Logs::MetricFilter SQS::Queue Scheduler::Schedule`;

/** Resource types that the model neither prices nor lists as free. */
export function unpriced(template: Template): string[] {
  const known = new Set(`${FREE} ${PRICED}`.split(/\s+/).map((type) => `AWS::${type}`));
  const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
  return [...types].filter((type) => !known.has(type)).sort();
}

/** The generated part of docs/cost.md. */
export function costTables(template: Template): string {
  const team = SMALL_TEAM;
  const month = monthOf(template, team);
  const inspector = inspectorMonth(team);
  const tenfold = monthOf(template, { images: 100, findings: 2500, newFindings: 400 });
  const usd = (value: number) => value.toFixed(2);
  const row = ({ what, quantity, listed, paid }: Line) =>
    `| ${what} | ${amount(quantity)} | ${usd(listed)} | ${usd(paid)} |`;
  return `| ${team.images} images scanned once a day, ${team.findings} findings, ${team.newFindings} new ones a month | USD a month |
| --- | ---: |
| **vulnscan**, with what AWS gives every account for free | **${usd(sum(month, 'paid'))}** |
| vulnscan at list prices, in an account whose free quotas are all used up | ${usd(sum(month, 'listed'))} |
| vulnscan with ten times the images and findings, with the free quotas | ${usd(sum(tenfold, 'paid'))} |
| Amazon Inspector for the same images (${PUSHES_PER_IMAGE} pushes each, one rescan a day) | ${usd(sum(inspector, 'listed'))} |

| item | a month | list price | paid |
| --- | ---: | ---: | ---: |
${[...month, ...inspector].map(row).join('\n')}
`;
}

function amount(value: number): string {
  const digits = value < 100 && !Number.isInteger(value) ? 2 : 0;
  return value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
