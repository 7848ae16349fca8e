import { gzipSync } from 'node:zlib';
import { type ImageContent, imageBlobs, sha256, tar } from '../trivy-db/archive';

/* Pushing over the registry API, version 2, as `docker push` and `oras push` do. */

interface Blob {
  mediaType: string;
  content: Buffer;
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';

export async function pushImage(url: string, name: string, image: Omit<ImageContent, 'reference'>) {
  const { config, layer } = imageBlobs(image);
  await pushManifest(
    url,
    name,
    { mediaType: 'application/vnd.oci.image.config.v1+json', content: Buffer.from(config) },
    { mediaType: 'application/vnd.oci.image.layer.v1.tar', content: layer },
  );
}

/** An index with the image of one platform. */
export async function pushIndex(url: string, name: string, image: Omit<ImageContent, 'reference'>) {
  await pushImage(url, name, image);
  const [repository, tag] = name.split(':');
  const answer = await fetch(`${url}/v2/${repository}/manifests/${tag}`, {
    headers: { accept: MANIFEST },
  });
  const manifest = Buffer.from(await answer.arrayBuffer());
  const platform = { os: 'linux', architecture: image.architecture };
  await putManifest(url, name, INDEX, {
    schemaVersion: 2,
    mediaType: INDEX,
    manifests: [{ ...descriptorOf({ mediaType: MANIFEST, content: manifest }), platform }],
  });
}

/** A folder's files as one of Trivy's databases: `db.layer` or `javadb.layer`. */
export async function pushDatabase(
  url: string,
  name: string,
  kind: 'db' | 'javadb',
  files: { path: string; content: Buffer }[],
) {
  const empty = { mediaType: 'application/vnd.aquasec.trivy.config.v1+json', content: '{}' };
  await pushManifest(
    url,
    name,
    { ...empty, content: Buffer.from(empty.content) },
    {
      mediaType: `application/vnd.aquasec.trivy.${kind}.layer.v1.tar+gzip`,
      content: gzipSync(tar(files)),
    },
    { 'org.opencontainers.image.title': `${kind}.tar.gz` },
  );
}

/** A chart as helm pushes it, which is no image. */
export async function pushChart(url: string, name: string) {
  await pushManifest(
    url,
    name,
    { mediaType: 'application/vnd.cncf.helm.config.v1+json', content: Buffer.from('{}') },
    {
      mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
      content: gzipSync(tar([{ path: 'chart/Chart.yaml', content: 'name: chart' }])),
    },
  );
}

async function pushManifest(
  url: string,
  name: string,
  config: Blob,
  layer: Blob,
  annotations?: Record<string, string>,
) {
  for (const blob of [config, layer]) await pushBlob(url, name, blob);
  await putManifest(url, name, MANIFEST, {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: descriptorOf(config),
    layers: [{ ...descriptorOf(layer), ...(annotations && { annotations }) }],
  });
}

async function pushBlob(url: string, name: string, { content }: Blob) {
  const [repository] = name.split(':');
  const started = await fetch(`${url}/v2/${repository}/blobs/uploads/`, { method: 'POST' });
  const place = started.headers.get('location') ?? '';
  const digest = encodeURIComponent(`sha256:${sha256(content)}`);
  const target = `${place}${place.includes('?') ? '&' : '?'}digest=${digest}`;
  await expectOk(fetch(target, { method: 'PUT', body: new Uint8Array(content) }));
}

async function putManifest(url: string, name: string, mediaType: string, manifest: object) {
  const [repository, tag] = name.split(':');
  await expectOk(
    fetch(`${url}/v2/${repository}/manifests/${tag}`, {
      method: 'PUT',
      headers: { 'content-type': mediaType },
      body: JSON.stringify(manifest),
    }),
  );
}

function descriptorOf({ mediaType, content }: Blob) {
  return { mediaType, size: content.length, digest: `sha256:${sha256(content)}` };
}

async function expectOk(request: Promise<Response>) {
  const answer = await request;
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}
