import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { AwsOptions } from '../../../emulators/aws/server';
import { startAws } from '../../../emulators/aws/server';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const PRODUCT = `arn:aws:securityhub:${REGION}:${ACCOUNT}:product/${ACCOUNT}/default`;
export const AQUA = `arn:aws:securityhub:${REGION}::product/aquasecurity/aquasecurity`;

/** The server without lag, and the SDK's own clients on it; they do not retry, so refusals show. */
export async function aCloud(options: AwsOptions = {}) {
  const aws = await startAws({ lag: { min: 0, max: 0 }, rates: false, ...options });
  const config = {
    endpoint: aws.url,
    region: REGION,
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
  };
  const clients = {
    securityHub: new SecurityHubClient(config),
    sqs: new SQSClient(config),
    events: new EventBridgeClient(config),
    ecs: new ECSClient(config),
    ssm: new SSMClient(config),
    cloudWatch: new CloudWatchClient(config),
  };
  return {
    aws,
    ...clients,
    async close() {
      for (const client of Object.values(clients)) client.destroy();
      await aws.close();
    },
  };
}

export type Cloud = Awaited<ReturnType<typeof aCloud>>;

export function s3Client({ url }: { url: string }, settings: S3ClientConfig = {}): S3Client {
  return new S3Client({
    endpoint: url,
    region: REGION,
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    ...settings,
  });
}

const HOUR_AGO = Date.now() - 3_600_000;

/** A finding that is right in every field; times grow with `minute`. */
export function aFinding(
  overrides: Partial<AwsSecurityFinding> = {},
  minute = 0,
): AwsSecurityFinding {
  const at = new Date(HOUR_AGO + minute * 60_000).toISOString();
  return {
    SchemaVersion: '2018-10-08',
    Id: 'vulnscan/CVE-2026-0001',
    ProductArn: PRODUCT,
    GeneratorId: 'Trivy/CVE-2026-0001',
    AwsAccountId: ACCOUNT,
    CreatedAt: at,
    UpdatedAt: at,
    Title: 'CVE-2026-0001 in openssl',
    Description: 'A flaw in openssl.',
    FindingProviderFields: {
      Severity: { Label: 'HIGH', Original: 'HIGH' },
      Types: ['Software and Configuration Checks/Vulnerabilities/CVE'],
    },
    ProductFields: { 'Product Name': 'Trivy' },
    Resources: [
      {
        Type: 'AwsEcrContainerImage',
        Id: `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/api`,
        Details: { AwsEcrContainerImage: { RepositoryName: 'api', Architecture: 'x86_64' } },
      },
    ],
    Vulnerabilities: [{ Id: 'CVE-2026-0001', VulnerablePackages: [{ Name: 'openssl' }] }],
    ...overrides,
  };
}

/** Waits until a check stops throwing or gives something, at most 20 seconds. */
export async function eventually<T>(
  check: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const result = await check();
    if (result !== undefined && result !== false) return result;
    if (Date.now() > deadline) throw new Error('it did not happen within 20 seconds');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
