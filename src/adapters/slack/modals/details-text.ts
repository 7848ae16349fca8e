import { link } from '../blocks/links';
import type { RenderContext } from '../blocks/render-context';
import { escaped } from '../escape';
import { LIMITS } from '../limits';

/** A version in mrkdwn, without the characters that format. */
export function version(words: string): string {
  return escaped(words.replaceAll(/[*_~`]/g, '-'), 60);
}

/** Lines up to the limit of a text. */
export function fitted(lines: string[]): string {
  let text = '';
  for (const line of lines) {
    const next = text === '' ? line : `${text}\n${line}`;
    if (next.length > LIMITS.textObject) break;
    text = next;
  }
  return text === '' ? '-' : text;
}

export function hubLink(id: string, context: RenderContext): string {
  return link(context.consoleUrl(id), context.text.details.securityHub, 60);
}
