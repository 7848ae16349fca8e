import type { Unclear } from '../domain/reach';
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

/** A service or standalone task of which it is not known whether the internet reaches it. */
export interface UnclearExposure {
  /** `cluster/service`, or `cluster/family` of a standalone task. */
  name: string;
  why: Unclear;
}

export interface ResolvedImages {
  targets: ScanTarget[];
  failed: FailedReference[];
  /** Only where exposure is derived from ECS. */
  unclear?: UnclearExposure[];
}

/** The images of registries and clusters. */
export interface Images {
  /** Resolves `images` of vulnscan.yml (references, ECR globs, ECS clusters) to the images to scan. */
  targets(): Promise<ResolvedImages>;
}
