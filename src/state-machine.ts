import { arnOf } from './config/aws-names';
import type { Config } from './config/config';
import { type ScanStep, STEP_ENVIRONMENT } from './domain/fan-out';
import { partitionOf } from './domain/region';
import { archiveBucket, hasPublicIp, NAMES, shardPrefix } from './installation';

/*
 * The state machine of a scan over several tasks, in the Amazon States Language: one task for each shard, and then one that
 * reconciles, whatever became of the shards. Its input is a `RunningFanOut`. Whether a shard failed is decided by its result in
 * the archive, so no state passes on what a task returned: the answers of hundreds of tasks are more than the 256 KiB that a
 * state may return.
 */

/**
 * Limits of the tasks and of all. 250 images that are pulled take about three hours; a reconciliation may wait for another one.
 * All: the first scan of 10,000 images takes 13 hours in ten tasks. When this limit ends a scan, nothing is reconciled.
 */
const LIMIT_HOURS = { shard: 12, reconcile: 6, all: 48 } as const;

const HOUR_SECONDS = 3_600;

/**
 * What passes: Fargate has no capacity, the account's quota of tasks or of calls is used up (re:Post "Fargate RunTask, Capacity
 * is unavailable"), ECS does not answer. A task that started and failed is not started again: it may be at fault itself.
 */
const RETRY = [
  {
    ErrorEquals: [
      'ECS.AmazonECSException',
      'AmazonECS.Unknown',
      'ECS.ThrottlingException',
      'ECS.ServerException',
    ],
    IntervalSeconds: 30,
    BackoffRate: 2,
    MaxDelaySeconds: 600,
    MaxAttempts: 10,
    JitterStrategy: 'FULL',
  },
];

/** Where tasks run. */
export interface TaskNetwork {
  subnets: string[];
  securityGroups: string[];
}

export function stateMachineDefinition(config: Config, network: TaskNetwork) {
  return {
    Comment: 'vulnscan: scans the shards of a run, then reconciles',
    StartAt: 'ScanShards',
    TimeoutSeconds: LIMIT_HOURS.all * HOUR_SECONDS,
    States: {
      ScanShards: {
        Type: 'Map',
        Label: 'shards',
        ItemReader: {
          Resource: `arn:${partitionOf(config.aws.region)}:states:::s3:listObjectsV2`,
          Parameters: {
            Bucket: archiveBucket(config.aws),
            'Prefix.$': `States.Format('${shardPrefix('{}')}', $.scanId)`,
          },
        },
        ItemSelector: { 'run.$': '$.scanId', 'shard.$': '$$.Map.Item.Value.Key' },
        MaxConcurrency: config.scan.tasks,
        ToleratedFailurePercentage: 100,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'ScanShard',
          States: {
            ScanShard: {
              ...runTask(config, network, 'shard', {
                [STEP_ENVIRONMENT.run]: '$.run',
                [STEP_ENVIRONMENT.shard]: '$.shard',
              }),
              End: true,
            },
          },
        },
        ResultPath: null,
        // Without the list of shards, too, the reconciliation says what was lost.
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Reconcile' }],
        Next: 'Reconcile',
      },
      Reconcile: {
        ...runTask(config, network, 'reconcile', { [STEP_ENVIRONMENT.run]: '$.scanId' }),
        End: true,
      },
    },
  };
}

/**
 * A task of the scanner, until it has stopped. Step Functions takes no StartedBy for it and sets its own, by which its rule of
 * EventBridge knows the task; the overrides say which run it belongs to.
 */
function runTask(
  config: Config,
  { subnets, securityGroups }: TaskNetwork,
  step: ScanStep,
  paths: Record<string, string>,
) {
  return {
    Type: 'Task',
    Resource: `arn:${partitionOf(config.aws.region)}:states:::ecs:runTask.sync`,
    TimeoutSeconds: LIMIT_HOURS[step] * HOUR_SECONDS,
    Parameters: {
      LaunchType: 'FARGATE',
      Cluster: arnOf(config, 'ecs', `cluster/${NAMES.cluster}`),
      TaskDefinition: NAMES.taskFamily,
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          Subnets: subnets,
          SecurityGroups: securityGroups,
          AssignPublicIp: hasPublicIp(config) ? 'ENABLED' : 'DISABLED',
        },
      },
      Overrides: {
        ContainerOverrides: [
          {
            Name: NAMES.container,
            Environment: [
              { Name: STEP_ENVIRONMENT.step, Value: step },
              ...Object.entries(paths).map(([Name, path]) => ({ Name, 'Value.$': path })),
            ],
          },
        ],
      },
    },
    ResultSelector: {},
    Retry: RETRY,
  };
}
