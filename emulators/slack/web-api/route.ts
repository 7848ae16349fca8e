import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Slack } from '../context';
import type { Failure } from '../faults';
import { readBody, sendJson, urlOf } from '../http';
import { isJson, type Json, parseJson, textAt } from '../json';
import type { Channel } from '../people';
import type { Rates } from '../rates';
import { findChannel } from '../workspace';
import { type Method, no, type Reply } from './method';
import { methodNamed } from './methods';

/** Arguments that a form carries as JSON text. */
const JSON_ARGUMENTS = ['blocks', 'attachments', 'metadata', 'view'];

export interface WebApi {
  slack: Slack;
  /** Absent when no rate is limited. */
  rates: Rates | undefined;
  /** The scopes the app was granted. */
  scopes: readonly string[];
}

/** Serves `/api/<method>` as Slack does: HTTP 200 for every answer, 429 above the rate limit. */
export async function serveWebApi(
  api: WebApi,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const started = api.slack.clock();
  const name = urlOf(request).pathname.slice('/api/'.length);
  const { status, reply, retryAfter, dropped } = await answer(api, name, request);
  api.slack.record({
    at: new Date(started).toISOString(),
    to: 'slack',
    what: name,
    outcome: dropped ? 'error' : status === 200 ? outcomeOf(reply) : String(status),
    millis: api.slack.clock() - started,
  });
  if (dropped) {
    request.socket.destroy();
    return;
  }
  sendJson(response, status, reply, {
    'x-oauth-scopes': api.scopes.join(','),
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  });
}

function outcomeOf(reply: Reply): string {
  return reply.ok ? 'ok' : String(reply['error']);
}

interface Answered {
  status: number;
  reply: Reply;
  retryAfter?: number;
  dropped?: boolean;
}

async function answer(api: WebApi, name: string, request: IncomingMessage): Promise<Answered> {
  const body = await readBody(request);
  const args = readArguments(request, body ?? '');
  const failure = api.slack.faults.take(name, args);
  const early = await misbehave(api.slack, failure);
  if (early !== undefined) return early;
  if (body === undefined) return { status: 413, reply: no('request_too_large') };
  const refusal = authenticate(api.slack, request, args);
  if (refusal !== undefined) return { status: 200, reply: refusal };
  const done = call(api, name, args);
  return failure?.dropReply === true ? { ...done, dropped: true } : done;
}

/** Applies the faults that precede the evaluation of a call. */
async function misbehave(
  slack: Slack,
  failure: Failure | undefined,
): Promise<Answered | undefined> {
  const delay = (slack.faults.slow ? slack.faults.slowMillis : 0) + (failure?.delayMs ?? 0);
  if (delay > 0) await sleep(delay);
  if (slack.faults.down) return { status: 503, reply: no('service_unavailable') };
  if (failure?.status === 429) {
    return { status: 429, reply: no('ratelimited'), retryAfter: failure.retryAfterSeconds ?? 1 };
  }
  if (failure?.status !== undefined) return { status: failure.status, reply: no('internal_error') };
  if (failure?.error === undefined) return undefined;
  const { error, response_metadata } = failure;
  return { status: 200, reply: no(error, response_metadata && { response_metadata }) };
}

function call(api: WebApi, name: string, args: Json): Answered {
  const method = methodNamed(name);
  if (method === undefined)
    return { status: 200, reply: no('unknown_method', { req_method: name }) };
  const missing = missingScope(api, method, args);
  if (missing !== undefined) return { status: 200, reply: missing };
  const wait = api.rates?.take(method.tier, name, channelId(api.slack, args));
  if (wait !== undefined) return { status: 429, reply: no('ratelimited'), retryAfter: wait };
  return { status: 200, reply: method.run(api.slack, args) };
}

/** A channel has one rate limit, whether it is given by id or by name. */
function channelId({ workspace }: Slack, args: Json): string {
  const named = textAt(args, 'channel') ?? '';
  return findChannel(workspace, named)?.id ?? named;
}

function missingScope({ slack, scopes }: WebApi, method: Method, args: Json): Reply | undefined {
  const channel = findChannel(slack.workspace, textAt(args, 'channel') ?? '');
  const needed = scopesFor(method.scopes, channel);
  if (needed.length === 0 || needed.some((scope) => scopes.includes(scope))) return undefined;
  return no('missing_scope', { needed: needed.join(','), provided: scopes.join(',') });
}

/** What is read of a public channel needs a scope of `channels`, of a private one a scope of `groups`. */
function scopesFor(all: readonly string[], channel: Channel | undefined): readonly string[] {
  if (channel === undefined) return all;
  const other = channel.isPrivate === true ? 'channels:' : 'groups:';
  return all.filter((scope) => !scope.startsWith(other));
}

function authenticate(slack: Slack, request: IncomingMessage, args: Json): Reply | undefined {
  const header = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const token = header ?? textAt(args, 'token');
  if (token === undefined) return no('not_authed');
  const isRevoked = slack.faults.tokenRefused;
  return token === slack.workspace.app.token && !isRevoked ? undefined : no('invalid_auth');
}

/** Arguments out of the query, a form or a JSON body. */
function readArguments(request: IncomingMessage, body: string): Json {
  const query = Object.fromEntries(urlOf(request).searchParams);
  const isBodyJson = (request.headers['content-type'] ?? '').startsWith('application/json');
  const parsed = isBodyJson ? parseJson(body) : Object.fromEntries(new URLSearchParams(body));
  return readJsonArguments({ ...query, ...(isJson(parsed) ? parsed : {}) });
}

function readJsonArguments(args: Json): Json {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      const isText = typeof value === 'string' && JSON_ARGUMENTS.includes(name);
      return [name, isText ? (parseJson(value) ?? value) : value];
    }),
  );
}
