import { createHash } from 'node:crypto';

/** A file in an image or an archive, by its path without a leading slash. */
export interface Entry {
  path: string;
  content: Buffer | string;
}

export interface ImageContent {
  /** What `docker save` would have written into RepoTags. */
  reference: string;
  architecture: string;
  files: Entry[];
}

/** The two blobs of an image of one layer, and the digest of each. Equal content gives equal bytes. */
export function imageBlobs({ architecture, files }: Omit<ImageContent, 'reference'>) {
  const layer = tar(files);
  const diffId = `sha256:${sha256(layer)}`;
  const config = JSON.stringify({
    architecture,
    os: 'linux',
    created: '2026-11-20T09:00:00Z',
    config: { Cmd: ['/start'], Env: ['PATH=/usr/bin', 'DATABASE_PASSWORD=never-in-a-finding'] },
    rootfs: { type: 'layers', diff_ids: [diffId] },
    history: [{ created: '2026-11-20T09:00:00Z', created_by: 'COPY . /' }],
  });
  return { layer, config };
}

/** An image of one layer as `docker save` writes it. */
export function imageArchive({ reference, ...content }: ImageContent): Buffer {
  const { layer, config } = imageBlobs(content);
  const configName = `${sha256(config)}.json`;
  const manifest = [{ Config: configName, RepoTags: [reference], Layers: ['layer.tar'] }];
  return tar([
    { path: configName, content: config },
    { path: 'layer.tar', content: layer },
    { path: 'manifest.json', content: JSON.stringify(manifest) },
  ]);
}

export function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

export function sha1(content: Buffer): string {
  return createHash('sha1').update(content).digest('hex');
}

const BLOCK = 512;

/** POSIX ustar; paths of at most 100 bytes, which is all that is needed here. */
export function tar(entries: Entry[]): Buffer {
  const parts = entries.flatMap(({ path, content }) => {
    const body = Buffer.from(content);
    return [
      tarHeader(path, body.length),
      body,
      Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK),
    ];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function tarHeader(path: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(path, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0'.repeat(2), 108);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        0', 148);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** A ZIP archive, which a JAR is, without compression. */
export function zip(entries: Entry[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { path, content } of entries) {
    const body = Buffer.from(content);
    const name = Buffer.from(path);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt32LE(crc32(body), 10);
    fields.writeUInt32LE(body.length, 14);
    fields.writeUInt32LE(body.length, 18);
    fields.writeUInt16LE(name.length, 22);
    local.push(Buffer.from('PK\x03\x04'), fields, name, body);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, place, name);
    offset += 4 + fields.length + name.length + body.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\x05\x06'), end]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
