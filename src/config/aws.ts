import * as z from 'zod/mini';

export const aws = z.strictObject({
  account: z
    .string()
    .check(z.regex(/^\d{12}$/, 'must be the 12 digits of an AWS account, in quotes')),
  region: z
    .string()
    .check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a Region such as eu-west-1')),
  /** `aqua` imports as the Aqua Security product (needs its subscription), `default` as the account's own product. */
  product: z._default(z.enum(['aqua', 'default']), 'aqua'),
});
