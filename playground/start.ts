import type { Config } from '../src/config/config';
import { readConfigFile } from '../src/config/config-file';
import { feeds } from '../src/config/schema';
import { isKnownError } from '../src/domain/errors';
import { isPlaygroundFeeds } from './feeds';
import { fleetConfig } from './fleet/fleet';
import type { Options } from './options';
import { requireTrivy } from './real-images';
import { requireReports } from './recordings';
import { type System, startSystem } from './system';

/**
 * A task takes two of these before it runs and one after, so that a scan can be watched and cancelled. Tests that run the
 * program shorten it.
 */
const TASK_STEP_MS = Number(process.env['PLAYGROUND_TASK_STEP_MS'] ?? 2_000);
/** In an installation it is a minute, which is long for somebody who watches. */
const TICK_MS = 5_000;

/** Checks what the options name, and starts the system. Rejects with what `explain` makes one sentence of. */
export async function startPlayground(options: Options): Promise<System> {
  const { images, config: file, language, ...rest } = options;
  const read = readConfigFile(file);
  const slack = { ...read.slack, ...(language !== undefined && { language }) };
  const config = { ...read, slack, feeds: feedsFor(read.feeds, options) };
  if (images.length + options.imageTars.length > 0) {
    requireTrivy(process.env['TRIVY'] || 'trivy');
  }
  await requireReports(options.reports);
  return startSystem({
    ...rest,
    images,
    page: true,
    taskStepMs: TASK_STEP_MS,
    tickMs: TICK_MS,
    config: withImages(config, options),
  });
}

function withImages(config: Config, { images, fleet }: Options): Config {
  if (fleet !== undefined) return fleetConfig(config);
  return images.length > 0 ? { ...config, images } : config;
}

/**
 * The playground's catalogue has what its samples have; for anything else it would call too much "not exploited". A visitor's
 * report is read without the network, so what is exploited is not known then.
 */
function feedsFor(
  configured: Config['feeds'],
  { reports, images, imageTars }: Pick<Options, 'reports' | 'images' | 'imageTars'>,
): Config['feeds'] {
  if (!isPlaygroundFeeds(configured)) return configured;
  if (reports.length > 0) return 'off';
  return images.length + imageTars.length > 0 ? feeds.parse({}) : configured;
}

/** An error as one sentence for a terminal; with a stack trace where it is a bug. */
export function explain(error: unknown): string {
  if (isKnownError(error)) return error.message;
  if (!(error instanceof Error)) return String(error);
  if (!('port' in error && 'code' in error)) return error.stack ?? error.message;
  const why = error.code === 'EADDRINUSE' ? 'is in use' : `can't be opened (${error.code})`;
  return `Port ${error.port} ${why}; choose another with --port or --aws-port, or stop what uses it.`;
}
