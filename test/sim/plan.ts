import type { Detection, Finding } from '../../src/domain/finding';
import { groupBy } from '../../src/domain/group-by';
import type { Remedy } from '../../src/domain/remedy';
import { groupByCard, placeOnPages } from '../../src/domain/scan-pages';
import type { Urgency } from '../../src/domain/urgency';
import { EPOCH } from './loop';
import type { Options } from './options';
import type { Random } from './random';

/** One finding of a run, as a scan finds it for the first time. */
export interface Planned {
  number: number;
  /** Milliseconds after the beginning of the run. */
  at: number;
  /** Name of the scan; the stamp is absent on a finding that another tool imported. */
  scanId: string;
  scan?: NonNullable<Finding['scan']>;
  /** The first is the one on whose card it is shown. */
  remedies: [Remedy, ...Remedy[]];
  /** Absent on what is not due within three days. */
  dueAt?: string;
}

const SECOND = 1_000;

/**
 * What the scans of a run find. Scans have `scanSize` findings and more, of upgrades with `cardSize` findings each. Of
 * an upgrade some findings are found by later scans only.
 */
export function planFindings(random: Random, options: Options): Planned[] {
  const upgrades = upgradesOf(random, options);
  const planned = upgrades.flatMap((numbers, index) =>
    numbers.map((number, position): Planned => {
      const first = numbers[0] ?? number;
      const later = position > 0 && random.chance(options.takeover) ? laterScan(random) : '';
      const others = random.chance(options.several)
        ? [remedyOf((index + 1) % upgrades.length)]
        : [];
      return {
        number,
        at: random.between(0, options.spread * SECOND),
        scanId: `scan-${Math.floor(first / options.scanSize)}${later}`,
        remedies: [remedyOf(index), ...others.filter(({ key }) => key !== keyOf(index))],
        ...(isUrgent(index, options) && { dueAt: dueAtOf(options) }),
      };
    }),
  );
  return stamped(delayed(planned, random, options), random, options);
}

/** The numbers of the findings of each upgrade. */
function upgradesOf(random: Random, { findings, cardSize }: Options): number[][] {
  const upgrades: number[][] = [];
  for (let number = 0; number < findings; ) {
    const size = Math.min(sizeOf(random, cardSize), findings - number);
    upgrades.push(Array.from({ length: size }, (_, index) => number + index));
    number += size;
  }
  return upgrades;
}

/** Mostly small; now and then as large as can be. */
function sizeOf(random: Random, [least, most]: Options['cardSize']): number {
  if (least === most || random.chance(0.1)) return most;
  return least + Math.floor(random.next() ** 2 * (most - least + 1));
}

function isUrgent(index: number, { urgent }: Options): boolean {
  return Math.floor((index + 1) * urgent) > Math.floor(index * urgent);
}

function dueAtOf({ dueAfter }: Options): string {
  return new Date(EPOCH + dueAfter * 3_600_000).toISOString();
}

function laterScan(random: Random): string {
  return random.chance(0.6) ? '-later' : '-last';
}

/** All findings of a later scan arrive together. */
function delayed(planned: Planned[], random: Random, { laterAt }: Options): Planned[] {
  const delays = new Map<string, number>();
  for (const { scanId } of planned) {
    if (delays.has(scanId)) continue;
    const [low, high] = rangeOf(scanId, laterAt);
    delays.set(scanId, random.between(low, high) * SECOND);
  }
  return planned.map((each) => ({ ...each, at: each.at + (delays.get(each.scanId) ?? 0) }));
}

function rangeOf(scanId: string, [low, high]: [number, number]): [number, number] {
  if (scanId.endsWith('-later')) return [low, high];
  return scanId.endsWith('-last') ? [high, 2 * high] : [0, 0];
}

/** With the stamp that the scanner writes: on which message of its scan each finding is shown. */
function stamped(planned: Planned[], random: Random, { unstamped }: Options): Planned[] {
  const stampedOnes = planned.filter(() => !random.chance(unstamped));
  const stamps = new Map<number, NonNullable<Finding['scan']>>();
  for (const [id, found] of groupBy(stampedOnes, ({ scanId }) => scanId)) {
    const newCards = groupByCard(found, detectionOf).length;
    for (const [{ number }, page] of placeOnPages(found, detectionOf, BEGIN)) {
      stamps.set(number, { id, newFindings: found.length, newCards, page });
    }
  }
  return planned.map((each) => {
    const scan = stamps.get(each.number);
    return scan === undefined ? each : { ...each, scan };
  });
}

function keyOf(index: number): string {
  return `debian 12|package-${index}`;
}

function remedyOf(index: number): Remedy {
  return {
    key: keyOf(index),
    name: `package-${index}`,
    rows: [{ installed: '1.0', target: '2.0' }],
    isConfirmed: true,
  };
}

const BEGIN = new Date(EPOCH);
const URGENCY: Urgency = {
  exposed: 'no',
  automatable: false,
  impact: 'partial',
  vectorSource: 'cvss',
  outcome: 'FSU',
  since: '2026-01-05T03:00:00.000Z',
};

/** What Trivy says of it. */
export function detectionOf({ number, remedies, dueAt }: Planned): Detection {
  return {
    vulnerabilityId: `CVE-2026-${10_000 + number}`,
    severity: dueAt === undefined ? 'HIGH' : 'CRITICAL',
    title: 'a fault',
    description: '',
    images: [],
    urgency: { ...URGENCY, ...(dueAt !== undefined && { dueAt }) },
    ...clearedBy(remedies),
  };
}

/** What clears a finding, and what it is in. */
export function clearedBy(remedies: Remedy[]): Pick<Detection, 'remedies' | 'packages'> {
  const packages = remedies.map(({ name }) => ({
    name,
    installedVersion: '1.0',
    fixedVersion: '2.0',
  }));
  return { remedies, packages };
}
