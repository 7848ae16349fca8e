import type { KnownBlock } from '@slack/types';
import type { Notice } from '../../domain/notice';
import type { RenderContext } from './blocks/context';
import { section } from './blocks/parts';
import { wordNotice } from './notices';

/** What only one person sees. */
export interface PrivateMessage {
  text: string;
  blocks: KnownBlock[];
}

export function drawNotice(notice: Notice, context: RenderContext): PrivateMessage {
  const text = wordNotice(notice, context);
  return { text, blocks: [section(text)] };
}
