import type { ScanTarget } from '../domain/scan';

/** The images of registries and clusters. */
export interface Images {
  /** Resolves `image`s from config (references, ECR globs, ECS clusters) to the images to scan. */
  targets(): Promise<{ targets: ScanTarget[]; failed: { reference: string; reason: string }[] }>;
}
