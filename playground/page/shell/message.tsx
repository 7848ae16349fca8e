import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { Blocks } from '../blocks/block-view';
import { parseMrkdwn } from '../blocks/mrkdwn';
import { readList } from '../blocks/read';
import { RichText } from '../blocks/rich-view';
import { type Container, SurfaceScope, useForm } from '../blocks/surface';
import { withBlockIds } from '../blocks/values';
import type { SlackMessage } from '../protocol';
import { useSession, useText } from '../state/session';
import { Attachment } from './attachment';
import { Avatar } from './avatar';
import { Flash } from './flash';
import { Icon } from './icons';

interface MessageProps {
  message: SlackMessage;
  /** How often it changed since the page opened. Each change is highlighted for a moment. */
  changes: number;
  replies?: number;
  onOpenThread?: (() => void) | undefined;
  /** Follows a message of the same author directly. */
  compact?: boolean;
  tour?: boolean;
}

export function Message(props: MessageProps) {
  const { message, changes, compact, tour } = props;
  const { users, text } = useSession();
  const user = users.find((one) => one.id === message.user);
  const time = clock(message.ts, text.locale);
  const own = message.ephemeralTo !== undefined;
  const article = useKeptFocus();
  return (
    <article
      ref={article}
      class={['msg', compact && 'msg-compact', own && 'msg-own'].filter(Boolean).join(' ')}
      data-ts={message.ts}
      data-tour={tour ? 'alert' : undefined}
      tabIndex={-1}
      aria-label={text.message.by(user?.name ?? text.message.somebody, time)}
    >
      <Flash changes={changes} at={Number(message.ts) * 1000} />
      <div class="msg-side">{compact ? <Time ts={message.ts} /> : <Avatar user={user} />}</div>
      <div class="msg-main">
        {own && <OwnNote />}
        {message.broadcast && props.onOpenThread && <BroadcastNote onOpen={props.onOpenThread} />}
        {!compact && <Byline message={message} />}
        <Content message={message} />
        {props.onOpenThread && !!props.replies && (
          <ThreadButton count={props.replies} onOpen={props.onOpenThread} />
        )}
      </div>
    </article>
  );
}

/** The message takes the focus when the app redraws it without the button that had it. */
function useKeptFocus() {
  const article = useRef<HTMLElement>(null);
  const hadFocus = article.current?.contains(document.activeElement) === true;
  useLayoutEffect(() => {
    const isLost = hadFocus && document.activeElement === document.body;
    if (isLost) article.current?.focus({ preventScroll: true });
  });
  return article;
}

function OwnNote() {
  return (
    <p class="msg-note">
      <Icon name="eye" /> {useText().message.own}
    </p>
  );
}

function BroadcastNote({ onOpen }: { onOpen(): void }) {
  return (
    <button type="button" class="msg-note msg-note-button" onClick={onOpen}>
      {useText().message.broadcast}
    </button>
  );
}

function Byline({ message }: { message: SlackMessage }) {
  const { users, text } = useSession();
  const user = users.find((one) => one.id === message.user);
  return (
    <p class="msg-byline">
      <strong>{user?.name ?? message.user}</strong>
      {user?.kind === 'bot' && <span class="badge">{text.message.app}</span>}
      <Time ts={message.ts} />
      {message.edited && <span class="msg-edited">{text.message.edited}</span>}
    </p>
  );
}

function Time({ ts }: { ts: string }) {
  const { locale } = useText();
  const when = new Date(Number(ts) * 1000);
  if (Number.isNaN(when.getTime())) return null;
  return (
    <time class="msg-time" dateTime={when.toISOString()} title={when.toLocaleString(locale)}>
      {clock(ts, locale)}
    </time>
  );
}

function clock(ts: string, locale: string): string {
  const when = new Date(Number(ts) * 1000);
  return when.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
}

function Content({ message }: { message: SlackMessage }) {
  const { slackLocale: locale } = useText();
  const { blocks, attached, all } = useMemo(() => {
    const own = withBlockIds(message.blocks);
    const others = readList(message.attachments).map((attachment, index) => ({
      ...attachment,
      blocks: withBlockIds(attachment['blocks'], `attachment-${index}`),
    }));
    return { blocks: own, attached: others, all: [...own, ...others.flatMap((o) => o.blocks)] };
  }, [message.blocks, message.attachments]);
  const form = useForm(all);
  const container: Container = { type: 'message', channel: message.channel, ts: message.ts };
  const silent = blocks.length === 0 && attached.every((one) => one.blocks.length === 0);
  return (
    <SurfaceScope container={container} form={form}>
      {silent && message.text !== '' && (
        <div class="bk-text">
          <RichText chunks={parseMrkdwn(message.text, { locale })} />
        </div>
      )}
      {blocks.length > 0 && <Blocks blocks={blocks} />}
      {attached.map((attachment, index) => (
        <Attachment key={index} attachment={attachment} />
      ))}
    </SurfaceScope>
  );
}

function ThreadButton({ count, onOpen }: { count: number; onOpen(): void }) {
  const { message: text } = useText();
  return (
    <button type="button" class="msg-thread" data-open-thread onClick={onOpen}>
      {text.replies(count)}
      <span class="msg-thread-hint">{text.viewThread}</span>
    </button>
  );
}
