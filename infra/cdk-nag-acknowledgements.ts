import { type Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { partitionOf } from '../src/config/aws-names';
import { NAMES } from '../src/installation';

interface Acknowledgement {
  /** The construct it is about; one that a configuration leaves out is passed over. */
  at: string;
  id: string;
  reason: string;
}

const RUN_TASK = `Resource::arn:<partition>:ecs:<region>:<account>:task-definition/${NAMES.taskFamily}:*`;

/** What cdk-nag asks about and we mean, with the reason. */
const ACKNOWLEDGED: Acknowledgement[] = [
  {
    at: 'Queues/Undelivered',
    id: 'SQS3',
    reason: 'It is itself the dead-letter queue of the EventBridge rules and schedules.',
  },
  {
    at: 'Queues/Quarantine',
    id: 'SQS3',
    reason: 'It is where messages end that nobody can read; nothing receives from it but a person.',
  },
  {
    at: 'Scanner/Network/Vpc',
    id: 'VPC7',
    reason: 'One task a day that lets nothing in; flow logs would cost more than all the rest.',
  },
  {
    at: 'Scanner/Cluster',
    id: 'ECS4',
    reason:
      'One short task a day: its log and its events say how it went, Insights would be paid for.',
  },
  {
    at: 'Scanner/Task',
    id: 'ECS2',
    reason: 'They hold the configuration and two folders; the scanner has no secret.',
  },
  {
    at: 'Scanner/Task/TaskRole',
    id: 'IAM5[Resource::*]',
    reason:
      'ecr:GetAuthorizationToken knows no resource; the reading calls of ECS are held to their clusters.',
  },
  {
    at: 'Scanner/Task/TaskRole',
    id: 'IAM5[Resource::arn:<partition>:ecr:<region>:<account>:repository/*]',
    reason: 'Reading only; deploy.repositories narrows it to the repositories somebody listed.',
  },
  {
    at: 'Scanner/Task/ExecutionRole',
    id: 'IAM5[Resource::*]',
    reason: 'ecr:GetAuthorizationToken knows no resource.',
  },
  {
    at: 'Functions/Actions/Role',
    id: 'IAM5[Resource::*]',
    reason: 'The reading calls of ECS are held to our cluster by a condition.',
  },
  {
    at: 'Functions/Actions/Role',
    id: `IAM5[${RUN_TASK}]`,
    reason: 'Every revision of one task family, on our cluster only.',
  },
  {
    at: 'Functions/Actions/Role',
    id: `IAM5[Resource::arn:<partition>:ecs:<region>:<account>:task/${NAMES.cluster}/*]`,
    reason: 'A task has its id from ECS; the cluster runs nothing but the scanner.',
  },
  {
    at: 'Functions/Actions/Role',
    id: 'IAM5[Resource::arn:<partition>:cloudwatch:<region>:<account>:alarm:*]',
    reason: 'DescribeAlarms is held to all alarms, whatever names it asks for; it only reads.',
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
