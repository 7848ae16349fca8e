import type { KnownFinding, ScoredDetection } from './detection';
import type { RecordState } from './finding';
import type { PackageUpgrade } from './package-upgrades';
import type { Partition } from './region';

/** What is to be imported about one finding, before it is known when and by which scan. */
export interface FindingContent {
  id: string;
  detection: ScoredDetection;
  recordState: RecordState;
  resolvedSeenAt?: string;
  /** What its packages are upgraded to, where `detection` does not have all of them any more. */
  upgrades?: PackageUpgrade[];
}

/** When and by which scan a finding is imported. Times are ISO 8601. */
export interface ImportStamp {
  at: string;
  /** When the finding was first imported; absent for a new one. */
  createdAt?: string;
  scan: NonNullable<KnownFinding['scan']>;
  trivyVersion?: string;
  databaseAt?: string;
}

/** The account, Region and product that findings are imported for. */
export interface ImportTarget {
  account: string;
  region: string;
  partition: Partition;
  productArn: string;
}

/** One finding to import. */
export interface FindingImport {
  content: FindingContent;
  stamp: ImportStamp;
  target: ImportTarget;
}
