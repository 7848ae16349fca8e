import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { allowedRegistries, partitionOf, productArn } from '../src/config/aws-names';
import type { Config } from '../src/config/config';
import { parseEcrHost } from '../src/domain/image';
import { NAMES } from '../src/installation';

/*
 * Who may do what in Security Hub, ECR and Slack's secrets. A role that may update findings is narrowed by denials,
 * the form that Security Hub documents for its field conditions: values of the workflow status, and fields that must
 * not be there at all.
 */

const STATUSES = ['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'];

/** Every path that BatchUpdateFindings can write, by the part of a finding that owns it. */
const FIELDS = {
  note: ['Note.Text', 'Note.UpdatedBy'],
  placement: ['UserDefinedFields'],
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

export function readFindings(config: Config): PolicyStatement {
  return allow(['securityhub:GetFindings'], [hubArn(config)]);
}

export function readHistory(config: Config): PolicyStatement {
  return allow(['securityhub:GetFindingHistory'], [hubArn(config)]);
}

/** May set these statuses, and the fields named; everything else about a finding is denied. */
export function updateFindings(
  config: Config,
  may: { statuses: string[]; fields: ('note' | 'placement')[] },
): PolicyStatement[] {
  const closed = [...FIELDS.rest];
  if (!may.fields.includes('note')) closed.push(...FIELDS.note);
  if (!may.fields.includes('placement')) closed.push(...FIELDS.placement);
  const statuses = STATUSES.filter((status) => !may.statuses.includes(status));
  return [
    allow(['securityhub:BatchUpdateFindings'], [hubArn(config)]),
    deny({ StringEquals: { [path('Workflow.Status')]: statuses } }),
    // One statement for each: conditions inside one statement have to hold together.
    ...closed.map((field) => deny({ Null: { [path(field)]: 'false' } })),
  ];
}

/** Findings are imported on the product, whose ARN has no account where the product is a partner's. */
export function importFindings(config: Config): PolicyStatement {
  return new PolicyStatement({
    actions: ['securityhub:BatchImportFindings'],
    resources: [productArn(config)],
    conditions: { StringEquals: { 'securityhub:TargetAccount': config.aws.account } },
  });
}

export function readSecrets(config: Config, names: string[]): PolicyStatement {
  const { account, region } = config.aws;
  const arn = `arn:${partitionOf(region)}:ssm:${region}:${account}:parameter`;
  return allow(
    ['ssm:GetParameter', 'ssm:GetParameters'],
    names.map((name) => `${arn}${name}`),
  );
}

/** Pulling from the repositories that `deploy.repositories` lists, in the allowed registries; the token is for all. */
export function pullImages(config: Config): PolicyStatement[] {
  const registries = allowedRegistries(config).flatMap((host) => parseEcrHost(host) ?? []);
  const repositories = (names: string[]) =>
    registries.flatMap(({ account, region }) =>
      names.map((name) => `arn:${partitionOf(region)}:ecr:${region}:${account}:repository/${name}`),
    );
  return [
    allow(['ecr:GetAuthorizationToken'], ['*']),
    allow(['ecr:DescribeRepositories'], repositories(['*'])),
    allow(
      ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      repositories(config.deploy.repositories),
    ),
  ];
}

/** What runs in these clusters. The calls know no resource to be held to, but a cluster. */
export function readTasks(clusterArns: string[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['ecs:ListTasks', 'ecs:DescribeTasks'],
    resources: ['*'],
    conditions: { ArnEquals: { 'ecs:cluster': clusterArns } },
  });
}

/** How the alarms stand. Whatever names it is asked for, CloudWatch holds the call to all alarms of the account. */
export function readAlarms({ aws: { account, region } }: Config): PolicyStatement {
  const alarms = `arn:${partitionOf(region)}:cloudwatch:${region}:${account}:alarm:*`;
  return allow(['cloudwatch:DescribeAlarms'], [alarms]);
}

/** Telling how a scan goes, under our own name only. */
export function emitScanEvents(config: Config): PolicyStatement {
  const { account, region } = config.aws;
  return new PolicyStatement({
    actions: ['events:PutEvents'],
    resources: [`arn:${partitionOf(region)}:events:${region}:${account}:event-bus/default`],
    conditions: {
      'ForAllValues:StringEquals': { 'events:source': NAMES.eventSource },
      Null: { 'events:source': 'false' },
    },
  });
}

export function allow(actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources });
}

function deny(conditions: Record<string, Record<string, string | string[]>>): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.DENY,
    actions: ['securityhub:BatchUpdateFindings'],
    resources: ['*'],
    conditions,
  });
}

function hubArn(config: Config): string {
  const { account, region } = config.aws;
  return `arn:${partitionOf(region)}:securityhub:${region}:${account}:hub/default`;
}

function path(field: string): string {
  return `securityhub:ASFFSyntaxPath/${field}`;
}
