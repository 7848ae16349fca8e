import type { JSX } from 'preact';
import { type MessageLink, readPermalink } from '../state/permalink';
import { useSession, useText } from '../state/session';
import { parseInline, parseMrkdwn } from './mrkdwn';
import { readJson, readString } from './read';
import type { Chunk, Inline } from './rich';

/** Draws formatted text. Everything is a Preact node; no text ever becomes HTML. */
export function RichText({ chunks }: { chunks: Chunk[] }) {
  return (
    <>
      {chunks.map((chunk, index) => (
        <ChunkView key={`${index}-${chunk.kind}`} chunk={chunk} />
      ))}
    </>
  );
}

function ChunkView({ chunk }: { chunk: Chunk }) {
  switch (chunk.kind) {
    case 'pre':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: wide code scrolls, so the keyboard must reach it
        <pre class="rt-pre" tabIndex={0}>
          {chunk.text}
        </pre>
      );
    case 'quote':
      return (
        <blockquote class="rt-quote">
          <RichText chunks={chunk.chunks} />
        </blockquote>
      );
    case 'list':
      return <ListView chunk={chunk} />;
    default:
      return (
        <p class="rt-lines">
          <Inlines inlines={chunk.children} />
        </p>
      );
  }
}

function ListView({ chunk }: { chunk: Extract<Chunk, { kind: 'list' }> }) {
  return (
    <ul class="rt-list">
      {chunk.items.map((item, index) => (
        <li key={index}>
          <Inlines inlines={item} />
        </li>
      ))}
    </ul>
  );
}

function Inlines({ inlines }: { inlines: Inline[] }) {
  return (
    <>
      {inlines.map((inline, index) => (
        <InlineView key={`${index}-${inline.kind}`} inline={inline} />
      ))}
    </>
  );
}

function InlineView({ inline }: { inline: Inline }): JSX.Element {
  switch (inline.kind) {
    case 'text':
      return <>{inline.text}</>;
    case 'code':
      return <code class="rt-code">{inline.text}</code>;
    case 'link':
      return <SafeLink url={inline.url} inlines={inline.children} />;
    case 'mention':
      return <Mention mention={inline} />;
    default:
      return <Styled inline={inline} />;
  }
}

function Styled({ inline }: { inline: Extract<Inline, { children: Inline[] }> }) {
  const Tag = inline.kind === 'strong' ? 'strong' : inline.kind === 'em' ? 'em' : 'del';
  return (
    <Tag>
      <Inlines inlines={inline.kind === 'link' ? [] : inline.children} />
    </Tag>
  );
}

function SafeLink({ url, inlines }: { url: string; inlines: Inline[] }) {
  const message = readPermalink(url, location.origin);
  return message === undefined ? (
    <a class="rt-link" href={url} target="_blank" rel="noopener noreferrer nofollow">
      <Inlines inlines={inlines} />
    </a>
  ) : (
    <MessageLinkView url={url} message={message} inlines={inlines} />
  );
}

interface MessageLinkProps {
  url: string;
  message: MessageLink;
  inlines: Inline[];
}

/** A link to a message of this workspace opens it on this page. */
function MessageLinkView({ url, message, inlines }: MessageLinkProps) {
  const { show } = useSession();
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(message);
  };
  return (
    <a class="rt-link" href={url} onClick={open}>
      <Inlines inlines={inlines} />
    </a>
  );
}

function Mention({ mention }: { mention: Extract<Inline, { kind: 'mention' }> }) {
  const session = useSession();
  const known = {
    channel: session.channels,
    group: session.groups,
    user: session.users,
    everybody: [],
  };
  const name =
    known[mention.of].find((one) => one.id === mention.id)?.name ?? (mention.label || mention.id);
  const sign = mention.of === 'channel' ? '#' : '@';
  const loud = mention.of === 'everybody' || mention.id === session.acting;
  return (
    <span class={loud ? 'rt-mention rt-mention-loud' : 'rt-mention'}>
      {name.startsWith(sign) ? name : sign + name}
    </span>
  );
}

/** A text object: `plain_text` as it is, `mrkdwn` formatted. */
export function TextView({ text }: { text: unknown }) {
  const { slackLocale: locale } = useText();
  const object = readJson(text);
  if (object['type'] !== 'mrkdwn') return <p class="rt-lines">{readString(object['text'])}</p>;
  const options = { verbatim: object['verbatim'] === true, locale };
  return <RichText chunks={parseMrkdwn(readString(object['text']), options)} />;
}

/** A text object inside a label: no paragraphs. */
export function TextInline({ text }: { text: unknown }) {
  const { slackLocale: locale } = useText();
  const object = readJson(text);
  if (object['type'] !== 'mrkdwn') return <>{readString(object['text'])}</>;
  return <Inlines inlines={parseInline(readString(object['text']), { locale })} />;
}
