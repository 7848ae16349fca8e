/**
 * Bundles a door into one CommonJS file with everything inside. Bolt brings servers that a Lambda never starts; they
 * are the largest part of its cold start, so each is replaced by a class that says so when somebody does start it.
 */
import { build } from 'esbuild';

const STUBBED =
  /\/(HTTPReceiver|SocketModeReceiver|ExpressReceiver|HTTPModuleFunctions|HTTPResponseAck|SocketModeFunctions|SocketModeResponseAck)(\.js)?$|^@slack\/(oauth|socket-mode)$|^express$/;

/**
 * Resolves to esbuild's metafile. `options`: `stub` (default true) leaves Bolt's servers out, `target` the Node
 * release, and anything else that esbuild takes.
 */
export async function bundleDoor(entry, outfile, options = {}) {
  const { stub = true, target = 'node24', ...rest } = options;
  const { metafile } = await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target,
    minify: true,
    metafile: true,
    legalComments: 'none',
    logLevel: 'error',
    mainFields: ['module', 'main'],
    plugins: stub ? [withoutServers()] : [],
    ...rest,
  });
  return metafile;
}

function withoutServers() {
  return {
    name: 'without-servers',
    setup(builder) {
      builder.onResolve({ filter: STUBBED }, ({ path, importer }) =>
        /@slack[\\/]bolt/.test(importer) ? { path, namespace: 'stub' } : undefined,
      );
      builder.onLoad({ filter: /.*/, namespace: 'stub' }, ({ path }) => ({
        contents: stubOf(path),
        loader: 'js',
      }));
    },
  };
}

/** A namespace whose every member is that class: importers destructure, extend or call. */
function stubOf(path) {
  const text = JSON.stringify(`${path} is not part of this bundle: a Lambda starts no server.`);
  return `class Stub { constructor() { throw new Error(${text}); } }
module.exports = new Proxy(Stub, {
  get: (target, key) => (key === '__esModule' ? true : key === 'prototype' ? target.prototype : Stub),
});`;
}
