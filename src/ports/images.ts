import type { ScanTarget } from '../domain/scan';

/** A reference that could not be resolved. `reason` is a sentence that ends in the next step. */
export interface FailedReference {
  reference: string;
  reason: string;
}

export interface ResolvedImages {
  targets: ScanTarget[];
  failed: FailedReference[];
}

/** The images of registries and clusters. */
export interface Images {
  /** Resolves `images` of vulnscan.yml (references, ECR globs, ECS clusters) to the images to scan. */
  targets(): Promise<ResolvedImages>;
}
