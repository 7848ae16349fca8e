/**
 * Bundles handlers for Lambda with a fast cold start. Bolt brings servers that Lambda never starts, Slack's client the
 * upload of files, and the AWS SDK sources of credentials that it never uses: each is replaced by a stub that throws when it is called. Modules of ours
 * that a handler imports lazily (`await import('...')`: the AWS clients) go into a second file, which is read on first use.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { FUNCTION_NAMES } from '../src/installation';

const ROOT = join(__dirname, '..');

const SERVERS =
  /\/(HTTPReceiver|SocketModeReceiver|ExpressReceiver|HTTPModuleFunctions|HTTPResponseAck|SocketModeFunctions|SocketModeResponseAck)(\.js)?$|^@slack\/(oauth|socket-mode)$|^express$/;

/** Uploads of files, which the Slack client brings. */
const UPLOADS = /\/file-upload(\.js)?$/;

/** In Lambda the credentials are in the environment. */
const CREDENTIALS =
  /^@aws-sdk\/(credential-provider-(ini|login|process|sso|web-identity)|token-providers)$/;

const HANDLER_FILE = 'handler.js';
const LAZY_FILE = 'lazy.js';

export interface BundleOptions extends BuildOptions {
  /** Replace Bolt's servers and unused credential providers by stubs; default true. */
  stub?: boolean;
  /** Put what is imported lazily into lazy.js; default true. */
  split?: boolean;
}

export interface Bundle {
  handler: Metafile;
  /** Undefined if the handler imports nothing lazily. */
  lazy?: Metafile;
}

/** Bundles each Lambda function into `folder`/<name>/index.js. */
export async function bundleHandlers(folder = join(ROOT, 'dist', 'handlers')): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const built = FUNCTION_NAMES.map((name) =>
    bundleHandler(join(ROOT, 'src', 'handlers', `${name}.ts`), join(folder, name, 'index.js')),
  );
  await Promise.all(built);
}

/**
 * Writes `outfile`, one line that requires handler.js beside it, and lazy.js if there are lazy imports. Without `split`,
 * everything is in `outfile`. Any other option is esbuild's.
 */
export async function bundleHandler(
  entry: string,
  outfile: string,
  options: BundleOptions = {},
): Promise<Bundle> {
  const { stub = true, split = true, ...rest } = options;
  const lazyModules = new Set<string>();
  const stubs = stub ? [stubUnused] : [];
  const settings = { ...SETTINGS, ...rest };
  const folder = dirname(outfile);
  const handler = await build({
    ...settings,
    entryPoints: [entry],
    outfile: split ? join(folder, HANDLER_FILE) : outfile,
    metafile: true,
    plugins: split ? [...stubs, moveLazyImports(lazyModules)] : stubs,
  });
  if (split) writeEntry(outfile);
  if (lazyModules.size === 0) return { handler: handler.metafile };
  const lazy = await build({
    ...settings,
    stdin: { contents: exportsOf([...lazyModules]), resolveDir: dirname(entry) },
    outfile: join(folder, LAZY_FILE),
    metafile: true,
    plugins: stubs,
  });
  return { handler: handler.metafile, lazy: lazy.metafile };
}

/**
 * Lambda's runtime imports the handler's file, for which Node scans its whole text twice: for the kind of module and
 * for the exported names. One line is scanned quickly, and the file that it requires is only run.
 */
function writeEntry(outfile: string): void {
  writeFileSync(outfile, `exports.handler = require('./${HANDLER_FILE}').handler;\n`);
  writeFileSync(join(dirname(outfile), 'package.json'), '{"type":"commonjs"}\n');
}

const SETTINGS: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  minify: true,
  // Japanese texts are half as long as with \u escapes.
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'error',
  mainFields: ['module', 'main'],
  // Tests load it as CommonJS; bundled, that would add a second copy of zod's helpers.
  alias: { 'zod/v4/locales/en.cjs': 'zod/v4/locales/en.js' },
  // The SDK calls import('node:http'), which reads every export of it; one of them loads Node's fetch, which takes 12 ms.
  supported: { 'dynamic-import': false },
};

const stubUnused: Plugin = {
  name: 'stub-unused',
  setup(builder) {
    builder.onResolve({ filter: CREDENTIALS }, ({ path }) => ({ path, namespace: 'stub' }));
    builder.onResolve({ filter: SERVERS }, ({ path, importer }) =>
      /@slack[\\/]bolt/.test(importer) ? { path, namespace: 'stub' } : undefined,
    );
    builder.onResolve({ filter: UPLOADS }, ({ path, importer }) =>
      /@slack[\\/]web-api/.test(importer) ? { path, namespace: 'stub' } : undefined,
    );
    builder.onLoad({ filter: /.*/, namespace: 'stub' }, ({ path }) => ({ contents: stubOf(path) }));
  },
};

/** A module whose every member throws when it is called; importers may destructure and extend them. */
function stubOf(path: string): string {
  const text = JSON.stringify(`${path} is not part of this bundle: a Lambda has no use for it.`);
  return `function Stub() { throw new Error(${text}); }
module.exports = new Proxy(Stub, {
  get: (target, key) => (key === '__esModule' ? true : key === 'prototype' ? target.prototype : Stub),
});`;
}

/** Adds our lazily imported modules to `found`, and makes the bundle read them from the second file. */
function moveLazyImports(found: Set<string>): Plugin {
  return {
    name: 'move-lazy-imports',
    setup(builder) {
      builder.onResolve({ filter: /^\./ }, ({ path, kind, importer, resolveDir }) => {
        if (kind !== 'dynamic-import' || importer.includes('node_modules')) return undefined;
        const file = resolve(resolveDir, path.replace(/\.js$/, '.ts'));
        found.add(file);
        return { path: file, namespace: 'lazy' };
      });
      builder.onResolve({ filter: /.*/, namespace: 'lazy' }, ({ path }) => ({
        path,
        external: true,
      }));
      builder.onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path }) => ({
        contents: `module.exports = require('./${LAZY_FILE}')[${JSON.stringify(keyOf(path))}];`,
      }));
    },
  };
}

/** ES imports instead of require, so that esbuild drops the parts of the clients that are not used. */
function exportsOf(files: string[]): string {
  return files
    .map((file) => `export * as ${JSON.stringify(keyOf(file))} from ${JSON.stringify(file)};`)
    .join('\n');
}

/** The path from src/ on: the bundle must not depend on where the checkout is. */
function keyOf(file: string): string {
  return file.slice(file.lastIndexOf('/src/') + 1);
}
