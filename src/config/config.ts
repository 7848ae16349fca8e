import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import english from 'zod/v4/locales/en.cjs';
import { InvalidInput } from '../domain/errors';
import { aws } from './aws';
import { deploy } from './deploy';
import { findings } from './findings';
import { images, registry } from './images';
import { scan } from './scan';
import { slack, triage } from './slack';

// One locale by its own path: `z.locales` would bundle all of them, 200 kB, into every cold start.
z.config(english());

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
