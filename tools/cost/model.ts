import PRICES from './prices.json';
import { count, propertiesOf, type Template } from './template';

/** What a team does in a month. */
export interface Team {
  images: number;
  scansPerDay: number;
  /** From start to stop, database included. */
  minutesPerImage: number;
  pushesPerImage: number;
  /** Findings that a scan sees, and writes again. */
  findings: number;
  /** New ones in the month, each posted and decided. */
  newFindings: number;
}

export const SMALL_TEAM: Team = {
  images: 10,
  scansPerDay: 1,
  minutesPerImage: 0.75,
  pushesPerImage: 4,
  findings: 250,
  newFindings: 40,
};

type Item = keyof typeof PRICES.items;

export interface Line {
  item: Item;
  what: string;
  quantity: number;
  /** At the list price. */
  listed: number;
  /** After what AWS gives every account for free. */
  paid: number;
}

const DAYS = 30;
/** Lambda holds five connections open on a queue, each asking again after 20 seconds. */
const POLLS_PER_QUEUE = 5 * 3 * 60 * 24 * DAYS;
/** A finding's way: event, message out and in, rewrite, and the echoes of our own writes. */
const RUNS_PER_NEW_FINDING = 12;
const SECONDS_PER_RUN = 1;
const GB_OF_LOGS = 0.1;
const GB_OF_IMAGE = 0.3;

/** The month of a team on this template, by item. */
export function monthOf(template: Template, team: Team): Line[] {
  const scans = team.scansPerDay * DAYS;
  const hours = (scans * team.images * team.minutesPerImage) / 60;
  const [task = {}] = propertiesOf(template, 'AWS::ECS::TaskDefinition');
  const sweeps = (60 / 15) * 24 * DAYS;
  const rounds = 24 * DAYS;
  const runs =
    sweeps + rounds + team.newFindings * RUNS_PER_NEW_FINDING + scans * (team.images + 5);
  const gigabytes = largestFunction(template);
  const queues = count(template, 'AWS::Lambda::EventSourceMapping');
  const quantities: [Item, number][] = [
    ['fargate-vcpu-hour', (hours * Number(task['Cpu'])) / 1024],
    ['fargate-gb-hour', (hours * Number(task['Memory'])) / 1024],
    ['public-ipv4-hour', hours],
    ['lambda-request', runs],
    ['lambda-gb-second', runs * SECONDS_PER_RUN * gigabytes],
    ['sqs-fifo-request', queues * POLLS_PER_QUEUE + runs * 3],
    ['events-custom', scans * (team.images + 2)],
    ['scheduler-invocation', sweeps + rounds + scans],
    ['cloudwatch-request', rounds],
    ['cloudwatch-alarm', count(template, 'AWS::CloudWatch::Alarm')],
    ['cloudwatch-dashboard', count(template, 'AWS::CloudWatch::Dashboard')],
    ['cloudwatch-metric', count(template, 'AWS::Logs::MetricFilter')],
    ['logs-gb', GB_OF_LOGS],
    ['ecr-gb-month', GB_OF_IMAGE],
    ['securityhub-finding', team.findings * scans + team.newFindings],
  ];
  return quantities.map(([item, quantity]) => lineOf(item, quantity));
}

/** Amazon Inspector over the same images: each push, and one rescan a day. */
export function inspectorMonth(team: Team): Line[] {
  return [
    lineOf('inspector-image', team.images * team.pushesPerImage),
    lineOf('inspector-rescan', team.images * DAYS),
  ];
}

export function sum(lines: Line[], column: 'listed' | 'paid'): number {
  return lines.reduce((total, line) => total + line[column], 0);
}

function lineOf(item: Item, quantity: number): Line {
  const {
    what,
    price,
    free = 0,
  }: { what: string; price: number; free?: number } = PRICES.items[item];
  return {
    item,
    what,
    quantity,
    listed: quantity * price,
    paid: Math.max(0, quantity - free) * price,
  };
}

/** Counted as if every run were one of the largest function. */
function largestFunction(template: Template): number {
  const sizes = propertiesOf(template, 'AWS::Lambda::Function').map(({ MemorySize }) =>
    Number(MemorySize),
  );
  return Math.max(...sizes) / 1024;
}
