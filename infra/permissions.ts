import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { allowedRegistries, arnOf, productArn } from '../src/config/aws-names';
import type { Config } from '../src/config/config';
import { isImageReference, parseEcrHost, parseImageReference } from '../src/domain/image';
import { partitionOf } from '../src/domain/region';
import { NAMES } from '../src/installation';

/*
 * IAM statements for the functions and the scanner. Updates of findings are limited by Deny statements, the form that
 * Security Hub documents for its field conditions: some values of the workflow status, and some fields, are denied.
 */

const STATUSES = ['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'];

/** Every path that BatchUpdateFindings can write, by the part of a finding that owns it. */
const FIELDS = {
  note: ['Note.Text', 'Note.UpdatedBy'],
  mark: ['UserDefinedFields'],
  rest: [
    'Confidence',
    'Criticality',
    'RelatedFindings.Id',
    'RelatedFindings.ProductArn',
    'Severity.Label',
    'Severity.Normalized',
    'Severity.Product',
    'Types',
    'VerificationState',
  ],
};

/** What is read to tell whether the internet reaches a service of ECS. */
const EXPOSURE_READS = [
  'ecs:DescribeTaskDefinition',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetGroupAttributes',
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeRules',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeRouteTables',
];

export function readFindings(config: Config): PolicyStatement {
  return allow(['securityhub:GetFindings'], [hubArn(config)]);
}

/** Allows setting these statuses and fields; all other statuses and fields are denied. */
export function updateFindings(
  config: Config,
  may: { statuses: string[]; fields: ('note' | 'mark')[] },
): PolicyStatement[] {
  const closed = [...FIELDS.rest];
  if (!may.fields.includes('note')) closed.push(...FIELDS.note);
  if (!may.fields.includes('mark')) closed.push(...FIELDS.mark);
  const statuses = STATUSES.filter((status) => !may.statuses.includes(status));
  return [
    allow(['securityhub:BatchUpdateFindings'], [hubArn(config)]),
    deny({ StringEquals: { [path('Workflow.Status')]: statuses } }),
    // One statement for each field, because all conditions of one statement must be true for it to apply.
    ...closed.map((field) => deny({ Null: { [path(field)]: 'false' } })),
  ];
}

/** Imports findings as the configured product. The ARN of a partner's product has no account, so it is a condition. */
export function importFindings(config: Config): PolicyStatement {
  return allow(['securityhub:BatchImportFindings'], [productArn(config)], {
    StringEquals: { 'securityhub:TargetAccount': config.aws.account },
  });
}

export function readSecrets(config: Config, names: string[]): PolicyStatement {
  return allow(
    ['ssm:GetParameter', 'ssm:GetParameters'],
    names.map((name) => arnOf(config, 'ssm', `parameter${name}`)),
  );
}

/**
 * Allows pulling from the repositories of `deploy.repositories` in the allowed registries, and Trivy's databases where
 * they are in ECR. The token can't be limited.
 */
export function pullImages(config: Config): PolicyStatement[] {
  const registries = allowedRegistries(config).flatMap((host) => parseEcrHost(host) ?? []);
  const repositories = (names: string[]) =>
    registries.flatMap((registry) => names.map((name) => repositoryArn(registry, name)));
  return [
    allow(['ecr:GetAuthorizationToken'], ['*']),
    allow(['ecr:DescribeRepositories'], repositories(['*'])),
    allow(
      ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      [...repositories(config.deploy.repositories), ...databaseRepositories(config)],
    ),
  ];
}

function databaseRepositories({ scan }: Config): string[] {
  return [...scan.databases, ...scan.javaDatabases].filter(isImageReference).flatMap((text) => {
    const { registry = '', repository } = parseImageReference(text);
    const ecr = parseEcrHost(registry);
    return ecr === undefined ? [] : [repositoryArn(ecr, repository)];
  });
}

function repositoryArn({ account, region }: EcrHost, repository: string): string {
  return `arn:${partitionOf(region)}:ecr:${region}:${account}:repository/${repository}`;
}

type EcrHost = { account: string; region: string };

/** Reads the feeds that vulnscan.yml names in S3: those keys and no others. Other accounts have to allow it, too. */
export function readFeeds({ aws, feeds }: Config): PolicyStatement[] {
  if (feeds === 'off') return [];
  const keys = [...feeds.kev, ...feeds.epss].flatMap((place) => {
    const [, key] = /^s3:\/\/(.+)$/.exec(place) ?? [];
    return key === undefined ? [] : [`arn:${partitionOf(aws.region)}:s3:::${key}`];
  });
  return keys.length === 0 ? [] : [allow(['s3:GetObject'], keys)];
}

/** Reads the tasks in these clusters. ListTasks and DescribeTasks can be limited by cluster only. */
export function readTasks(clusterArns: string[]): PolicyStatement {
  return allow(['ecs:ListTasks', 'ecs:DescribeTasks'], ['*'], {
    ArnEquals: { 'ecs:cluster': clusterArns },
  });
}

/**
 * Reads how the services of these clusters can be reached from the internet. DescribeServices can be limited by cluster;
 * the other calls take no resource.
 */
export function readExposure(clusterArns: string[]): PolicyStatement[] {
  if (clusterArns.length === 0) return [];
  return [
    allow(['ecs:DescribeServices'], ['*'], { ArnEquals: { 'ecs:cluster': clusterArns } }),
    allow(EXPOSURE_READS, ['*']),
  ];
}

/** Reads the state of alarms. DescribeAlarms needs permission for all alarms of the account, whatever names it is given. */
export function readAlarms(config: Config): PolicyStatement {
  return allow(['cloudwatch:DescribeAlarms'], [arnOf(config, 'cloudwatch', 'alarm:*')]);
}

/** Sends events about scans, with vulnscan's own source only. */
export function emitScanEvents(config: Config): PolicyStatement {
  return allow(['events:PutEvents'], [arnOf(config, 'events', 'event-bus/default')], {
    'ForAllValues:StringEquals': { 'events:source': NAMES.eventSource },
    Null: { 'events:source': 'false' },
  });
}

type Conditions = Record<string, Record<string, string | string[]>>;

export function allow(
  actions: string[],
  resources: string[],
  conditions: Conditions = {},
): PolicyStatement {
  return new PolicyStatement({ actions, resources, conditions });
}

function deny(conditions: Conditions): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.DENY,
    actions: ['securityhub:BatchUpdateFindings'],
    resources: ['*'],
    conditions,
  });
}

function hubArn(config: Config): string {
  return arnOf(config, 'securityhub', 'hub/default');
}

function path(field: string): string {
  return `securityhub:ASFFSyntaxPath/${field}`;
}
