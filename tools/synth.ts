/** Writes the CloudFormation template into cdk.out. Arguments are passed on to infra/app.ts. */
import { synthesize } from './cdk-app';

synthesize(['--out', 'cdk.out', ...process.argv.slice(2)]).then(
  (succeeded) => {
    process.exitCode = succeeded ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
