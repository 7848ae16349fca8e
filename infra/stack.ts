import { CfnOutput, Fn, Stack, Tags } from 'aws-cdk-lib';
import type { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { Config } from '../src/config/config';
import { type FunctionName, NAMES } from '../src/installation';
import { Alarms } from './alarms';
import { Archive } from './archive';
import { Dashboard } from './dashboard';
import { Endpoint } from './endpoint';
import { Functions } from './functions';
import { Ledger } from './ledger';
import { Queues } from './queues';
import { Rules } from './rules';
import { Scanner } from './scanner';
import { Schedules } from './schedules';
import { SecurityHub } from './security-hub';
import { StateMachine } from './state-machine';

interface VulnscanProps {
  config: Config;
  /** The folder of a function's bundle, with index.js and vulnscan.json. */
  bundle: (name: FunctionName) => string;
  /** Creates the image inside the stack, because it may need a repository construct. */
  image: (scope: Construct) => ContainerImage;
}

/**
 * The stack:
 *
 *      state machine (scans of many images)
 *                 |
 *   schedule -> scanner -> Security Hub -> rules -> queues -> functions -> Slack
 *                  |             ^                    ^        |    ^        |
 *                  v             |                    |       ledger         |
 *               archive --+      |                    |                      |
 *                         |      +---- projector      +----- endpoint <------+
 *                         +----------> tasks
 */
export class VulnscanStack extends Stack {
  constructor(scope: Construct, { config, bundle, image }: VulnscanProps) {
    super(scope, NAMES.stack, {
      description: 'vulnscan: Trivy findings in Security Hub, decided in Slack',
      env: config.aws,
    });
    const queues = new Queues(this);
    const ledger = new Ledger(this);
    const archive = new Archive(this, config);
    const scanner = new Scanner(this, { config, queues, ledger, archive, image: image(this) });
    const functions = new Functions(this, { config, queues, ledger, archive, scanner, bundle });
    const endpoint = new Endpoint(this, config, functions.get('slack'));
    new StateMachine(this, config, scanner);
    new SecurityHub(this, config);
    new Rules(this, { config, queues, scanner });
    new Schedules(this, { config, scanner, functions, queues });
    const alarms = new Alarms(this, { queues, functions, endpoint });
    new Dashboard(this, { queues, functions, scanner, alarms });

    new CfnOutput(this, 'SlackRequestUrl', { value: endpoint.url });
    new CfnOutput(this, 'ScannerSubnets', { value: scanner.network.subnets.join(',') });
    new CfnOutput(this, 'ScannerSecurityGroups', {
      value: scanner.network.securityGroups.join(','),
    });
    Tags.of(this).add('app', NAMES.stack);
  }

  /** Resolved by CloudFormation when deploying, so that synthesis needs no credentials. */
  override get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }
}
