import * as z from 'zod/mini';
import english from 'zod/v4/locales/en.cjs';
import { InvalidInput } from '../domain/errors';
import { type ConfigFault, faultsOf, type KnownSettings } from './faults';
import {
  aws,
  deploy,
  exposed,
  feeds,
  findings,
  images,
  registry,
  scan,
  slack,
  triage,
} from './schema';

// One locale by its own path: `z.locales` would bundle all of them, 200 kB, into every cold start.
z.config(english());

/** The shape of vulnscan.yml, the one file a person edits. */
export const Config = z.strictObject({
  aws,
  slack,
  images,
  /** Registries whose images `/vulnscan` may scan besides the account's own. */
  registries: z._default(z.array(registry), []),
  findings: z._default(findings, () => findings.parse({})),
  triage: z._default(triage, () => triage.parse({})),
  /** Without it an exposure is derived where images come from ECS clusters, and not known elsewhere. */
  exposed: z.optional(exposed),
  feeds: z._default(feeds, () => feeds.parse({})),
  scan: z._default(scan, () => scan.parse({})),
  deploy: z._default(deploy, () => deploy.parse({})),
});
export type Config = z.infer<typeof Config>;

/** For `did you mean`. */
const KNOWN: KnownSettings = {
  '': Object.keys(Config.shape),
  aws: Object.keys(aws.shape),
  slack: Object.keys(slack.shape),
  images: ['ecr', 'ecs'],
  'images.ecr': ['repositories', 'tags'],
  'images.ecs': ['clusters'],
  findings: Object.keys(findings.shape),
  triage: Object.keys(triage.shape),
  feeds: ['kev', 'epss'],
  scan: Object.keys(scan.shape),
  deploy: Object.keys(deploy.shape),
};

/** Lists every fault; `parseConfig` accepts a value that has none. */
export function checkConfig(value: unknown): ConfigFault[] {
  const result = Config.safeParse(value, { reportInput: true });
  return result.success ? [] : faultsOf(result.error.issues, KNOWN);
}

/** Checks and completes a configuration. Throws InvalidInput `config` that names every fault. */
export function parseConfig(value: unknown): Config {
  const result = Config.safeParse(value);
  if (result.success) return result.data;
  const faults = checkConfig(value).map(
    (fault) => `  ${fault.path.join('.') || 'the file'}: ${fault.message}`,
  );
  throw new InvalidInput(
    'config',
    `vulnscan.yml has mistakes; fix them and run again:\n${faults.join('\n')}`,
  );
}

/** The configuration as JSON for `loadConfig`, with durations as text again. */
export function configText(config: Config): string {
  const { findings, scan } = config;
  return JSON.stringify({
    ...config,
    findings: {
      ...findings,
      reopenAfter: `${findings.reopenAfter / 1_000}s`,
      dueWithin: `${findings.dueWithin / 1_000}s`,
    },
    scan: { ...scan, timeout: `${scan.timeout / 1_000}s` },
  });
}
