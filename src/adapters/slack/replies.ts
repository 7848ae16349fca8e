import type { Notice } from '../../domain/notice';
import type { Replies } from '../../ports/people';
import { drawAnswer } from './blocks/query-answer';
import type { RenderContext } from './blocks/render-context';
import { wordNotice } from './notices';
import { asMessage, type PrivateMessage, type TellDeps, tellPrivately } from './private-message';

export interface RepliesDeps extends TellDeps {
  context: RenderContext;
}

/** Sends private answers in the configured language. */
export function createReplies(deps: RepliesDeps): Replies {
  return { tell: (to, notice) => tellPrivately(deps, to, drawNotice(notice, deps.context)) };
}

export function drawNotice(notice: Notice, context: RenderContext): PrivateMessage {
  if (notice.kind === 'answer') {
    return drawAnswer(notice.answer, context);
  }
  return asMessage(wordNotice(notice, context));
}
