import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, configText } from '../src/config/config';
import { functionEnvironment as installedEnvironment, type QueueName } from '../src/installation';

/** What is known of an installation only once it exists. */
export interface Account {
  queueUrl: (queue: QueueName) => string;
}

/** Settings of the scanner's container. */
export interface ScannerOptions {
  config: Config;
  /** Real images and archives (`FILE` or `NAME=FILE`) for a real Trivy; none means recorded reports. */
  images: string[];
  imageTars: string[];
  /** Where Trivy keeps its databases, and whether it may use only those. */
  trivy?: { program?: string; cacheDir?: string; offline?: boolean };
}

/** Only where tasks would run; the emulator accepts any. */
export const NETWORK = { subnets: ['subnet-0playground'], securityGroups: ['sg-0playground'] };

/** Fixed credentials and no instance metadata, so that a real account is never called. */
const BASE = {
  AWS_SECRET_ACCESS_KEY: 'playground',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '5',
  // The functions run on Node 24, so the SDK's warning about older versions does not apply.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** Lambda's part: the environment of the functions, which their handlers read when first called. */
export function putEnvironment(values: Record<string, string>): void {
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL_SECURITYHUB'])
    delete process.env[name];
  Object.assign(process.env, BASE, values);
}

export function functionEnvironment(
  config: Config,
  account: Account,
  slackApiUrl: string,
): Record<string, string> {
  return {
    VULNSCAN_CONFIG: configText(config),
    SLACK_API_URL: slackApiUrl,
    ...installedEnvironment(config, { queueUrl: account.queueUrl, ...NETWORK }),
  };
}

/** The environment of the scanner's container; of this process it inherits only where programs are. */
export function scannerEnvironment(
  options: ScannerOptions,
  values: Record<string, string>,
): Record<string, string> {
  const { PATH = '', HOME = '', TRIVY } = process.env;
  const real = options.images.length + options.imageTars.length > 0;
  return {
    ...BASE,
    PATH,
    HOME,
    AWS_REGION: options.config.aws.region,
    VULNSCAN_CONFIG: configText(options.config),
    ...(TRIVY !== undefined && { TRIVY }),
    // The databases are kept for the next start.
    ...(real && { SCAN_CACHE_DIR: join(tmpdir(), 'vulnscan-trivy') }),
    ...trivyEnvironment(options.trivy),
    ...values,
    ...(real && { SCAN_REPORTS: '', SCAN_IMAGE_TARS: JSON.stringify(options.imageTars) }),
  };
}

function trivyEnvironment({
  program,
  cacheDir,
  offline = false,
}: NonNullable<ScannerOptions['trivy']> = {}): Record<string, string> {
  return {
    ...(program !== undefined && { TRIVY: program }),
    ...(cacheDir !== undefined && { SCAN_CACHE_DIR: cacheDir }),
    ...(offline && { SCAN_OFFLINE: '1' }),
  };
}
