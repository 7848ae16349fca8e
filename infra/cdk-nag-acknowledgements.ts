import { type Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { partitionOf } from '../src/domain/region';
import { ARCHIVE_PREFIXES, archiveBucket, cancelledKey, NAMES } from '../src/installation';

interface Acknowledgement {
  /** Path of the construct; one that does not exist in this configuration is skipped. */
  at: string;
  id: string;
  reason: string;
}

const RUN_TASK = `Resource::arn:<partition>:ecs:<region>:<account>:task-definition/${NAMES.taskFamily}:*`;

const BUCKET = `arn:<partition>:s3:::${archiveBucket({ account: '<account>', region: '<region>' })}`;
const ARCHIVED = Object.values(ARCHIVE_PREFIXES);
const READ = [ARCHIVE_PREFIXES.index];

/** Findings of cdk-nag that are accepted, each with the reason. */
const ACKNOWLEDGED: Acknowledgement[] = [
  {
    at: 'Queues/Undelivered',
    id: 'SQS3',
    reason: 'It is itself the dead-letter queue of the EventBridge rules and schedules.',
  },
  {
    at: 'Queues/Quarantine',
    id: 'SQS3',
    reason: 'It holds messages that cannot be parsed; only people receive from it.',
  },
  {
    at: 'Queues/Projector',
    id: 'SQS3',
    reason:
      'It holds wake-ups, which are worth nothing once they are old: the work itself is in the ledger, and a tick every minute finds it.',
  },
  {
    at: 'Queues/Painter',
    id: 'SQS3',
    reason:
      'It holds wake-ups, which are worth nothing once they are old: the work itself is in the ledger, and a tick every minute finds it.',
  },
  {
    at: 'Archive/Bucket',
    id: 'S1',
    reason:
      'Only the scanner and one function use it, and each complete scan writes it again; access logs would need a second bucket.',
  },
  {
    at: 'Scanner/Network/Vpc',
    id: 'VPC7',
    reason:
      'One task a day without inbound traffic; flow logs would cost more than everything else.',
  },
  {
    at: 'Scanner/Cluster',
    id: 'ECS4',
    reason:
      'One short task a day: its log and its events show the result, Container Insights would cost extra.',
  },
  {
    at: 'Scanner/Task',
    id: 'ECS2',
    reason: 'The variables hold the configuration and two folders; the scanner has no secret.',
  },
  {
    at: 'Scanner/Task/TaskRole',
    id: 'IAM5[Resource::*]',
    reason:
      'ecr:GetAuthorizationToken takes no resource; the read calls of ECS are limited to their clusters, and those of load balancers and networks take no resource.',
  },
  {
    at: 'Scanner/Task/TaskRole',
    id: 'IAM5[Resource::arn:<partition>:ecr:<region>:<account>:repository/*]',
    reason: 'Read only; deploy.repositories limits it to the listed repositories.',
  },
  {
    at: 'Scanner/Task/ExecutionRole',
    id: 'IAM5[Resource::*]',
    reason: 'ecr:GetAuthorizationToken takes no resource.',
  },
  ...ARCHIVED.map((prefix) => ({
    at: 'Scanner/Task/TaskRole',
    id: `IAM5[Resource::${BUCKET}/${prefix}*]`,
    reason: 'The objects of one part of the archive; their keys are not known before.',
  })),
  ...READ.map((prefix) => ({
    at: 'Functions/Tasks/Role',
    id: `IAM5[Resource::${BUCKET}/${prefix}*]`,
    reason: 'Read only, the objects of one part of the archive; their keys are not known before.',
  })),
  {
    at: 'Functions/Tasks/Role',
    id: 'IAM5[Resource::*]',
    reason: 'The read calls of ECS are limited to our cluster by a condition.',
  },
  {
    at: 'Functions/Tasks/Role',
    id: `IAM5[${RUN_TASK}]`,
    reason: 'Every revision of one task family, on our cluster only.',
  },
  {
    at: 'Functions/Tasks/Role',
    id: `IAM5[Resource::arn:<partition>:ecs:<region>:<account>:task/${NAMES.cluster}/*]`,
    reason: 'ECS assigns the id of a task; the cluster runs only the scanner.',
  },
  {
    at: 'Functions/Tasks/Role',
    id: 'IAM5[Resource::arn:<partition>:cloudwatch:<region>:<account>:alarm:*]',
    reason:
      'DescribeAlarms needs permission for all alarms, whatever names it is given; it only reads.',
  },
  {
    at: 'Functions/Tasks/Role',
    id: `IAM5[Resource::${BUCKET}/${cancelledKey('*')}]`,
    reason:
      'One object of each run, which says that it is cancelled; the ids of runs are not known.',
  },
  {
    at: 'Functions/Tasks/Role',
    id: `IAM5[Resource::arn:<partition>:states:<region>:<account>:execution:${NAMES.stateMachine}:*]`,
    reason: 'Executions of one state machine; their names are the ids of scans.',
  },
  {
    at: 'StateMachine/Role',
    id: `IAM5[${RUN_TASK}]`,
    reason: 'Every revision of one task family, on our cluster only.',
  },
  {
    at: 'StateMachine/Role',
    id: `IAM5[Resource::arn:<partition>:ecs:<region>:<account>:task/${NAMES.cluster}/*]`,
    reason: 'ECS assigns the id of a task; the cluster runs only the scanner.',
  },
  ...[':*', '/*'].map((rest) => ({
    at: 'StateMachine/Role',
    id: `IAM5[Resource::arn:<partition>:states:<region>:<account>:execution:${NAMES.stateMachine}${rest}]`,
    reason: 'A Distributed Map runs each item as an execution, whose name Step Functions chooses.',
  })),
  {
    at: 'StateMachine/Role',
    id: 'IAM5[Resource::*]',
    reason: 'Only the calls by which Step Functions writes its log, which take no resource.',
  },
  {
    at: 'StateMachine/Machine',
    id: 'SF2',
    reason:
      'Three states that wait for tasks of minutes to hours: its history and its log say where the time went; tracing would cost extra.',
  },
  {
    at: 'Schedules/ScanRole',
    id: `IAM5[${RUN_TASK}]`,
    reason: 'Every revision of one task family, on our cluster only.',
  },
  {
    at: 'Endpoint/Api',
    id: 'APIG4',
    reason: 'Slack cannot sign for AWS; the function verifies the signature of every request.',
  },
];

export function acknowledge(stack: Stack): void {
  const place: Record<string, string> = {
    '<partition>': partitionOf(stack.region),
    '<region>': stack.region,
    '<account>': stack.account,
  };
  for (const { at, id, reason } of ACKNOWLEDGED) {
    const construct = find(stack, at);
    if (construct === undefined) continue;
    const filled = id.replaceAll(/<\w+>/g, (name) => place[name] ?? name);
    Validations.of(construct).acknowledge({ id: `AwsSolutions::AwsSolutions-${filled}`, reason });
  }
}

function find(scope: IConstruct, path: string): IConstruct | undefined {
  return path
    .split('/')
    .reduce<IConstruct | undefined>((from, id) => from?.node.tryFindChild(id), scope);
}
