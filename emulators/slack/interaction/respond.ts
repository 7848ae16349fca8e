import type { Slack } from '../context';
import type { Json } from '../json';
import { removeMessage, rewriteMessage, storeMessage } from '../posting';
import type { ResponseTarget } from '../response-urls';
import { isReply, readContent } from '../web-api/content';
import { type ResponseBody, readResponse } from './response-body';

/** What a `response_url` answers. */
export interface Responded {
  status: number;
  body: string | Json;
}

const OK: Responded = { status: 200, body: 'ok' };

/** Takes one message for a `response_url`: a new one, or in place of the message that was clicked. */
export function respond(slack: Slack, id: string, sent: unknown): Responded {
  const target = slack.responseUrls.use(id);
  if (typeof target === 'string') return refuse(404, target);
  const body = readResponse(sent);
  if (body === undefined) return refuse(400, 'invalid_payload');
  if (body.delete_original === true) return removeOriginal(slack, target);
  return body.replace_original === true && target.ts !== undefined
    ? replaceOriginal(slack, target, target.ts, body)
    : postAnswer(slack, target, body);
}

function refuse(status: number, error: string): Responded {
  return { status, body: { ok: false, error } };
}

function removeOriginal(slack: Slack, target: ResponseTarget): Responded {
  const original = target.ts && slack.workspace.messages.find(target.channel, target.ts);
  if (!original) return refuse(404, 'message_not_found');
  removeMessage(slack, original);
  return OK;
}

function replaceOriginal(
  slack: Slack,
  target: ResponseTarget,
  ts: string,
  body: ResponseBody,
): Responded {
  const original = slack.workspace.messages.find(target.channel, ts);
  if (original === undefined) return refuse(404, 'message_not_found');
  const content = readContent(body);
  if (isReply(content)) return refuse(400, String(content['error']));
  rewriteMessage(slack, original, content);
  return OK;
}

function postAnswer(slack: Slack, target: ResponseTarget, body: ResponseBody): Responded {
  const content = readContent(body);
  if (isReply(content)) return refuse(400, String(content['error']));
  storeMessage(slack, {
    ...content,
    channel: target.channel,
    user: slack.workspace.app.botUserId,
    threadTs: body.thread_ts ?? (body.response_type === 'in_channel' ? undefined : target.threadTs),
    ephemeralTo: body.response_type === 'in_channel' ? undefined : target.user,
  });
  return OK;
}
