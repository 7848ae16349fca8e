import type { KnownBlock } from '@slack/types';
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
    const { text, blocks } = drawAnswer(notice.answer, context);
    // An answer has no chart, the only block that @slack/types does not know.
    return { text, blocks: blocks as KnownBlock[] };
  }
  return asMessage(wordNotice(notice, context));
}
