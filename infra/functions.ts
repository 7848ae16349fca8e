import { Duration } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { Config } from '../src/config/config';
import {
  FUNCTION_NAMES,
  FUNCTIONS,
  type FunctionName,
  functionEnvironment,
  PARAMETERS,
  type QueueName,
} from '../src/installation';
import type { Archive } from './archive';
import type { Ledger } from './ledger';
import { logGroupFor } from './log-group';
import { allow, readAlarms, readFindings, readSecrets, updateFindings } from './permissions';
import { constructId, type Queues } from './queues';
import type { Scanner } from './scanner';
import { operateExecutions } from './state-machine';

interface FunctionsProps {
  config: Config;
  queues: Queues;
  ledger: Ledger;
  archive: Archive;
  scanner: Scanner;
  bundle: (name: FunctionName) => string;
}

/** The functions. Each gets the same settings and only the permissions that its own use cases need. */
export class Functions extends Construct {
  private readonly props: FunctionsProps;
  private readonly made: Record<FunctionName, LambdaFunction>;

  constructor(scope: Construct, props: FunctionsProps) {
    super(scope, 'Functions');
    this.props = props;
    this.made = {
      slack: this.make('slack', this.slackPermissions()),
      intake: this.make('intake', this.intakePermissions()),
      decide: this.make('decide', this.decidePermissions()),
      projector: this.make('projector', this.projectorPermissions()),
      painter: this.make('painter', this.painterPermissions()),
      tasks: this.make('tasks', this.tasksPermissions()),
    };
  }

  get(name: FunctionName): LambdaFunction {
    return this.made[name];
  }

  get all(): LambdaFunction[] {
    return FUNCTION_NAMES.map((name) => this.made[name]);
  }

  private slackPermissions(): PolicyStatement[] {
    return [
      readSecrets(this.props.config, [PARAMETERS.botToken, PARAMETERS.signingSecret]),
      this.maySend('decide', 'tasks'),
    ];
  }

  private intakePermissions(): PolicyStatement[] {
    const { config, ledger } = this.props;
    return [...ledger.mayWrite(), readFindings(config), this.maySend('projector', 'quarantine')];
  }

  private decidePermissions(): PolicyStatement[] {
    const { config, ledger } = this.props;
    return [
      ...ledger.mayWrite('list'),
      readSecrets(config, [PARAMETERS.botToken]),
      // A bulk decision is split into one job for each finding.
      this.maySend('projector', 'painter', 'decide', 'tasks', 'quarantine'),
    ];
  }

  /** The only function that writes to Security Hub, and it never makes a finding NEW. */
  private projectorPermissions(): PolicyStatement[] {
    const { config, ledger } = this.props;
    return [
      ...ledger.mayWrite('work'),
      ...updateFindings(config, {
        statuses: ['NOTIFIED', 'RESOLVED', 'SUPPRESSED'],
        fields: ['note', 'mark'],
      }),
      this.maySend('projector', 'painter', 'quarantine'),
    ];
  }

  private painterPermissions(): PolicyStatement[] {
    const { config, ledger } = this.props;
    return [
      ...ledger.mayWrite('work', 'list'),
      readSecrets(config, [PARAMETERS.botToken]),
      this.maySend('projector', 'painter', 'quarantine'),
    ];
  }

  private tasksPermissions(): PolicyStatement[] {
    const { config, ledger, archive, scanner } = this.props;
    return [
      ...ledger.mayWrite('list'),
      ledger.mayReadAudit(),
      // Details of an upgrade show what the ledger leaves out.
      readFindings(config),
      ...archive.mayRead('index'),
      readSecrets(config, [PARAMETERS.botToken]),
      ...scanner.operate(),
      ...operateExecutions(config),
      archive.mayCancelRuns(),
      readAlarms(config),
      this.maySend('painter', 'quarantine'),
    ];
  }

  private maySend(...names: QueueName[]): PolicyStatement {
    const arns = names.map((name) => this.props.queues.get(name).queueArn);
    return allow(['sqs:SendMessage'], arns);
  }

  /** Creates a function with its own bundle, role and log group. */
  private make(name: FunctionName, permissions: PolicyStatement[]): LambdaFunction {
    const scope = new Construct(this, constructId(name));
    const logGroup = logGroupFor(scope, name);
    const role = new Role(scope, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `vulnscan ${name} function`,
    });
    logGroup.grantWrite(role);
    for (const statement of permissions) role.addToPolicy(statement);
    const settings = FUNCTIONS[name];
    const made = new LambdaFunction(scope, 'Function', {
      functionName: settings.name,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(this.props.bundle(name)),
      memorySize: settings.memoryMb,
      timeout: Duration.seconds(settings.timeoutSeconds),
      environment: this.environment(),
      role,
      logGroup,
      ...this.reservedConcurrency(name),
    });
    if (settings.source !== undefined) {
      const { queue, batchSize, maxConcurrency } = settings.source;
      const options = { batchSize, maxConcurrency, reportBatchItemFailures: true };
      made.addEventSource(new SqsEventSource(this.props.queues.get(queue), options));
    }
    return made;
  }

  /** The slack function's address is public, so its concurrency has a limit. */
  private reservedConcurrency(name: FunctionName) {
    const { slackConcurrency } = this.props.config.deploy;
    if (name !== 'slack' || slackConcurrency === 0) return {};
    return { reservedConcurrentExecutions: slackConcurrency };
  }

  private environment(): Record<string, string> {
    const { config, queues, scanner } = this.props;
    const { subnets, securityGroups } = scanner.network;
    const queueUrl = (name: QueueName) => queues.get(name).queueUrl;
    return {
      VULNSCAN_CONFIG_FILE: '/var/task/vulnscan.json',
      ...functionEnvironment(config, { queueUrl, subnets, securityGroups }),
    };
  }
}
