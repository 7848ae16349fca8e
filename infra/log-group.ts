import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { logGroupOf } from '../src/installation';

/** The log group of a function, the scanner or the HTTP API; its lines expire after a month. */
export function logGroupFor(scope: Construct, part: Parameters<typeof logGroupOf>[0]): LogGroup {
  return new LogGroup(scope, 'Log', {
    logGroupName: logGroupOf(part),
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
