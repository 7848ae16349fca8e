import type { Metafile } from 'esbuild';

/** Bundles the three doors into `folder`/<name>/index.js. Resolves to esbuild's metafiles by door. */
export function buildHandlers(
  folder?: string,
): Promise<Record<string, { door: Metafile; lazy?: Metafile }>>;
