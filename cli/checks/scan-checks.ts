import {
  type AwsSecurityFinding,
  GetFindingsCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { createRegistry } from '../../src/adapters/images/images';
import { allowedRegistries, watchedProducts } from '../../src/config/aws-names';
import type { Config } from '../../src/config/config';
import { exposureOfImage } from '../../src/domain/exposure';
import { GENERATOR_PREFIX, PRODUCT_FIELDS } from '../../src/domain/finding-fields';
import type { ScanTarget } from '../../src/domain/scan';
import { HOUR_MS, NO_SCAN_MS, OLD_DATABASE_MS } from '../../src/domain/timing';
import { logGroupOf, NAMES } from '../../src/installation';
import { bad, type Check, type CheckResult, good, unknown } from './check';
import { checkSize } from './size-checks';

type ResolvedImages = Awaited<ReturnType<ReturnType<typeof createRegistry>['targets']>>;

/** Checks that the images exist, that the last scan is recent, and that it had a recent database. */
export function scanChecks(config: Config, now: Date): Check[] {
  const newest = newestFinding(config);
  const images = configuredImages(config);
  return [
    { name: 'Images', run: async () => checkImages(config, await images()) },
    { name: 'Size of a scan', run: async () => checkSize(config, (await images()).targets) },
    { name: 'Last scan', run: async () => checkLastScan(await newest(), now) },
    { name: 'Trivy database', run: async () => checkDatabase(await newest(), now) },
  ];
}

/** What registry and clusters list. Asked once. */
function configuredImages(config: Config): () => Promise<ResolvedImages> {
  const [registry = ''] = allowedRegistries(config);
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const settings = { images: config.images, registry, exposed: config.exposed };
  let answer: Promise<ResolvedImages> | undefined;
  return () => {
    answer ??= createRegistry(settings, { log }).targets();
    return answer;
  };
}

function checkImages(config: Config, { targets, failed }: ResolvedImages): CheckResult {
  if (failed.length > 0) {
    return bad(
      failed.map(({ reference, reason }) => `${reference}: ${reason}`).join('; '),
      'Push the image, or correct images in vulnscan.yml.',
    );
  }
  if (targets.length > 0) {
    return good(
      `${targets.length} images found in the registry${unknownExposure(targets, config)}`,
    );
  }
  return bad(
    'There is nothing to scan',
    'Name images, ECR repositories or ECS clusters under images in vulnscan.yml.',
  );
}

function unknownExposure(targets: ScanTarget[], { exposed: names }: Config): string {
  const unknown = targets.filter(
    (target) => (target.exposure ?? exposureOfImage(target, { names })).exposed === 'unknown',
  ).length;
  return unknown === 0
    ? ''
    : `; whether the internet reaches them is not known of ${unknown}, which count as exposed (exposed in vulnscan.yml)`;
}

/** Every scan imports what it still detects, so the last finding updated shows when the last scan was. Asked once. */
function newestFinding({ aws, ...rest }: Config): () => Promise<AwsSecurityFinding | undefined> {
  const hub = new SecurityHubClient({ region: aws.region });
  const command = new GetFindingsCommand({
    Filters: {
      AwsAccountId: [{ Value: aws.account, Comparison: 'EQUALS' as const }],
      ProductArn: watchedProducts({ aws, ...rest }).map((Value) => ({
        Value,
        Comparison: 'EQUALS' as const,
      })),
      GeneratorId: [{ Value: GENERATOR_PREFIX, Comparison: 'PREFIX' as const }],
    },
    SortCriteria: [{ Field: 'UpdatedAt', SortOrder: 'desc' }],
    MaxResults: 1,
  });
  let answer: Promise<AwsSecurityFinding | undefined> | undefined;
  return () => {
    answer ??= hub.send(command).then(({ Findings }) => Findings?.[0]);
    return answer;
  };
}

function checkLastScan(newest: AwsSecurityFinding | undefined, now: Date): CheckResult {
  if (newest?.UpdatedAt === undefined)
    return unknown('no finding has been imported yet; type /vulnscan in Slack to start a scan');
  const age = now.getTime() - Date.parse(newest.UpdatedAt);
  const says = `findings were last imported ${hours(age)} ago`;
  if (age < NO_SCAN_MS) return good(says);
  return bad(
    says,
    `See why the last task of the ECS cluster ${NAMES.cluster} stopped, and the log ${logGroupOf('scanner')}.`,
  );
}

function checkDatabase(newest: AwsSecurityFinding | undefined, now: Date): CheckResult {
  const built = newest?.ProductFields?.[PRODUCT_FIELDS.databaseAt];
  if (built === undefined) return unknown('no scan has recorded its database yet');
  const age = now.getTime() - Date.parse(built);
  const says = `built ${hours(age)} ago`;
  if (age < OLD_DATABASE_MS) return good(says);
  return bad(
    says,
    `The scanner cannot reach a newer one: see scan.databases in vulnscan.yml and the log ${logGroupOf('scanner')}.`,
  );
}

function hours(ms: number): string {
  return `${Math.round(ms / HOUR_MS)} h`;
}
