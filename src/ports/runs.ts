import type { RunPlan, ScannedImage, Shard } from '../domain/fan-out';
import type { FailedImage } from '../domain/index-images';
import type { ImageOutcome, LeftOut } from '../domain/scan';
import type { SeenVulnerabilities, SeenVulnerability } from '../domain/seen-vulnerabilities';

/** What a shard found. */
export interface ShardResult {
  images: ScannedImage[];
  outcomes: ImageOutcome[];
  failed: FailedImage[];
  leftOut: LeftOut;
  /** In the order that `SeenVulnerabilities.read` has. */
  vulnerabilities: AsyncIterable<SeenVulnerability> | Iterable<SeenVulnerability>;
}

/** The results of a run, read together. */
export interface RunResults {
  seen: SeenVulnerabilities;
  outcomes: ImageOutcome[];
  failed: FailedImage[];
  leftOut: LeftOut;
  /** Shards without a result that can be read. */
  lost: Shard[];
}

/** The objects of a run in the archive: `runs/<scanId>/`. Rejects like the archive. */
export interface RunStore {
  /** Writes the shards first and the plan last. */
  putPlan(plan: RunPlan, shards: Shard[]): Promise<void>;
  plan(scanId: string): Promise<RunPlan | undefined>;
  /** By the key that the state machine gives. */
  shard(key: string): Promise<Shard | undefined>;
  /** The first result of a shard stays: what a task writes later, or a second time, is not taken. */
  putResult(scanId: string, shard: number, result: ShardResult): Promise<void>;
  /** What is there when it is called counts; what comes later does not. */
  results(plan: RunPlan): Promise<RunResults>;
  /** Says that a person cancelled it: nothing may be written to Security Hub from then on. */
  cancel(scanId: string): Promise<void>;
  isCancelled(scanId: string): Promise<boolean>;
}

/** Who may compare with Security Hub and write to it, and until when. */
export interface LeaseContent {
  /** Names one process. */
  holder: string;
  /** ISO 8601. */
  until: string;
}

/** The lease of the installation, one object of the archive. Rejects like the archive. */
export interface LeaseStore {
  /** Undefined if there is none; without `content` if it cannot be read, which is logged. */
  current(): Promise<{ etag: string; content?: LeaseContent } | undefined>;
  /** In place of the one with this etag, or as the first. False if it is another by now. */
  put(content: LeaseContent, replaced: string | undefined): Promise<boolean>;
}
