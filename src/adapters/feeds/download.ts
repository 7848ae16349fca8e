import type { IncomingMessage } from 'node:http';
import { type Agent, request } from 'node:https';
import { isKnownError } from '../../domain/errors';
import type { Fault } from '../../domain/feed-faults';
import { collect } from './collect';
import { codeIn } from './error-code';

export interface DownloadSettings {
  agent: Agent;
  timeoutMs: number;
  /** Bytes. */
  limit: number;
}

const MOST_REDIRECTS = 5;

/**
 * What a GET of this address answers, as it comes: without unpacking it. HTTPS only, also where it redirects to. The time
 * limit is for everything, so that a server that sends a byte a second does not hold the scan.
 */
export async function download(
  address: string,
  { agent, timeoutMs, limit }: DownloadSettings,
  fault: Fault,
  stop: AbortSignal,
): Promise<Buffer> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([timeout, stop]);
  try {
    const response = await follow(new URL(address), { agent, signal }, fault);
    requireSuccess(response, fault);
    return await collect(response, limit, fault);
  } catch (error) {
    if (timeout.aborted) throw fault('feed_slow', `${timeoutMs / 1_000} s`, error);
    throw fromNetwork(error, fault);
  }
}

interface Request {
  agent: Agent;
  signal: AbortSignal;
}

async function follow(first: URL, options: Request, fault: Fault): Promise<IncomingMessage> {
  let url = first;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    if (url.protocol !== 'https:') throw fault('feed_insecure', url.origin);
    const response = await get(url, options);
    const next = redirectOf(response, url);
    if (next === undefined) return response;
    response.destroy();
    url = next;
  }
  throw fault('feed_redirects', String(MOST_REDIRECTS));
}

function get(url: URL, { agent, signal }: Request): Promise<IncomingMessage> {
  const headers = { accept: '*/*', 'user-agent': 'vulnscan' };
  return new Promise((resolve, reject) => {
    request(url, { agent, signal, headers }).on('response', resolve).on('error', reject).end();
  });
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | undefined {
  if (statusCode < 300 || statusCode > 399 || headers.location === undefined) return undefined;
  return URL.canParse(headers.location, from.href) ? new URL(headers.location, from) : undefined;
}

function requireSuccess(response: IncomingMessage, fault: Fault): void {
  const { statusCode: status = 0 } = response;
  if (status === 200) return;
  response.destroy();
  if (status === 401 || status === 403) throw fault('feed_denied', String(status));
  if (status === 404 || status === 410) throw fault('feed_missing', String(status));
  if (status === 429 || status >= 500) throw fault('feed_failed', String(status));
  throw fault('feed_status', String(status));
}

const NO_NAME = ['ENOTFOUND', 'EAI_AGAIN'];
const CERTIFICATE = /CERT|^UNABLE_TO|^ERR_TLS|^ERR_SSL|^EPROTO$/;

function fromNetwork(error: unknown, fault: Fault): unknown {
  if (isKnownError(error)) return error;
  const code = codeIn(error);
  if (NO_NAME.includes(code)) return fault('feed_name', '', error);
  if (code === 'ECONNREFUSED') return fault('feed_no_connection', '', error);
  if (CERTIFICATE.test(code)) return fault('feed_certificate', code, error);
  // Node's error for a response whose connection ends before its body does.
  if (/: aborted$/.test(String(error))) return fault('feed_cut_short', '', error);
  return fault('feed_connection', code || String(error), error);
}
