/** The functions that are measured side by side: nothing at all, our slack door, and the usual bundle. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleHandler } from '../bundle.mjs';

const CONFIG = {
  aws: { account: '123456789012', region: 'eu-west-1' },
  slack: { channel: 'C0SECURITY', team: 'T0HOME' },
  images: ['api:latest'],
};

/** Writes one folder each. Resolves to them, with the sizes of what is in the bundles by part. */
export async function buildVariants(root, out) {
  const folder = (name) => {
    const path = join(out, name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'vulnscan.json'), JSON.stringify(CONFIG));
    return path;
  };
  const empty = folder('empty');
  writeFileSync(
    join(empty, 'index.js'),
    "exports.handler = async () => ({ statusCode: 200, body: '' });",
  );
  const door = folder('door');
  const slack = await bundleHandler(join(root, 'src/handlers/slack.ts'), join(door, 'index.js'));
  const usual = folder('usual');
  const asUsual = { stub: false, split: false, mainFields: ['main', 'module'], supported: {} };
  const sample = await bundleHandler(
    join(root, 'tools/bench/default-handler.ts'),
    join(usual, 'index.js'),
    asUsual,
  );
  return [
    { name: 'empty', title: 'an empty handler', folder: empty, sizes: [] },
    {
      name: 'door',
      title: "vulnscan's slack door",
      folder: door,
      sizes: [
        { file: 'door.js', ...sizesOf(slack.door) },
        { file: 'lazy.js', ...sizesOf(slack.lazy) },
      ],
    },
    {
      name: 'usual',
      title: 'Bolt and the AWS SDK, bundled as they come',
      folder: usual,
      sizes: [{ file: 'index.js', ...sizesOf(sample.door) }],
    },
  ];
}

/** Bytes of the output by npm package; `src` is ours. */
function sizesOf(metafile) {
  const [output] = Object.values(metafile.outputs);
  const parts = {};
  for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split(/[/:]/)[0];
    parts[name] = (parts[name] ?? 0) + bytesInOutput;
  }
  const sorted = Object.entries(parts).sort(([, a], [, b]) => b - a);
  return { bytes: output.bytes, parts: Object.fromEntries(sorted) };
}
