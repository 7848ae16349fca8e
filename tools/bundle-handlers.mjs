/** Bundles the three doors into dist/doors/<name>/index.js, each with all it needs inside. */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleHandler } from './bundle.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Resolves to esbuild's metafiles by door. */
export async function buildHandlers(folder = join(root, 'dist', 'doors')) {
  rmSync(folder, { recursive: true, force: true });
  const names = ['slack', 'alerts', 'actions'];
  const built = names.map(async (name) => {
    const entry = join(root, 'src', 'lambdas', `${name}.ts`);
    return [name, await bundleHandler(entry, join(folder, name, 'index.js'))];
  });
  return Object.fromEntries(await Promise.all(built));
}
