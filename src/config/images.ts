import * as z from 'zod/mini';
import { isImageReference, parseEcrHost } from '../domain/image';

export const registry = z.string().check(
  z.refine((host) => parseEcrHost(host) !== undefined, {
    error: 'must be an ECR registry such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  }),
);

const reference = z.string().check(
  z.refine(isImageReference, {
    error: 'must be an image reference such as api:latest or REGISTRY/api:latest',
  }),
);

/** What is scanned. */
export const images = z.union(
  [
    z.array(reference).check(z.minLength(1)),
    z.strictObject({
      ecr: z.strictObject({
        /** Repository names; `*` stands for any run of characters. */
        repositories: z.array(z.string()).check(z.minLength(1)),
        tags: z._default(z.array(z.string()).check(z.minLength(1)), ['latest']),
      }),
    }),
    z.strictObject({
      ecs: z.strictObject({ clusters: z.array(z.string()).check(z.minLength(1)) }),
    }),
  ],
  { error: 'must be a list of image references, or ecr: {repositories, tags}, or ecs: {clusters}' },
);
