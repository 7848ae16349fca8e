import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Config } from '../../src/config/config';
import { contentKey } from '../../src/domain/image-detections';
import type { ScanTarget } from '../../src/domain/scan';
import {
  hoursToPull,
  isFannedOut,
  LONGEST_HOURS,
  memoryOfOneTask,
  type ScanSize,
  tasksFor,
  vcpusOf,
} from '../../src/domain/scan-size';
import { errorText } from '../terminal/error-text';
import { bad, type CheckResult, good, unknown } from './check';

/** From this share of a limit on it is near. Chosen: there is time to change something. */
const NEAR = 0.8;

/** "Fargate On-Demand vCPU resource count"; new accounts begin with 6. */
const VCPU_QUOTA = { ServiceCode: 'fargate', QuotaCode: 'L-3032A538' };

/** Warns when the number of images is near what a scan can do with the present settings. */
export async function checkSize(
  { aws: { region }, scan }: Config,
  targets: ScanTarget[],
): Promise<CheckResult> {
  const images = new Set(targets.map((target) => contentKey(target))).size;
  const size = { ...scan, cpu: Number(scan.cpu), images };
  const faults = [slow(size), crowded(size)].filter((fault) => fault !== undefined);
  if (faults.length > 0)
    return bad(
      faults.map(({ says }) => says).join('. '),
      `${faults.map(({ fix }) => fix).join(' ')} Then deploy again; see docs/scale.md.`,
    );
  const says = `${images} images, ${isFannedOut(size) ? `up to ${scan.tasks} tasks` : 'one task'}; a scan that pulls all of them takes about ${lengthOf(hoursToPull(size))}`;
  return isFannedOut(size) ? withinQuota(size, says, region) : good(says);
}

interface Fault {
  says: string;
  fix: string;
}

function slow(size: ScanSize): Fault | undefined {
  const hours = hoursToPull(size);
  if (hours < LONGEST_HOURS * NEAR) return undefined;
  const says = `A scan that pulls all ${size.images} images takes about ${lengthOf(hours)}, near or above ${LONGEST_HOURS} h`;
  return isFannedOut(size)
    ? {
        says: `${says}, with ${size.tasks} tasks`,
        fix: `Set scan.tasks: ${tasksFor(size, NEAR)} in vulnscan.yml.`,
      }
    : {
        says: `${says}, in one task`,
        fix: `Set scan.fanOut below ${size.images} in vulnscan.yml.`,
      };
}

function crowded(size: ScanSize): Fault | undefined {
  const needed = memoryOfOneTask(size);
  if (isFannedOut(size) || needed < size.memory) return undefined;
  return {
    says: `One task for ${size.images} images needs about ${needed} MiB of memory, and scan.memory is ${size.memory}`,
    fix: 'Lower scan.fanOut, or raise scan.memory, in vulnscan.yml.',
  };
}

async function withinQuota(size: ScanSize, says: string, region: string): Promise<CheckResult> {
  const needed = vcpusOf(size);
  const name = `Fargate's quota of vCPUs in ${region}`;
  let quota: number | undefined;
  try {
    quota = await readQuota(region);
  } catch (error) {
    return unknown(
      `${says}; check that ${name} is above ${needed}, because it could not be read (${errorText(error)})`,
    );
  }
  if (quota === undefined) return unknown(`${says}; check that ${name} is above ${needed}`);
  if (needed < quota * NEAR) return good(`${says}; ${needed} of ${quota} vCPUs`);
  return bad(
    `${size.tasks} tasks take ${needed} vCPUs, and ${name} is ${quota} for everything that runs there`,
    'Ask for more in Service Quotas (AWS Fargate, "Fargate On-Demand vCPU resource count"), or lower scan.tasks in vulnscan.yml and deploy again.',
  );
}

async function readQuota(region: string): Promise<number | undefined> {
  const quotas = new ServiceQuotasClient({ region });
  return (await quotas.send(new GetServiceQuotaCommand(VCPU_QUOTA))).Quota?.Value;
}

function lengthOf(hours: number): string {
  return hours < 1 ? `${Math.ceil(hours * 60)} minutes` : `${Math.round(hours * 10) / 10} h`;
}
