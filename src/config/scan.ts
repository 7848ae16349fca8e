import * as z from 'zod/mini';
import { duration, toMilliseconds } from './duration';

const scanSettings = z.strictObject({
  /** EventBridge Scheduler expression. */
  schedule: z._default(
    z.string().check(z.regex(/^(rate|cron)\(.+\)$/, 'must be rate(...) or cron(...)')),
    'cron(0 3 * * ? *)',
  ),
  timezone: z._default(z.string(), 'UTC'),
  /** Images scanned at a time. */
  parallel: z._default(z.int().check(z.minimum(1), z.maximum(8)), 2),
  /** Per image. */
  timeout: z._default(duration, toMilliseconds('15m')),
  /** Where Trivy's databases come from, first one first. */
  databases: z._default(z.array(z.string()), [
    'public.ecr.aws/aquasecurity/trivy-db:2',
    'mirror.gcr.io/aquasec/trivy-db:2',
    'ghcr.io/aquasecurity/trivy-db:2',
  ]),
  javaDatabases: z._default(z.array(z.string()), [
    'public.ecr.aws/aquasecurity/trivy-java-db:1',
    'mirror.gcr.io/aquasec/trivy-java-db:1',
    'ghcr.io/aquasecurity/trivy-java-db:1',
  ]),
  /** Units of CPU. Without quotes YAML makes a number of it. */
  cpu: z._default(z.pipe(z.coerce.string(), z.enum(['512', '1024', '2048', '4096'])), '1024'),
  /** MiB. Trivy cannot cap its own memory; large images need more. */
  memory: z._default(z.number(), 4096),
});

/** MiB, by units of CPU: the least that Trivy can do with or Fargate has, and the most. */
const MEMORY = {
  '512': [2048, 4096],
  '1024': [2048, 8192],
  '2048': [4096, 16384],
  '4096': [8192, 30720],
} as const;

export const scan = scanSettings.check(({ value: { cpu, memory }, issues }) => {
  const [least, most] = MEMORY[cpu];
  if (memory % 1024 === 0 && memory >= least && memory <= most) return;
  const message = `must be whole GiB, ${least} to ${most} with scan.cpu ${cpu}`;
  issues.push({ code: 'custom', path: ['memory'], input: memory, message });
});
