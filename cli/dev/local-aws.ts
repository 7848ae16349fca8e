import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { processLauncher } from '../../emulators/aws/process-launcher';
import { startAws } from '../../emulators/aws/server';
import {
  functionEnvironment,
  putEnvironment,
  scannerEnvironment,
} from '../../playground/environment';
import { FEED_PLACES } from '../../playground/feeds';
import { startFunctions } from '../../playground/functions';
import { createTraffic } from '../../playground/page-aws';
import { prepareAccount } from '../../playground/prepare-account';
import { createRecordings } from '../../playground/recordings';
import { startScan, startScheduler } from '../../playground/scheduler';
import type { JobQueueUrls } from '../../src/adapters/job-queue';
import type { Config } from '../../src/config/config';

const ROOT = join(__dirname, '..', '..');
const SLACK = 'https://slack.com/api/';
/** A worker may be waiting out a rate limit of Slack; closing does not wait longer than this for it. */
const CLOSING_MS = 2_000;

export interface LocalAws {
  awsUrl: string;
  queueUrls: JobQueueUrls;
  /** Starts a scan of the recorded reports, as the schedule does. */
  scan(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the AWS emulator and the workers on this machine. The workers call the real Slack. */
export async function startLocalAws(
  config: Config,
  botToken: string,
  slackApiUrl = SLACK,
): Promise<LocalAws> {
  const recordings = createRecordings([], join(ROOT, 'playground', 'samples'));
  const emulator = { url: '' };
  const launch = processLauncher({
    command: process.execPath,
    args: ['--import', 'tsx', join(ROOT, 'scanner', 'main.ts')],
    cwd: ROOT,
    env: () =>
      scannerEnvironment(recorded(config), scannerValues(emulator.url, recordings.files())),
  });
  const { account, region } = config.aws;
  const aws = await startAws({
    account,
    region,
    ecs: {
      launch: (task) =>
        launch({ ...task, environment: { ...task.environment, SCAN_TASK_ARN: task.taskArn } }),
    },
  });
  emulator.url = aws.url;
  const credentials = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'AKIADEV',
  };
  putEnvironment(credentials);
  const made = await prepareAccount(config, { botToken, signingSecret: 'not used by Socket Mode' });
  putEnvironment({ ...credentials, ...functionEnvironment(config, made, slackApiUrl) });
  const functions = startFunctions(
    aws,
    createTraffic(() => undefined),
  );
  const scheduler = startScheduler(config, made, functions);
  return {
    awsUrl: aws.url,
    queueUrls: { decide: made.queueUrl('decide'), tasks: made.queueUrl('tasks') },
    scan: startScan,
    close: async () => {
      scheduler.close();
      await Promise.race([functions.close(), after(CLOSING_MS)]);
      await aws.close();
    },
  };
}

function scannerValues(url: string, reports: string[]): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'AKIADEVSCANNER',
    SCAN_REPORTS: JSON.stringify(reports),
  };
}

/** The playground's scanner options for a scan of recorded reports. */
function recorded(config: Config): Parameters<typeof scannerEnvironment>[0] {
  return { config: { ...config, feeds: FEED_PLACES }, images: [], imageTars: [] };
}
