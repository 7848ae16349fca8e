import type { ImageOutcome, ScanTarget, ScanTask } from './scan';

export type { ScannedImage } from './detection';

/*
 * A scan of many images, spread over tasks (issue 16). The scanner's task that was started first finds the images. With more
 * than `scan.fanOut` of them it plans: it writes shards and starts a state machine, which runs the same container once for
 * each shard, and then once to reconcile. The steps share nothing but the archive.
 */

/** What a task of the scanner does. A task without a step scans by itself, or plans if there are too many images. */
export const SCAN_STEPS = ['shard', 'reconcile'] as const;
export type ScanStep = (typeof SCAN_STEPS)[number];

/**
 * Variables of the container that say what a task does. They are in the overrides of RunTask, where whoever lists the tasks
 * sees them.
 */
export const STEP_ENVIRONMENT = {
  step: 'SCAN_STEP',
  /** The id of the scan, which names its objects in the archive and its execution. */
  run: 'SCAN_RUN',
  /** Key of the shard in the archive. */
  shard: 'SCAN_SHARD',
} as const;

/** True for a task that scans a shard or reconciles: part of a scan that another task started. */
export function isStep({ environment }: Pick<ScanTask, 'environment'>): boolean {
  return environment[STEP_ENVIRONMENT.step] !== undefined;
}

/** The scan that a task belongs to, which the last part of the first task's ARN names. */
export function scanIdOf({ arn, environment }: Pick<ScanTask, 'arn' | 'environment'>): string {
  return environment[STEP_ENVIRONMENT.run] ?? arn.split('/').at(-1) ?? arn;
}

/** One content to scan: a digest on a platform, under all the names that it has. */
export interface ShardImage {
  /** The reference that is pulled, and the digest and platform that are the same for all targets. */
  targets: [ScanTarget, ...ScanTarget[]];
}

/** A part of a scan, which one task scans. */
export interface Shard {
  /** From 0. */
  number: number;
  images: ShardImage[];
}

/** One database of Trivy in the archive. */
export interface ArchivedDatabase {
  /** Prefix of its objects. */
  key: string;
  /** When it was built, ISO 8601, where known. */
  updatedAt?: string;
}

/** All that shards and the reconciliation have to know of a scan. Written before the state machine starts, never changed. */
export interface RunPlan {
  /** Names the scan, its objects and its execution. */
  scanId: string;
  /** ISO 8601: when the scan began. */
  at: string;
  startedBy: string;
  /** The task that planned; the scan's message belongs to it. */
  taskArn?: string;
  /** Somebody follows the scan's message. */
  followed: boolean;
  acceptVanished: boolean;
  trivyVersion: string;
  databases: { vulnerability: ArchivedDatabase; java?: ArchivedDatabase };
  /** Labels of the images that could not even be looked up, and why. */
  failed: ImageOutcome[];
  /** All configured images are included. */
  complete: boolean;
  /** Names of the images that could not even be looked up. */
  unread: string[];
  /** Names of all configured images; absent where this run cannot know them all. */
  present?: string[];
  /** Number of images, each name and tag counted. */
  total: number;
  /** Number of shards. */
  shards: number;
}

/** What a running scan over several tasks says of itself: the input of its execution. */
export interface RunningFanOut {
  /** Also the execution's name. */
  scanId: string;
  /** The task that planned it. */
  taskArn?: string;
  /** Requested images; none means all. */
  images: string[];
  /** `slack/<user id>` or `schedule`. */
  startedBy: string;
  /** ISO 8601: when the scan began. */
  startedAt: string;
  /** Which request it is of: the same request, delivered again, is not told that a scan is running. */
  request?: string;
  /** Findings of unchanged images that it does not show are closed, however many they are. */
  acceptVanished?: boolean;
}

/** An execution that ended without success: nobody may come to say how the scan ended. */
export interface FanOutEnd {
  run: RunningFanOut;
  status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  /** ISO 8601. */
  at: string;
  /** What the state machine says, or who cancelled it. */
  cause?: string;
}
