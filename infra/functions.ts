import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../src/config/config';
import { makeFunction } from './make-function';
import { FUNCTIONS, type FunctionName, NAMES } from './names';
import {
  allow,
  readAlarms,
  readFindings,
  readHistory,
  readSecrets,
  updateFindings,
} from './permissions';
import type { Queues } from './queues';
import type { Scanner } from './scanner';

/** The folder of each door's bundle. */
export type Bundles = Record<FunctionName, string>;

interface FunctionsProps {
  config: Config;
  queues: Queues;
  scanner: Scanner;
  bundles: Bundles;
}

/** The three doors. Each gets the same settings and only the permissions its own verbs need. */
export class Functions extends Construct {
  readonly slack: LambdaFunction;
  readonly alerts: LambdaFunction;
  readonly actions: LambdaFunction;

  constructor(scope: Construct, props: FunctionsProps) {
    super(scope, 'Functions');
    this.slack = this.makeSlack(props);
    this.alerts = this.makeAlerts(props);
    this.actions = this.makeActions(props);
  }

  get all(): [FunctionName, LambdaFunction][] {
    return FUNCTIONS.map((name) => [name, this[name]]);
  }

  /** Slack calls this one; and it is public, so it gets a ceiling. */
  private makeSlack(props: FunctionsProps): LambdaFunction {
    const { slackConcurrency } = props.config.deploy;
    return makeFunction(new Construct(this, 'Slack'), {
      ...common(props, 'slack'),
      // A whole vCPU: somebody waits, and Slack gives a cold start no more than three seconds.
      memory: 1769,
      permissions: [
        readSecrets(props.config, [NAMES.botToken, NAMES.signingSecret]),
        allow(['sqs:SendMessage'], [props.queues.actions.queueArn]),
      ],
      ...(slackConcurrency > 0 && { reservedConcurrency: slackConcurrency }),
    });
  }

  private makeAlerts(props: FunctionsProps): LambdaFunction {
    const { config, queues } = props;
    const door = makeFunction(new Construct(this, 'Alerts'), {
      ...common(props, 'alerts'),
      memory: 512,
      permissions: [
        readSecrets(config, [NAMES.botToken]),
        readFindings(config),
        ...updateFindings(config, { statuses: ['NOTIFIED'], fields: ['placement'] }),
        // The sweep puts what was missed back into the lane.
        allow(['sqs:SendMessage'], [queues.alerts.queueArn, queues.quarantine.queueArn]),
      ],
    });
    door.addEventSource(lane(queues.alerts, 2));
    return door;
  }

  private makeActions(props: FunctionsProps): LambdaFunction {
    const { config, queues, scanner } = props;
    const door = makeFunction(new Construct(this, 'Actions'), {
      ...common(props, 'actions'),
      memory: 512,
      permissions: [
        readSecrets(config, [NAMES.botToken]),
        readFindings(config),
        // Who wrote last decides whether a decision that was overtaken is written again.
        readHistory(config),
        ...updateFindings(config, {
          statuses: ['NOTIFIED', 'RESOLVED', 'SUPPRESSED'],
          fields: ['note'],
        }),
        ...scanner.operate(),
        readAlarms(config),
        allow(['sqs:SendMessage'], [queues.actions.queueArn, queues.quarantine.queueArn]),
      ],
    });
    door.addEventSource(lane(queues.actions, 5));
    return door;
  }
}

/** Concurrency is limited here: a reserved concurrency would throttle healthy messages into the dead-letter queue. */
function lane(queue: Queue, maxConcurrency: number): SqsEventSource {
  return new SqsEventSource(queue, {
    batchSize: 10,
    reportBatchItemFailures: true,
    maxConcurrency,
  });
}

function common({ queues, scanner, bundles }: FunctionsProps, name: FunctionName) {
  return {
    name,
    code: bundles[name],
    environment: {
      ACTIONS_QUEUE_URL: queues.actions.queueUrl,
      ALERTS_QUEUE_URL: queues.alerts.queueUrl,
      QUARANTINE_QUEUE_URL: queues.quarantine.queueUrl,
      SLACK_BOT_TOKEN_PARAMETER: NAMES.botToken,
      SLACK_SIGNING_SECRET_PARAMETER: NAMES.signingSecret,
      SCAN_CLUSTER: NAMES.cluster,
      SCAN_TASK_FAMILY: NAMES.taskFamily,
      SCAN_CONTAINER: NAMES.container,
      SCAN_SUBNETS: scanner.network.subnets.join(','),
      SCAN_SECURITY_GROUPS: scanner.network.securityGroups.join(','),
    },
  };
}
