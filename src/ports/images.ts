import type { ScanTarget } from '../domain/scan';

/** A reference that could not be resolved. `reason` is a sentence that ends in the next step. */
export interface FailedReference {
  reference: string;
  reason: string;
  /** The error's code, by which the reason is translated. */
  code?: string;
  /** The image's name, registry/repository; absent where it stands for images that nobody could list. */
  name?: string;
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
