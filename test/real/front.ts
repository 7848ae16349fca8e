import { createServer, type IncomingMessage, request } from 'node:http';
import UNSUPPORTED from './unsupported-types.json';

export interface Front {
  url: string;
  close(): void;
}

/**
 * Passes everything on to the emulator, but for some gaps: it takes out of a template the types and the formulas of alarms that the emulator has
 * not, and names a stack to be deleted, which the emulator does not find by its ARN, and says so to nobody (ministack 1.5.33).
 */
export async function openFront(target: string): Promise<Front> {
  const server = createServer(async (incoming, outgoing) => {
    const given = await readAll(incoming);
    const body = nameStack(strip(given));
    const headers = {
      ...(body === given ? incoming.headers : withoutChecksums(incoming.headers)),
      'content-length': String(body.length),
    };
    const passed = request(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method ?? 'GET', headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    passed.on('error', () => outgoing.destroy());
    passed.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

/** CDK deletes a stack by its ARN. */
function nameStack(body: Buffer): Buffer {
  const text = body.toString('latin1');
  if (!text.includes('Action=DeleteStack&')) return body;
  return Buffer.from(
    text.replace(/StackName=arn%3A[^&]*%3Astack%2F([^&%]+)%2F[^&]*/, 'StackName=$1'),
  );
}

interface Resource {
  Type: string;
  Properties?: object;
}

/** An alarm over a formula of metrics watches one metric instead, since the emulator has no formulas. */
function withoutMath(resource: Resource): Resource {
  const { Type, Properties = {} } = resource;
  if (Type !== 'AWS::CloudWatch::Alarm' || !('Metrics' in Properties)) return resource;
  const { Metrics: _, ...rest } = Properties;
  const metric = { Namespace: 'vulnscan', MetricName: 'formula', Period: 300, Statistic: 'Sum' };
  return { ...resource, Properties: { ...rest, ...metric } };
}

function strip(body: Buffer): Buffer {
  const text = unchunk(body).toString();
  if (!text.trimStart().startsWith('{') || !text.includes('"Resources"')) return body;
  const template: { Resources: Record<string, Resource> } = JSON.parse(text);
  const kept = Object.entries(template.Resources)
    .filter(([, { Type }]) => !(Type in UNSUPPORTED))
    .map(([id, resource]) => [id, withoutMath(resource)]);
  return Buffer.from(JSON.stringify({ ...template, Resources: Object.fromEntries(kept) }));
}

/** S3 uploads may come in pieces, each with its length in hexadecimal before it. */
function unchunk(body: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let at = 0;
  for (;;) {
    const [, size] = /^([0-9a-f]+)[^\r\n]*\r\n/.exec(body.subarray(at, at + 100).toString()) ?? [];
    if (size === undefined) return pieces.length === 0 ? body : Buffer.concat(pieces);
    const start = body.indexOf('\r\n', at) + 2;
    const length = Number.parseInt(size, 16);
    pieces.push(body.subarray(start, start + length));
    at = start + length + 2;
  }
}

/** They were made of the whole template. */
function withoutChecksums(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  const stale =
    /checksum|content-md5|x-amz-trailer|decoded-content-length|content-encoding|transfer-encoding/;
  const kept = Object.entries(headers).filter(([name]) => !stale.test(name));
  return { ...Object.fromEntries(kept), 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
