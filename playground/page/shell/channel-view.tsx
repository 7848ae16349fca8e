import { useMemo, useState } from 'preact/hooks';
import type { PageState } from '../protocol';
import type { Model } from '../state/model';
import { channelMessages, replyCounts, repositoriesOf } from '../state/select';
import { useSession } from '../state/session';
import { Composer } from './composer';
import { MessageList } from './message-list';

interface ChannelProps {
  model: Model;
  state: PageState;
  channel: string;
  images: string[];
  onOpenThread(ts: string): void;
  onCommand(typed: string): void;
}

export function ChannelView(props: ChannelProps) {
  const { state, channel, model } = props;
  const session = useSession();
  const [sent, setSent] = useState(0);
  const messages = useMemo(
    () => channelMessages(state, channel, session.acting),
    [state.messages, channel, session.acting],
  );
  const replies = useMemo(() => replyCounts(state, channel), [state.messages, channel]);
  const repositories = useMemo(
    () => repositoriesOf(state, props.images),
    [state.findings, props.images],
  );
  const name = state.channels.find((one) => one.id === channel)?.name ?? channel;
  return (
    <>
      <MessageList
        label={session.text.channel.messagesIn(name)}
        messages={messages}
        changes={model.changes}
        replies={replies}
        onOpenThread={props.onOpenThread}
        sent={sent}
        tour
      />
      <Composer
        channel={channel}
        channelName={name}
        repositories={repositories}
        onCommand={(typed) => {
          setSent((count) => count + 1);
          props.onCommand(typed);
        }}
      />
    </>
  );
}
