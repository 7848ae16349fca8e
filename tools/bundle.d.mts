import type { BuildOptions, Metafile } from 'esbuild';

export interface BundleOptions extends BuildOptions {
  /** Leave Bolt's servers out; true unless said. */
  stub?: boolean;
  /** Put what is imported lazily into lazy.js; true unless said. */
  split?: boolean;
}

export function bundleHandler(
  entry: string,
  outfile: string,
  options?: BundleOptions,
): Promise<{ door: Metafile; lazy?: Metafile }>;
