import type { AlertEntry } from '../../../domain/message';
import { escaped } from '../escape';
import { LIMITS, sizeOfBlocks } from '../limits';
import { type DrawnEntry, drawAlert, drawCompact } from './finding-entry';
import type { RenderContext } from './render-context';
import {
  type Attachment,
  context as contextBlock,
  fold,
  identify,
  type Payload,
} from './shared-blocks';

/** The message of one finding: the headline on top, everything else beside a coloured bar. */
export function renderAlert(entry: AlertEntry, context: RenderContext): Payload {
  const drawn = drawAlert(entry, context);
  const [headline, ...rest] = identify(drawn.key, [drawn.headline, ...drawn.rest]);
  return {
    text: drawn.spoken,
    blocks: headline === undefined ? [] : [headline],
    attachments: [{ color: drawn.color, fallback: drawn.spoken, blocks: rest }],
  };
}

/** A message of up to ten findings, each beside a coloured bar; drawn with fewer details when it would be too long. */
export function renderPage(entries: AlertEntry[], context: RenderContext): Payload {
  const full = pageOf(entries, context, false);
  return sizeOfBlocks(full) <= LIMITS.charactersOfBlocks ? full : pageOf(entries, context, true);
}

function pageOf(entries: AlertEntry[], context: RenderContext, tight: boolean): Payload {
  const drawn = entries.map((entry) => drawCompact(entry, context, tight));
  const ids = entries.map(({ finding }) => escaped(finding.vulnerabilityId, 60));
  const title = context.text.alert.page(drawn.length, fold(ids, 3, context.text.andMore));
  return {
    text: title,
    blocks: identify('page', [contextBlock(title)]),
    attachments: drawn.map(attachEntry),
  };
}

function attachEntry(drawn: DrawnEntry): Attachment {
  return {
    color: drawn.color,
    fallback: drawn.spoken,
    blocks: identify(drawn.key, [drawn.headline, ...drawn.rest]),
  };
}
