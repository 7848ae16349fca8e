import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import english from 'zod/v4/locales/en.cjs';
import { InvalidInput } from './domain/errors';
import { SEVERITIES } from './domain/finding';
import { isImageReference, parseEcrHost } from './domain/image';

// One locale by its own path: `z.locales` would bundle all of them, 200 kB, into every cold start.
z.config(english());

/** A length of time as people write it: 30s, 15m, 24h, 2d. Becomes milliseconds. */
const duration = z.pipe(
  z.string().check(z.regex(/^\d+(s|m|h|d)$/, 'must be a number and a unit: 30s, 15m, 24h or 2d')),
  z.transform(toMilliseconds),
);

const registry = z.string().check(
  z.refine((host) => parseEcrHost(host) !== undefined, {
    error: 'must be an ECR registry such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  }),
);

const reference = z.string().check(
  z.refine(isImageReference, {
    error: 'must be an image reference such as api:latest or REGISTRY/api:latest',
  }),
);

const userId = z
  .string()
  .check(z.regex(/^[UW][A-Z0-9]+$/, 'must be a Slack user id such as U0ABC123'));

const slack = z.strictObject({
  /** The channel that is posted to: its id, not its name. */
  channel: z.string().check(z.regex(/^[CG][A-Z0-9]+$/, 'must be a channel id such as C0ABC123')),
  /** The home workspace. Clicks of people from elsewhere are refused. */
  team: z.string().check(z.regex(/^T[A-Z0-9]+$/, 'must be a workspace id such as T0ABC123')),
  /** The app's own id; requests for another app are refused. */
  app: z.optional(z.string().check(z.regex(/^A[A-Z0-9]+$/, 'must be an app id such as A0ABC123'))),
  language: z._default(z.enum(['en', 'ja']), 'en'),
  /** With more new findings than this in one scan, they are posted as one digest with a thread. */
  digestAbove: z._default(z.int().check(z.minimum(0), z.maximum(50)), 5),
});

const aws = z.strictObject({
  account: z
    .string()
    .check(z.regex(/^\d{12}$/, 'must be the 12 digits of an AWS account, in quotes')),
  region: z
    .string()
    .check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a Region such as eu-west-1')),
  /** `aqua` imports as the Aqua Security product (needs its subscription), `default` as the account's own product. */
  product: z._default(z.enum(['aqua', 'default']), 'aqua'),
});

const images = z.union(
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

const findings = z.strictObject({
  /** `vulnerability`: one finding per vulnerability, whatever the image. `image`: one per repository and vulnerability. */
  scope: z._default(z.enum(['vulnerability', 'image']), 'vulnerability'),
  severities: z._default(z.array(z.enum(SEVERITIES)).check(z.minLength(1)), ['CRITICAL', 'HIGH']),
  /** A resolved finding that is still detected after this long is opened again. */
  reopenAfter: z._default(duration, toMilliseconds('24h')),
});

const triage = z.strictObject({
  /** Who may decide. With no users and no usergroups: every full member of the home workspace. */
  users: z._default(z.array(userId), []),
  usergroups: z._default(
    z.array(z.string().check(z.regex(/^S[A-Z0-9]+$/, 'must be a user group id such as S0ABC123'))),
    [],
  ),
});

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
  cpu: z._default(z.enum(['512', '1024', '2048', '4096']), '1024'),
  /** MiB. Trivy cannot cap its own memory; large images need more. */
  memory: z._default(z.int().check(z.minimum(2048), z.maximum(30720)), 4096),
});

/** MiB that Fargate has, by units of CPU: least and most. */
const FARGATE_MEMORY = {
  '512': [1024, 4096],
  '1024': [2048, 8192],
  '2048': [4096, 16384],
  '4096': [8192, 30720],
} as const;

const scan = scanSettings.check(
  z.refine(
    ({ cpu, memory }) => {
      const [least, most] = FARGATE_MEMORY[cpu];
      return memory % 1024 === 0 && memory >= least && memory <= most;
    },
    {
      path: ['memory'],
      error:
        'must be whole GiB that Fargate has for scan.cpu: up to 4096 with 512, 2048 to 8192 with 1024, 4096 to 16384 with 2048, 8192 to 30720 with 4096',
    },
  ),
);

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

const deploy = deploySettings.check(
  z.refine(({ vpc, subnets }) => (vpc === undefined) === (subnets.length === 0), {
    error: 'must have both vpc and subnets, or neither',
  }),
);

/** The shape of vulnscan.yml, the one file a person edits. */
export const Config = z.strictObject({
  aws,
  slack,
  images,
  /** Further registries `/vulnscan` may be pointed at; the account's own is always allowed. */
  registries: z._default(z.array(registry), []),
  findings: z._default(findings, () => findings.parse({})),
  triage: z._default(triage, () => triage.parse({})),
  scan: z._default(scan, () => scan.parse({})),
  deploy: z._default(deploy, () => deploy.parse({})),
});
export type Config = z.infer<typeof Config>;

/** One fault in vulnscan.yml, with the way to it, such as ['slack', 'channel']. */
export interface ConfigFault {
  path: (string | number)[];
  message: string;
}

/** Every fault at once; an empty list means that `parseConfig` takes it. */
export function checkConfig(value: unknown): ConfigFault[] {
  const result = Config.safeParse(value);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => {
    const path = issue.path.filter((part) => typeof part !== 'symbol');
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({ path: [...path, key], message: 'is not a known setting' }));
  });
}

/** Throws InvalidInput `config` that names every fault. */
export function parseConfig(value: unknown): Config {
  const result = Config.safeParse(value);
  if (result.success) return result.data;
  const faults = checkConfig(value).map(
    (fault) => `  ${fault.path.join('.') || 'the file'}: ${fault.message}`,
  );
  throw new InvalidInput(
    'config',
    `vulnscan.yml has mistakes; mend them and run again:\n${faults.join('\n')}`,
  );
}

/**
 * The configuration of a door or of the scanner: JSON in VULNSCAN_CONFIG, or in the file that
 * VULNSCAN_CONFIG_FILE names. YAML is read when deploying (config-file.ts), never in a cold start.
 */
export function loadConfig(env: Environment, read: (file: string) => string = readText): Config {
  const file = env['VULNSCAN_CONFIG_FILE'];
  const text = env['VULNSCAN_CONFIG'] ?? (file === undefined ? undefined : read(file));
  if (text === undefined) {
    throw new InvalidInput(
      'config',
      'Set VULNSCAN_CONFIG or VULNSCAN_CONFIG_FILE to the configuration as JSON.',
    );
  }
  return parseConfig(parseJson(text));
}

/** The configuration as `loadConfig` reads it back: lengths of time are text again. */
export function configText(config: Config): string {
  const { findings, scan } = config;
  return JSON.stringify({
    ...config,
    findings: { ...findings, reopenAfter: `${findings.reopenAfter / 1_000}s` },
    scan: { ...scan, timeout: `${scan.timeout / 1_000}s` },
  });
}

export type Environment = Record<string, string | undefined>;

/** Reads the variables named; throws one InvalidInput `environment` that names all that are missing. */
export function readEnvironment<Name extends string>(
  env: Environment,
  names: readonly Name[],
): Record<Name, string> {
  const missing = names.filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new InvalidInput(
      'environment',
      `Set these environment variables: ${missing.join(', ')}.`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, env[name] ?? ''])) as Record<Name, string>;
}

/** The product that findings are imported as, and that its subscription is for. */
export function productArn(config: Pick<Config, 'aws'>): string {
  const { account, region, product } = config.aws;
  const partition = partitionOf(region);
  return product === 'aqua'
    ? `arn:${partition}:securityhub:${region}::product/aquasecurity/aquasecurity`
    : `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`;
}

/** Where Trivy findings may come from: our own product, and Aqua's, which Trivy's own template imports into. */
export function watchedProducts(config: Pick<Config, 'aws'>): string[] {
  const aqua = productArn({ aws: { ...config.aws, product: 'aqua' } });
  return [...new Set([productArn(config), aqua])];
}

export function partitionOf(region: string): string {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}

/** The registries a scan may be pointed at, the account's own first. */
export function allowedRegistries(config: Pick<Config, 'aws' | 'registries'>): string[] {
  const { account, region } = config.aws;
  const suffix = partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return [...new Set([`${account}.dkr.ecr.${region}.${suffix}`, ...config.registries])];
}

function toMilliseconds(text: string): number {
  const unit =
    { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[text.at(-1) ?? ''] ?? Number.NaN;
  return Number(text.slice(0, -1)) * unit;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput(
      'config',
      'The configuration is not valid JSON; deploy again from vulnscan.yml.',
      { cause },
    );
  }
}

function readText(file: string): string {
  return readFileSync(file, 'utf8');
}
