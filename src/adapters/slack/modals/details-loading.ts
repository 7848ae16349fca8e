import type { ModalView } from '@slack/types';
import type { CardRef } from '../../../domain/message';
import { context, plainText, section } from '../blocks/shared-blocks';
import type { ViewId } from '../ids';
import { LIMITS } from '../limits';
import type { FormText } from '../text/form-text';
import { type DetailsPlace, writeMetadata } from './details-state';

/** What a click says of an upgrade. */
interface Clicked {
  ref: CardRef;
  /** The package. */
  name: string;
  place: DetailsPlace;
  /** Line 1 of its card, in mrkdwn. */
  line: string | undefined;
}

/** Details as it is opened, before anything was read. */
export function loadingDetails({ ref, name, place, line }: Clicked, { details: words }: FormText) {
  return {
    ...detailsFrame(name, words),
    private_metadata: writeMetadata({ ref, page: 1, place }),
    blocks: [...(line === undefined ? [] : [section(line)]), context(words.loading)],
  } satisfies ModalView;
}

/** The package is the title. */
export function detailsFrame(name: string, words: { close: string }) {
  return {
    type: 'modal' as const,
    callback_id: 'details' satisfies ViewId,
    title: plainText(name, LIMITS.viewTitle),
    close: plainText(words.close, LIMITS.viewTitle),
  };
}
