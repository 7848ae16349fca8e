import { createHmac, timingSafeEqual } from 'node:crypto';

/** A verified request, in the shape that Bolt's receiver reads. */
export interface VerifiedEvent {
  rawPath: string;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded: false;
}

export type Verification =
  | { ok: true; event: VerifiedEvent }
  | { ok: false; status: 401 | 404 | 405 | 413 | 415; reason: string };

/** Slack's requests are far smaller. */
const MAX_BODY_BYTES = 128 * 1024;
/** Slack's limit for the age of a request, applied in both directions. */
const MAX_SKEW_SECONDS = 300;
const SIGNATURE = /^v0=[0-9a-f]{64}$/;
const TIMESTAMP = /^[0-9]{10}$/;
const CONTENT_TYPES = ['application/x-www-form-urlencoded', 'application/json'];
const PATHS = ['', '/', '/slack/events'];

/**
 * Checks that Slack sent a request, given as Function URL or API Gateway v2 event. Never throws. Several secrets are
 * accepted, so that the signing secret can be rotated without losing a click. The signature covers the bytes of the
 * body, so it is checked before anything is parsed.
 */
export function verifyRequest(event: unknown, secrets: readonly string[], now: Date): Verification {
  const request = readRequest(event);
  if (request.method !== 'POST') return refuse(405, 'method');
  if (!PATHS.includes(request.path)) return refuse(404, 'path');
  const body = bodyBytes(request);
  if (body === undefined) return refuse(413, 'body size');
  if (!CONTENT_TYPES.includes(request.contentType)) return refuse(415, 'content type');
  const signature = request.headers['x-slack-signature'] ?? '';
  const timestamp = request.headers['x-slack-request-timestamp'] ?? '';
  if (!TIMESTAMP.test(timestamp) || !isRecent(timestamp, now)) return refuse(401, 'timestamp');
  if (!SIGNATURE.test(signature)) return refuse(401, 'signature form');
  if (!isSigned(body, timestamp, signature, secrets)) return refuse(401, 'signature');
  return {
    ok: true,
    event: {
      rawPath: request.path,
      headers: { ...request.headers, 'content-type': request.contentType },
      body: body.toString('utf8'),
      isBase64Encoded: false,
    },
  };
}

function refuse(status: 401 | 404 | 405 | 413 | 415, reason: string): Verification {
  return { ok: false, status, reason };
}

interface RawRequest {
  method: string;
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** In lower case, without parameters such as charset. */
  contentType: string;
  body: string;
  base64: boolean;
}

function readRequest(event: unknown): RawRequest {
  const whole = record(event);
  const headers = lowerCased(record(whole['headers']));
  const http = record(record(whole['requestContext'])['http']);
  const [contentType = ''] = (headers['content-type'] ?? '').split(';');
  return {
    method: text(http['method']),
    path: text(whole['rawPath']),
    headers,
    contentType: contentType.trim().toLowerCase(),
    body: text(whole['body']),
    base64: whole['isBase64Encoded'] === true,
  };
}

/** Undefined for an oversize body, which is refused before it is decoded: base64 is a third longer. */
function bodyBytes({ body, base64 }: RawRequest): Buffer | undefined {
  if (body.length > MAX_BODY_BYTES * 1.4) return undefined;
  const bytes = Buffer.from(body, base64 ? 'base64' : 'utf8');
  return bytes.length > MAX_BODY_BYTES ? undefined : bytes;
}

function isRecent(timestamp: string, now: Date): boolean {
  return Math.abs(Math.floor(now.getTime() / 1000) - Number(timestamp)) <= MAX_SKEW_SECONDS;
}

/** Compares with every secret, so that the timing does not reveal which one matched. */
function isSigned(
  body: Buffer,
  timestamp: string,
  signature: string,
  secrets: readonly string[],
): boolean {
  const given = Buffer.from(signature.slice('v0='.length), 'hex');
  return secrets
    .filter((secret) => secret.length > 0)
    .map((secret) => createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest())
    .reduce((matched, expected) => timingSafeEqual(expected, given) || matched, false);
}

function lowerCased(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name.toLowerCase(), value]] : [],
    ),
  );
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
