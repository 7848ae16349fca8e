import * as z from 'zod/mini';

const deploySettings = z.strictObject({
  /** The VPC for the scanner, together with `subnets`; without them a small VPC of public subnets is made. */
  vpc: z.optional(
    z
      .string()
      .check(
        z.regex(/^vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, 'must be a VPC id such as vpc-0abc1234'),
      ),
  ),
  /** Subnets of that VPC from which the internet, or VPC endpoints, can be reached. */
  subnets: z._default(
    z.array(
      z
        .string()
        .check(
          z.regex(
            /^subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
            'must be a subnet id such as subnet-0abc1234',
          ),
        ),
    ),
    [],
  ),
  /** What Slack calls: a Lambda Function URL, or an HTTP API in front of the function. */
  endpoint: z._default(z.enum(['function-url', 'http-api']), 'function-url'),
  /** Turn Security Hub on; leave false where it is on already. */
  enableSecurityHub: z._default(z.boolean(), false),
  /** Subscribe to the Aqua Security product; leave false where it is already. */
  subscribeAqua: z._default(z.boolean(), false),
  /** Repositories the scanner may pull from in the allowed registries, `*` as in IAM; `/vulnscan` reaches no others. */
  repositories: z._default(z.array(z.string()).check(z.minLength(1)), ['*']),
  /** Concurrency reserved for, and the ceiling of, the function that Slack calls; 0 reserves none. */
  slackConcurrency: z._default(z.int().check(z.minimum(0), z.maximum(100)), 5),
});

export const deploy = deploySettings.check(
  z.refine(({ vpc, subnets }) => (vpc === undefined) === (subnets.length === 0), {
    error: 'must have both vpc and subnets, or neither',
  }),
);
