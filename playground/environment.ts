import { type Config, configText } from '../src/config/config';
import type { Account } from './prepare-account';

/** What the scanner's container is told. */
export interface ScannerOptions {
  config: Config;
  /** Real images and archives (`FILE` or `NAME=FILE`) for a real Trivy; none means recorded reports. */
  images: string[];
  imageTars: string[];
  /** Where Trivy keeps its databases, and whether it may reach for nothing but those. */
  trivy?: { program?: string; cacheDir?: string; offline?: boolean };
}

/** Never on a real account: fixed credentials, no instance metadata, no request to anywhere else. */
const BASE = {
  AWS_SECRET_ACCESS_KEY: 'playground',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '5',
  // The functions run on Node 24; the SDK's warning about Node 20 does not apply.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** What a function's configuration would put into its environment. The handlers read it on their first call. */
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
    ACTIONS_QUEUE_URL: account.actionsQueueUrl,
    ALERTS_QUEUE_URL: account.alertsQueueUrl,
    QUARANTINE_QUEUE_URL: account.quarantineQueueUrl,
    SLACK_BOT_TOKEN_PARAMETER: account.parameters.botToken,
    SLACK_SIGNING_SECRET_PARAMETER: account.parameters.signingSecret,
    SLACK_API_URL: slackApiUrl,
    SCAN_CLUSTER: account.cluster,
    SCAN_TASK_FAMILY: account.family,
    SCAN_CONTAINER: account.container,
    SCAN_SUBNETS: 'subnet-0playground',
    SCAN_SECURITY_GROUPS: 'sg-0playground',
  };
}

/** The scanner's container: nothing of this process but where programs are. */
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
