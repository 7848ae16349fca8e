import * as z from 'zod/mini';
import { SEVERITIES, type Severity } from '../domain/finding';
import { isImageReference, parseEcrHost } from '../domain/image';
import { CAUSES } from '../domain/material-change';
import { hint, nearest } from './did-you-mean';
import { REGIONS } from './regions';
import { scheduleFault } from './schedule-expression';
import { timeZoneFault } from './time-zone';

/* The sections of vulnscan.yml, and the defaults of what may be left out. */

const text = (pattern: RegExp, message: string) => z.string().check(z.regex(pattern, message));

/** Text in which `faultOf` finds nothing wrong. */
const textWithout = (faultOf: (value: string) => string | undefined) =>
  z.string().check(({ value, issues }) => {
    const message = faultOf(value);
    if (message !== undefined) issues.push({ code: 'custom', input: value, message });
  });

/** A length of time as people write it: 30s, 15m, 24h, 2d. Becomes milliseconds. */
const duration = z.pipe(
  text(/^\d+(s|m|h|d)$/, 'must be a number and a unit: 30s, 15m, 24h or 2d'),
  z.transform(toMilliseconds),
);

export function toMilliseconds(length: string): number {
  const unit =
    { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[length.at(-1) ?? ''] ?? Number.NaN;
  return Number(length.slice(0, -1)) * unit;
}

export const aws = z.strictObject({
  account: text(/^\d{12}$/, 'must be the 12 digits of an AWS account, in quotes'),
  region: textWithout(regionFault),
  /** `aqua` imports as the Aqua Security product (needs its subscription), `default` as the account's own product. */
  product: z._default(z.enum(['aqua', 'default']), 'aqua'),
});

function regionFault(name: string): string | undefined {
  const known: readonly string[] = REGIONS;
  if (known.includes(name)) return undefined;
  return `must be a Region such as eu-west-1${hint(nearest(name, known))}; one that AWS opened lately is added in src/config/regions.ts`;
}

export const slack = z.strictObject({
  /** Id, not name, of the channel that messages are posted to. */
  channel: text(/^[CG][A-Z0-9]+$/, 'must be a channel id such as C0ABC123'),
  /** The home workspace. Clicks of people from elsewhere are refused. */
  team: text(/^T[A-Z0-9]+$/, 'must be a workspace id such as T0ABC123'),
  /** The app's own id. Requests for another app are refused, and only messages of this one count as posted. */
  app: text(/^A[A-Z0-9]+$/, 'must be an app id such as A0ABC123'),
  language: z._default(z.enum(['en', 'ja']), 'en'),
  /** More cards than this in one scan are posted as one digest with a thread. */
  digestAbove: z._default(z.int().check(z.minimum(0), z.maximum(50)), 1),
  /** Id of the user group that is mentioned about what is new, due within three days and runs now. */
  mention: z.optional(text(/^S[A-Z0-9]+$/, 'must be a user group id such as S0ABC123')),
});

/** Who may decide. With no users and no usergroups: every full member of the home workspace. */
export const triage = z.strictObject({
  users: z._default(
    z.array(text(/^[UW][A-Z0-9]+$/, 'must be a Slack user id such as U0ABC123')),
    [],
  ),
  usergroups: z._default(
    z.array(text(/^S[A-Z0-9]+$/, 'must be a user group id such as S0ABC123')),
    [],
  ),
});

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

const names = z.array(z.string()).check(z.minLength(1));

/** Names of ECR repositories, in which `*` matches any characters. */
const repositories = z.array(textWithout(repositoryFault)).check(z.minLength(1));

/** A registry, as far as it can be told from a repository whose name has dots. */
const HOST = /:\d+$|\.(?:com|io|org|net|dev|aws|cn|eu)$/;

function repositoryFault(name: string): string | undefined {
  const [first = '', ...rest] = name.split('/');
  if (HOST.test(first) && rest.length > 0)
    return `must be a repository without its registry, such as ${rest.join('/').replace(/[:@].*/, '') || 'team/api'}`;
  if (/[:@]/.test(name))
    return `must be a repository without a tag or digest: ${name.replace(/[:@].*/, '') || 'team/api'}`;
  if (/^[a-z0-9*][a-z0-9._/*-]*$/.test(name)) return undefined;
  return 'must be the name of an ECR repository such as team/api, in which * matches any characters';
}

/** The images to scan. */
export const images = z.union(
  [
    z.array(reference).check(z.minLength(1)),
    z.strictObject({
      ecr: z.strictObject({ repositories, tags: z._default(names, ['latest']) }),
    }),
    z.strictObject({ ecs: z.strictObject({ clusters: names }) }),
  ],
  { error: 'must be a list of image references, or ecr: {repositories, tags}, or ecs: {clusters}' },
);

/** Trivy's UNKNOWN is what Security Hub calls INFORMATIONAL. */
const severity = z.pipe(
  z.enum([...SEVERITIES, 'UNKNOWN']),
  z.transform((label): Severity => (label === 'UNKNOWN' ? 'INFORMATIONAL' : label)),
);

const severities = z.pipe(
  z.array(severity).check(z.minLength(1)),
  z.transform((labels): Severity[] => [...new Set(labels)]),
);

export const findings = z.strictObject({
  /** `vulnerability`: one finding per vulnerability, whatever the image. `image`: one per repository and vulnerability. */
  scope: z._default(z.enum(['vulnerability', 'image']), 'vulnerability'),
  severities: z._default(severities, ['CRITICAL', 'HIGH']),
  /** A resolved finding that is still detected after this time is reopened. */
  reopenAfter: z._default(duration, toMilliseconds('24h')),
  /** What is due this soon, by what is known, becomes a finding whatever its severity. */
  dueWithin: z._default(duration, toMilliseconds('14d')),
  /** Vulnerabilities without a fixed version become no findings. */
  onlyFixable: z._default(z.boolean(), false),
  /** What asks again about a finding that was decided: changes that its decision does not cover. */
  reask: z._default(z.array(z.enum(CAUSES)), [...CAUSES]),
});

/** Images or ECS services that the internet can reach, by name; `*` matches any characters. */
export const exposed = z.array(
  z.string().check(
    z.regex(/^[A-Za-z0-9*][A-Za-z0-9._/*:-]*$/, {
      error:
        'must be the name of an image or of an ECS service such as team/web, in which * matches any characters',
    }),
  ),
);

const feedPlaces = (places: string[]) =>
  z._default(
    z
      .array(
        text(
          /^(?:https|s3):\/\/[^\s/]+\/\S+$/,
          'must be an address that begins with https:// or s3://',
        ),
      )
      .check(z.minLength(1)),
    places,
  );

const feedSettings = z.strictObject({
  /** CISA's catalogue of known exploited vulnerabilities, JSON. Places are tried in this order. */
  kev: feedPlaces([
    'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
    'https://raw.githubusercontent.com/cisagov/kev-data/develop/known_exploited_vulnerabilities.json',
  ]),
  /** EPSS scores, CSV, gzip. */
  epss: feedPlaces(['https://epss.empiricalsecurity.com/epss_scores-current.csv.gz']),
});

/** `off`, which YAML 1.1 reads as false, for networks from which the feeds cannot be reached. */
export const feeds = z.union(
  [
    z.pipe(
      z.union([z.literal('off'), z.literal(false)]),
      z.transform((): 'off' => 'off'),
    ),
    feedSettings,
  ],
  { error: 'must be off, or kev: and epss: with lists of addresses' },
);

/** MiB, by units of CPU: the minimum that Trivy needs or Fargate offers, and the maximum. */
const MEMORY = {
  '512': [2048, 4096],
  '1024': [2048, 8192],
  '2048': [4096, 16384],
  '4096': [8192, 30720],
} as const;

const scanSettings = z.strictObject({
  /** EventBridge Scheduler expression. */
  schedule: z._default(textWithout(scheduleFault), 'cron(0 3 * * ? *)'),
  timezone: z._default(textWithout(timeZoneFault), 'UTC'),
  /** Images scanned at a time. */
  parallel: z._default(z.int().check(z.minimum(1), z.maximum(8)), 2),
  /** A scan of more images than this is spread over several tasks. */
  fanOut: z._default(z.int().check(z.minimum(1)), 200),
  /** Tasks of such a scan that run at a time. */
  tasks: z._default(z.int().check(z.minimum(1), z.maximum(100)), 10),
  /** Per image. */
  timeout: z._default(duration, toMilliseconds('15m')),
  /** Sources of Trivy's databases, in the order in which they are tried. */
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
  /** Units of CPU. Without quotes YAML reads it as a number. */
  cpu: z._default(z.pipe(z.coerce.string(), z.enum(['512', '1024', '2048', '4096'])), '1024'),
  /** MiB. Trivy cannot limit its own memory; large images need more. */
  memory: z._default(z.number(), 4096),
  /** GiB of Fargate's ephemeral storage, which holds databases and the layers of large images. */
  disk: z._default(z.int().check(z.minimum(20), z.maximum(200)), 20),
});

export const scan = scanSettings.check(({ value: { cpu, memory }, issues }) => {
  const [least, most] = MEMORY[cpu];
  if (memory % 1024 === 0 && memory >= least && memory <= most) return;
  const message = `must be whole GiB, ${least} to ${most} with scan.cpu ${cpu}`;
  issues.push({ code: 'custom', path: ['memory'], input: memory, message });
});

const subnet = text(
  /^subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
  'must be a subnet id such as subnet-0abc1234',
);

const deploySettings = z.strictObject({
  /** The VPC of the scanner, together with `subnets`; without them a small VPC of public subnets is created. */
  vpc: z.optional(
    text(/^vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, 'must be a VPC id such as vpc-0abc1234'),
  ),
  /** Subnets of that VPC from which the internet, or VPC endpoints, can be reached. */
  subnets: z._default(z.array(subnet), []),
  /** Gives the scanner a public address in those subnets, which public subnets need. The VPC that is created has them. */
  publicIp: z._default(z.boolean(), false),
  /** The endpoint for Slack: a Lambda Function URL, or an HTTP API in front of the function. */
  endpoint: z._default(z.enum(['function-url', 'http-api']), 'function-url'),
  /** Enables Security Hub; leave false where it is enabled already. */
  enableSecurityHub: z._default(z.boolean(), false),
  /** Subscribes to the Aqua Security product; leave false where the account is subscribed already. */
  subscribeAqua: z._default(z.boolean(), false),
  /** Repositories in the allowed registries that the scanner may pull from, `*` as in IAM. */
  repositories: z._default(repositories, ['*']),
  /** Reserved concurrency, and so the maximum, of the function that Slack calls; 0 reserves none. */
  slackConcurrency: z._default(z.int().check(z.minimum(0), z.maximum(100)), 5),
});

export const deploy = deploySettings.check(
  z.refine(({ vpc, subnets }) => (vpc === undefined) === (subnets.length === 0), {
    error: 'must have both vpc and subnets, or neither',
  }),
);
