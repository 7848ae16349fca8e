import type { ScanTarget } from '../domain/scan';

/** What a registry or cluster says about images now. */
export interface Images {
  /** Resolves `image`s from config (references, ECR globs, ECS clusters) to what is to be scanned. */
  targets(): Promise<{ targets: ScanTarget[]; failed: { reference: string; reason: string }[] }>;
}
