import type { BuildOptions, Metafile } from 'esbuild';

export interface BundleOptions extends BuildOptions {
  /** Leave Bolt's servers out; true unless said. */
  stub?: boolean;
}

export function bundleDoor(
  entry: string,
  outfile: string,
  options?: BundleOptions,
): Promise<Metafile>;
