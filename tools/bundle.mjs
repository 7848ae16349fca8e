/**
 * Bundles a door for Lambda. Two things make the difference in a cold start: Bolt brings servers that a Lambda never
 * starts, and the AWS SDK ways to credentials that it never goes, so each is replaced by something that says so when
 * it is used; and what a door imports lazily (`await import('...')`: the AWS clients) goes into a second file, so
 * that the first is not read with it.
 */
import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';

const SERVERS =
  /\/(HTTPReceiver|SocketModeReceiver|ExpressReceiver|HTTPModuleFunctions|HTTPResponseAck|SocketModeFunctions|SocketModeResponseAck)(\.js)?$|^@slack\/(oauth|socket-mode)$|^express$/;

/** Ways to credentials that a Lambda has no use for: its own are in the environment. */
const CREDENTIALS =
  /^@aws-sdk\/(credential-provider-(ini|login|process|sso|web-identity)|token-providers)$/;

const DOOR_FILE = 'door.js';
const LAZY_FILE = 'lazy.js';

/**
 * Writes `outfile`, a line that requires door.js beside it, and lazy.js if the door has lazy imports. Resolves to
 * esbuild's metafiles: `door` and, if there is one, `lazy`. `options`: `stub` and `split` (both default true; without
 * `split` all is in `outfile`), and anything that esbuild takes.
 */
export async function bundleHandler(entry, outfile, options = {}) {
  const { stub = true, split = true, ...rest } = options;
  const lazy = new Set();
  const plugins = [...(stub ? [withoutStrangers()] : []), ...(split ? [lazyImports(lazy)] : [])];
  const settings = { ...HOUSE, ...rest };
  const folder = dirname(outfile);
  const main = split ? join(folder, DOOR_FILE) : outfile;
  const door = await build({ ...settings, entryPoints: [entry], outfile: main, plugins });
  if (split) writeEntry(outfile);
  if (lazy.size === 0) return { door: door.metafile };
  const chunk = await build({
    ...settings,
    stdin: { contents: exportsOf([...lazy]), resolveDir: dirname(entry) },
    outfile: join(folder, LAZY_FILE),
    plugins: stub ? [withoutStrangers()] : [],
  });
  return { door: door.metafile, lazy: chunk.metafile };
}

/**
 * Lambda's runtime imports the handler's file, for which Node looks through its whole text, once to tell what kind of
 * module it is and once for the names it exports. Of a line it is soon told; what that requires is only run.
 */
function writeEntry(outfile) {
  writeFileSync(outfile, `exports.handler = require('./${DOOR_FILE}').handler;\n`);
  writeFileSync(join(dirname(outfile), 'package.json'), '{"type":"commonjs"}\n');
}

const HOUSE = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  minify: true,
  metafile: true,
  legalComments: 'none',
  logLevel: 'error',
  mainFields: ['module', 'main'],
  // The tests read it as CommonJS; bundled, that would bring a second copy of zod's helpers.
  alias: { 'zod/v4/locales/en.cjs': 'zod/v4/locales/en.js' },
  // import('node:http'), which the SDK does, reads every export of it, and one of them loads Node's fetch: 12 ms.
  supported: { 'dynamic-import': false },
};

function withoutStrangers() {
  return {
    name: 'without-strangers',
    setup(builder) {
      builder.onResolve({ filter: CREDENTIALS }, ({ path }) => ({ path, namespace: 'stub' }));
      builder.onResolve({ filter: SERVERS }, ({ path, importer }) =>
        /@slack[\\/]bolt/.test(importer) ? { path, namespace: 'stub' } : undefined,
      );
      builder.onLoad({ filter: /.*/, namespace: 'stub' }, ({ path }) => ({
        contents: stubOf(path),
        loader: 'js',
      }));
    },
  };
}

/** A namespace whose every member throws: importers destructure, extend or call. */
function stubOf(path) {
  const text = JSON.stringify(`${path} is not part of this bundle: a Lambda has no use for it.`);
  return `function Stub() { throw new Error(${text}); }
module.exports = new Proxy(Stub, {
  get: (target, key) => (key === '__esModule' ? true : key === 'prototype' ? target.prototype : Stub),
});`;
}

/** Our own modules that are imported lazily are taken down in `found`, and read from the second file when asked for. */
function lazyImports(found) {
  return {
    name: 'lazy-imports',
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
        loader: 'js',
      }));
    },
  };
}

/** By import, not require: what our modules don't use of the clients is shaken off. */
function exportsOf(files) {
  return files
    .map((file) => `export * as ${JSON.stringify(keyOf(file))} from ${JSON.stringify(file)};`)
    .join('\n');
}

/** The bundle must not depend on where the checkout lies. */
function keyOf(file) {
  return file.slice(file.lastIndexOf('/src/') + 1);
}
