import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { build, type Plugin, stop } from 'esbuild';

const ROOT = resolve(__dirname, '..');
const built = new Map<string, Promise<string>>();
let folder: string | undefined;

afterAll(async () => {
  if (folder === undefined) return;
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * One of the project's programs as a single JavaScript file, made once for each test file. Tests that start it many times
 * do not wait for a compiler each time.
 */
export function bundled(program: string): Promise<string> {
  const file = built.get(program) ?? bundle(program);
  built.set(program, file);
  return file;
}

async function bundle(program: string): Promise<string> {
  // In the project, where what is not bundled is found.
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  folder ??= mkdtempSync(join(ROOT, '.cache', 'bundled-'));
  const outfile = join(folder, `${basename(program, '.ts')}.cjs`);
  await build({
    entryPoints: [join(ROOT, program)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // They load files beside their own.
    external: ['esbuild', 'dynalite'],
    logLevel: 'error',
    plugins: [keepFolders],
  });
  return outfile;
}

/** Programs find files of the project relative to their own. */
const keepFolders: Plugin = {
  name: 'keep-folders',
  setup(builder) {
    builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path.includes('node_modules')) return undefined;
      const text = readFileSync(path, 'utf8');
      return {
        contents: text.replaceAll('__dirname', JSON.stringify(dirname(path))),
        loader: 'ts',
      };
    });
  },
};
