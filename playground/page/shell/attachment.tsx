import { Blocks } from '../blocks/block-view';
import { parseInline, parseMrkdwn } from '../blocks/mrkdwn';
import { type Json, readList, readString, safeUrl } from '../blocks/read';
import { Inlines, RichText } from '../blocks/rich-view';

const NAMED: Record<string, string> = { good: '#2f9e6e', warning: '#d9a514', danger: '#c8324c' };

interface AttachmentProps {
  attachment: Json & { blocks: Json[] };
  /** The message's own text already says what the fallback says. */
  hideFallback: boolean;
}

/** An attachment: its colour bar is the state of what it shows. */
export function Attachment({ attachment, hideFallback }: AttachmentProps) {
  const pretext = readString(attachment['pretext']);
  const legacy = attachment.blocks.length === 0;
  return (
    <div class="att" data-color={readString(attachment['color'])}>
      {pretext && <RichText chunks={parseMrkdwn(pretext)} />}
      <div class="att-body" style={{ '--bar': barColor(attachment['color']) }}>
        {legacy ? (
          <LegacyText attachment={attachment} hideFallback={hideFallback} />
        ) : (
          <Blocks blocks={attachment.blocks} />
        )}
      </div>
    </div>
  );
}

function barColor(color: unknown): string | undefined {
  const text = readString(color);
  const hex = text.startsWith('#') ? text : `#${text}`;
  return NAMED[text] ?? (/^#[0-9a-f]{6}$/i.test(hex) ? hex : undefined);
}

function LegacyText({ attachment, hideFallback }: AttachmentProps) {
  const text =
    readString(attachment['text']) || (hideFallback ? '' : readString(attachment['fallback']));
  const title = readString(attachment['title']);
  const url = safeUrl(attachment['title_link']);
  return (
    <div class="bk-text">
      {title && (
        <p class="att-title">
          {url ? (
            <a class="rt-link" href={url} target="_blank" rel="noopener noreferrer">
              {title}
            </a>
          ) : (
            title
          )}
        </p>
      )}
      <RichText chunks={parseMrkdwn(text)} />
      {readList(attachment['fields']).map((field) => (
        <p key={readString(field['title'])} class="rt-lines">
          <strong>{readString(field['title'])}</strong>{' '}
          <Inlines inlines={parseInline(readString(field['value']))} />
        </p>
      ))}
      {attachment['footer'] !== undefined && (
        <p class="bk-context">{readString(attachment['footer'])}</p>
      )}
    </div>
  );
}
