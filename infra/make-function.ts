import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FunctionName } from './names';

/** Slack gives up after three seconds; the workers' limits decide their queues' visibility. */
export const TIMEOUTS: Record<FunctionName, Duration> = {
  slack: Duration.seconds(3),
  alerts: Duration.seconds(60),
  actions: Duration.seconds(120),
};

export interface FunctionProps {
  name: FunctionName;
  /** The folder with index.js and vulnscan.json. */
  code: string;
  memory: number;
  environment: Record<string, string>;
  permissions: PolicyStatement[];
  reservedConcurrency?: number;
}

/** The house rules of every function: one bundle, one role of its own, one log that ends. */
export function makeFunction(scope: Construct, props: FunctionProps): LambdaFunction {
  const logGroup = new LogGroup(scope, 'Log', {
    logGroupName: `/vulnscan/${props.name}`,
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `vulnscan ${props.name} function`,
  });
  logGroup.grantWrite(role);
  for (const statement of props.permissions) role.addToPolicy(statement);
  return new LambdaFunction(scope, 'Function', {
    functionName: `vulnscan-${props.name}`,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: Code.fromAsset(props.code),
    memorySize: props.memory,
    timeout: TIMEOUTS[props.name],
    environment: { VULNSCAN_CONFIG_FILE: '/var/task/vulnscan.json', ...props.environment },
    role,
    logGroup,
    ...(props.reservedConcurrency !== undefined && {
      reservedConcurrentExecutions: props.reservedConcurrency,
    }),
  });
}
