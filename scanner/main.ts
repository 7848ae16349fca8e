import { randomUUID } from 'node:crypto';
import { createTasks } from '../src/adapters/ecs';
import { createLog } from '../src/adapters/log';
import { contentOf } from '../src/adapters/security-hub/asff/to-asff';
import { importTarget } from '../src/config/aws-names';
import type { Config } from '../src/config/config';
import { type Environment, loadConfig } from '../src/config/environment';
import { defined } from '../src/domain/defined';
import { isKnownError } from '../src/domain/errors';
import type { Log } from '../src/ports/runtime';
import { type Process, scanDeps, stepDeps } from './build-deps';
import { HELP, type Options, parseOptions, parseStep, type StepOptions } from './options';
import { reconcileRun } from './reconcile-run';
import { type RunRequest, runScan } from './run-scan';
import { scanShard } from './scan-shard';
import { findTaskArn } from './task';

/** Reads the settings, runs one scan, or one step of a scan over several tasks, and returns its exit code. */
async function main(args: string[], env: Environment): Promise<number> {
  const options = parseOptions(args, env);
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const step = parseStep(env);
  const config = loadConfig(env);
  const log = createLog((line) => console.error(line));
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  process.once('SIGINT', () => stop.abort());
  const print = (line: string) => console.log(line);
  const own = { config, env, log, print, signal: stop.signal, dryRun: options.dryRun };
  if (step !== undefined) return runStep(own, step, options);
  const taskArn = await findTaskArn(env);
  await warnOfRunningScan(env, log, taskArn);
  return runScan(scanDeps(own), requestOf(config, options, env, taskArn));
}

function runStep(own: Process, step: StepOptions, options: Options): Promise<number> {
  const { config } = own;
  const reconcile = reconcileOf(config);
  if (step.step === 'reconcile') {
    return reconcileRun(stepDeps(own), { run: step.run, options, reconcile });
  }
  const { run, shard } = step;
  const { parallel } = config.scan;
  const request = { run, shard, parallel, reconcile, ...defined({ exposed: config.exposed }) };
  return scanShard(stepDeps(own), request);
}

function reconcileOf(config: Config): RunRequest['reconcile'] {
  const target = importTarget(config);
  return { ...config.findings, target, contentOf: (content) => contentOf(content, target) };
}

function requestOf(
  config: Config,
  options: Options,
  env: Environment,
  taskArn: string | undefined,
): RunRequest {
  return {
    scanId: env['SCAN_ID'] || taskArn?.split('/').at(-1) || randomUUID(),
    startedBy: env['SCAN_STARTED_BY'] || (env['SCAN_REQUEST'] ? 'slack' : 'schedule'),
    ...defined({ taskArn }),
    // A scheduled scan has no message while it runs.
    followed: taskArn !== undefined && Boolean(env['SCAN_REQUEST']),
    parallel: config.scan.parallel,
    options,
    ...defined({ exposed: config.exposed }),
    ...defined({ request: env['SCAN_REQUEST'] }),
    reconcile: reconcileOf(config),
  };
}

/** Warns about a scan that is already running. Harmless: the next full scan corrects what one overwrote of the other. */
async function warnOfRunningScan(
  env: Environment,
  log: Log,
  own: string | undefined,
): Promise<void> {
  const cluster = env['SCAN_CLUSTER'];
  const family = env['SCAN_TASK_FAMILY'];
  if (!cluster || !family) return;
  const settings = {
    cluster,
    family,
    container: '',
    subnets: [],
    securityGroups: [],
    publicIp: false,
  };
  try {
    const running = await createTasks(settings).running();
    for (const { arn, startedAt } of running.filter((task) => task.arn !== own)) {
      console.log(`another scan is running: ${arn}${startedAt ? ` since ${startedAt}` : ''}`);
      log.warn('another scan is running', { task: arn, startedAt });
    }
  } catch (error) {
    log.warn('running scans not listed', { error });
  }
}

main(process.argv.slice(2), process.env).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(isKnownError(error) ? error.message : error);
    process.exitCode = 1;
  },
);
