import { useEffect, useState } from 'preact/hooks';
import { Panel, type TabId } from '../panel/panel';
import type { PageSettings, PageState } from '../protocol';
import { useDesk } from '../state/desk';
import type { Model } from '../state/model';
import { newestTs, unreadCount } from '../state/select';
import { ChannelView } from './channel-view';
import { HomeTab } from './home';
import { Sidebar } from './sidebar';
import { Thread } from './thread';
import { TopBar } from './top-bar';
import { TourStrip, useTour } from './tour';

interface WorkspaceProps {
  model: Model;
  state: PageState;
  settings: PageSettings | undefined;
  onActAs(user: string): void;
}

/** The three columns: where to go, what is said there, and what happens behind it. */
export function Workspace({ model, state, settings, onActAs }: WorkspaceProps) {
  const desk = useDesk();
  const place = usePlace(state, desk.acting);
  const [tab, setTab] = useState<TabId>('hub');
  const [open, setOpen] = useState<'none' | 'sidebar' | 'panel'>('none');
  const tour = useTour(state);
  const go = (to: string) => {
    place.go(to);
    setOpen('none');
    if (to === 'home') void desk.act({ do: 'open-home', user: desk.acting });
  };
  useEscape(() => {
    if (open !== 'none') setOpen('none');
    else place.openThread('');
  });
  const parent = state.messages.find((one) => one.ts === place.thread && one.channel === place.at);
  return (
    <div class="app" data-open={open} data-tour-step={tour.isOpen ? tour.current : undefined}>
      <Sidebar
        workspace={state.workspace.name}
        places={place.channels}
        place={place.at}
        users={state.users}
        acting={desk.acting}
        onGo={go}
        onActAs={onActAs}
      />
      <main class="middle">
        <TopBar
          title={titleOf(state, place.at)}
          isChannel={place.at !== 'home'}
          connection={model.connection}
          open={open}
          onOpen={setOpen}
          onTour={tour.start}
        />
        {tour.isOpen && <TourStrip tour={tour} />}
        {place.at === 'home' ? (
          <HomeTab view={state.homes.find((home) => home.user === desk.acting)?.view} />
        ) : (
          <ChannelView
            key={place.at}
            model={model}
            state={state}
            channel={place.at}
            samples={settings?.samples ?? []}
            onOpenThread={place.openThread}
            onCommand={() => tour.note({ scanned: true })}
          />
        )}
      </main>
      <div class="side-column" lang="en">
        {parent && (
          <Thread
            key={parent.ts}
            state={state}
            parent={parent}
            changes={model.changes}
            onClose={() => place.openThread('')}
          />
        )}
        <Panel
          state={state}
          changes={model.changes}
          tab={tab}
          onTab={setTab}
          onOpenedFinding={() => tour.note({ openedFinding: true })}
        />
      </div>
    </div>
  );
}

function titleOf(state: PageState, at: string): string {
  return at === 'home' ? 'vulnscan' : (state.channels.find((one) => one.id === at)?.name ?? at);
}

/** Where the person is, and what they have not read elsewhere. */
function usePlace(state: PageState, acting: string) {
  const [chosen, setChosen] = useState('');
  const [thread, openThread] = useState('');
  const [read, setRead] = useState<Record<string, string>>({});
  const isKnown = chosen === 'home' || state.channels.some((one) => one.id === chosen);
  const at = isKnown ? chosen : (state.channels[0]?.id ?? 'home');
  const newest = at === 'home' ? '' : newestTs(state, at);
  useEffect(() => {
    if (newest) setRead((before) => ({ ...before, [at]: newest }));
  }, [at, newest]);
  const channels = state.channels.map((channel) => ({
    ...channel,
    unread: channel.id === at ? 0 : unreadCount(state, channel.id, acting, read[channel.id] ?? ''),
  }));
  const go = (to: string) => {
    setChosen(to);
    openThread('');
  };
  return { at, go, channels, thread, openThread };
}

function useEscape(onEscape: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) onEscape();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  });
}
