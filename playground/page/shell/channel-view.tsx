import { useMemo } from 'preact/hooks';
import type { PageState } from '../protocol';
import { useDesk } from '../state/desk';
import type { Model } from '../state/model';
import { channelMessages, replyCounts, repositoriesOf } from '../state/select';
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
  const desk = useDesk();
  const messages = useMemo(
    () => channelMessages(state, channel, desk.acting),
    [state.messages, channel, desk.acting],
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
        label={desk.text.channel.messagesIn(name)}
        messages={messages}
        changes={model.changes}
        replies={replies}
        onOpenThread={props.onOpenThread}
        tour
      />
      <Composer
        channel={channel}
        channelName={name}
        repositories={repositories}
        onCommand={props.onCommand}
      />
    </>
  );
}
