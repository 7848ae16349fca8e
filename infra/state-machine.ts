import { Stack } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { arnOf } from '../src/config/aws-names';
import type { Config } from '../src/config/config';
import { partitionOf } from '../src/domain/region';
import { ARCHIVE_PREFIXES, archiveBucket, NAMES, stateMachineArn } from '../src/installation';
import { stateMachineDefinition } from '../src/state-machine';
import { logGroupFor } from './log-group';
import { allow } from './permissions';
import type { Scanner } from './scanner';

/** What Step Functions needs to write its log; none of these calls takes a resource. */
const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

/** The rule of EventBridge by which Step Functions learns that a task has stopped; it makes the rule itself. */
const TASK_RULE = 'rule/StepFunctionsGetEventsForECSTaskRule';

/** The state machine that scans many images in several tasks of the scanner. */
export class StateMachine extends Construct {
  readonly logGroup: LogGroup;

  constructor(scope: Construct, config: Config, scanner: Scanner) {
    super(scope, 'StateMachine');
    this.logGroup = logGroupFor(this, 'state-machine');
    const role = this.makeRole(config, scanner);
    const definition = stateMachineDefinition(config, scanner.network);
    const made = new CfnStateMachine(this, 'Machine', {
      stateMachineName: NAMES.stateMachine,
      stateMachineType: 'STANDARD',
      roleArn: role.roleArn,
      definitionString: Stack.of(this).toJsonString(definition),
      loggingConfiguration: {
        level: 'ALL',
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: this.logGroup.logGroupArn } }],
      },
    });
    // Step Functions tries the role when it creates the state machine.
    made.node.addDependency(role);
  }

  private makeRole(config: Config, scanner: Scanner): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': config.aws.account },
          ArnLike: { 'aws:SourceArn': arnOf(config, 'states', 'stateMachine:*') },
        },
      }),
      description: 'vulnscan state machine',
    });
    for (const statement of permissions(config, scanner)) role.addToPolicy(statement);
    return role;
  }
}

function permissions(config: Config, scanner: Scanner): PolicyStatement[] {
  const bucket = `arn:${partitionOf(config.aws.region)}:s3:::${archiveBucket(config.aws)}`;
  return [
    ...scanner.start(),
    allow(['ecs:StopTask', 'ecs:DescribeTasks'], [scanner.tasksArn]),
    allow(
      ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      [arnOf(config, 'events', TASK_RULE)],
    ),
    allow(['s3:ListBucket'], [bucket], {
      StringLike: { 's3:prefix': `${ARCHIVE_PREFIXES.runs}*` },
    }),
    // A Distributed Map runs its items as executions of its own.
    allow(['states:StartExecution'], [stateMachineArn(config)]),
    allow(['states:DescribeExecution', 'states:StopExecution'], executionArns(config)),
    allow(LOG_DELIVERY, ['*']),
  ];
}

/** Executions of the state machine, and those of its Distributed Map. */
function executionArns(config: Config): string[] {
  const execution = `execution:${NAMES.stateMachine}`;
  return [`${execution}:*`, `${execution}/*`].map((name) => arnOf(config, 'states', name));
}

/** Allows finding, reading and stopping the scans that run. */
export function operateExecutions(config: Config): PolicyStatement[] {
  const executions = arnOf(config, 'states', `execution:${NAMES.stateMachine}:*`);
  return [
    allow(['states:ListExecutions'], [stateMachineArn(config)]),
    allow(['states:DescribeExecution', 'states:StopExecution'], [executions]),
  ];
}
