import type { Doubt, Held } from './evidence';
import type { Severity } from './finding';
import type { Exposure } from './urgency';

/** One image to scan. `reference` is Trivy's argument: registry/repository@digest where a digest is known. */
export interface ScanTarget {
  reference: string;
  /** Identity: registry/repository. */
  name: string;
  repository: string;
  tag?: string;
  digest?: string;
  platform?: string;
  services: string[];
  exposure?: Exposure;
}

/** Number of findings by what the scan changed. */
export interface ScanCounts {
  new: number;
  reopened: number;
  fixed: number;
  /** Archived because a complete scan found none of their images. */
  unscanned?: number;
  unchanged: number;
}

export interface ImageOutcome {
  image: string;
  /** Distinct vulnerabilities of it that become findings; absent when it failed. */
  findings?: Partial<Record<Severity, number>>;
  /** Why it could not be scanned, as a sentence that ends in the next step. */
  error?: string;
  /** The error's code, by which it is translated. */
  errorCode?: string;
  /** Why a clean result of the image proves nothing. */
  doubt?: Doubt;
}

/** Parts of a scan without a result. Their images are failed images with the code `shard_lost`. */
export interface LostShards {
  lost: number;
  of: number;
  /** Their images, each name and tag counted: what is known of them stays as it is. */
  images: number;
}

/** Findings that nobody has decided. */
export interface OpenCount {
  total: number;
  critical: number;
}

/** Entries of reports that are no findings: what is no vulnerability, and vulnerabilities without an id. */
export interface LeftOut {
  secrets: number;
  misconfigurations: number;
  licenses: number;
  withoutId: number;
}

/** True numbers of a scan whose lists are cut, because an event of EventBridge is limited to 256 kB. */
export interface ScanTotals {
  images: number;
  /** Images that failed or whose clean result proves nothing. */
  unjudged: number;
  /** Unchanged images of which most findings are gone at once. */
  vanished: number;
  /** Findings that are kept although the scan does not show them. */
  held: number;
}

/** Open findings that are due within two days or overdue. */
export interface DueCount {
  overdue: number;
  soon: number;
  /** When the last of the `soon` ones is due, ISO 8601. Absent where there are none. */
  by?: string;
  /** The finding that is due first. */
  first: { vulnerabilityId: string; image: string; dueAt: string };
}

/** An image that no finding was in before and all of whose findings were known from other images. */
export interface KnownImage {
  image: string;
  findings: number;
}

export const FEED_NAMES = ['kev', 'epss'] as const;
export type FeedName = (typeof FEED_NAMES)[number];

/** A feed whose newest copy could not be used. */
export interface StaleFeed {
  feed: FeedName;
  /** Why, as a sentence that ends in the next step. */
  reason: string;
  /** The reason's code, by which it is translated. */
  code: string;
  /** Date of the copy that was used, ISO 8601; absent where there is none. */
  copyOf?: string;
}

/** Why the archive does not have all that a scan found. */
export interface NotArchived {
  /** A sentence that ends in the next step. */
  reason: string;
  /** The reason's code, by which it is translated. */
  code: string;
}

/** What a scan has shown: findings, the cards that they are on, and those of them that are on the page of what is due soon. */
export interface PlacedFindings {
  findings: number;
  cards: number;
  urgent: number;
}

/** An event of the scanner on EventBridge, source `vulnscan`. */
export type ScanEvent =
  | {
      type: 'Scan Started';
      scanId: string;
      at: string;
      /** Cut where there are too many for one event; `total` is their true number. */
      images: string[];
      total?: number;
      startedBy: string;
      taskArn?: string;
      /**
       * Only of a scan over several tasks, whose planning task ends long before the scan does: their number. Sent once the
       * state machine has started.
       */
      shards?: number;
      /** Images that could not even be looked up, so are done. */
      done?: number;
    }
  | {
      type: 'Scan Progress';
      scanId: string;
      at: string;
      /** Of a shard: how many of its own images are done. */
      done: number;
      /** All images of the scan. */
      total: number;
      /** Number of the shard, from 0, in a scan over several tasks. */
      shard?: number;
      image: ImageOutcome;
      taskArn?: string;
    }
  | {
      type: 'Scan Completed';
      scanId: string;
      at: string;
      taskArn?: string;
      counts: ScanCounts;
      /** Open findings of the scanned images, or of all if all were scanned. Absent in a scan that failed. */
      open?: OpenCount;
      /** Absent where nothing is new. */
      placed?: PlacedFindings;
      images: ImageOutcome[];
      refused: number;
      held: Held[];
      /** Only where `images` or `held` is cut. */
      totals?: ScanTotals;
      leftOut?: LeftOut;
      /** Only where parts of the scan were lost. */
      lostShards?: LostShards;
      /** Absent where nothing is due within two days. */
      due?: DueCount;
      knownImages?: KnownImage[];
      staleFeeds?: StaleFeed[];
      /** Only where the archive did not take what the scan found. */
      notArchived?: NotArchived;
      durationMs: number;
      /** Trivy's version and its database's date, where known. */
      trivyVersion?: string;
      databaseAt?: string;
      error?: string;
      errorCode?: string;
    };

export type ScanCompleted = Extract<ScanEvent, { type: 'Scan Completed' }>;

/** The scanner's ECS task, from ECS. */
export interface ScanTask {
  arn: string;
  lastStatus: string;
  startedBy?: string;
  createdAt?: string;
  startedAt?: string;
  stoppedAt?: string;
  stopCode?: string;
  stoppedReason?: string;
  exitCode?: number;
  /** The environment variables given to RunTask. */
  environment: Record<string, string>;
}

/** The content of a scan's message. */
export interface ScanReport {
  /** Requested image names; empty means all. */
  images: string[];
  taskArn: string;
  requestedBy?: string;
  state: 'queued' | 'pulling' | 'scanning' | 'done' | 'failed' | 'cancelled';
  done?: number;
  total?: number;
  current?: string;
  /** Only of a scan over several tasks: their number, once it is known. */
  shards?: number;
  /** Images that are done, by shard; `none`: those that could not even be looked up. */
  doneByShard?: Record<string, number>;
  completed?: ScanCompleted;
  /** Why it failed and what to do. */
  problem?: string;
  problemCode?: string;
  /** Who accepted that the findings of `held` images are gone. */
  acceptedBy?: string;
  startedAt: string;
}
