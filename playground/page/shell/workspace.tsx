import { useEffect, useState } from 'preact/hooks';
import type { TabId } from '../panel/panel';
import type { PageState } from '../protocol';
import type { Model } from '../state/model';
import { repositoriesOf } from '../state/select';
import { useSession } from '../state/session';
import { ChannelView } from './channel-view';
import { HomeTab } from './home';
import { SideColumn } from './side-column';
import { Sidebar } from './sidebar';
import { type Open, TopBar } from './top-bar';
import { TourStrip, useTour } from './tour';
import { askedCommand, type StepId, showStep } from './tour-steps';
import type { Navigation } from './use-place';

interface WorkspaceProps {
  model: Model;
  state: PageState;
  place: Navigation;
  onActAs(user: string): void;
}

/** The three columns: sidebar, channel or Home, and the panel with the AWS emulator. */
export function Workspace({ model, state, place, onActAs }: WorkspaceProps) {
  const { acting } = useSession();
  const [tab, setTab] = useState<TabId>('hub');
  const [open, setOpen] = useState<Open>('none');
  const tour = useTour(state);
  useEscape(() => (open === 'none' ? place.openThread('') : setOpen('none')));
  const go = (to: string) => {
    place.go(to);
    setOpen('none');
  };
  const flip = (which: Open) => {
    if (which === 'panel') place.openThread('');
    setOpen(which);
  };
  const show = (step: StepId) => {
    if (place.at === 'home') place.go(state.channels[0]?.id ?? '');
    if (step === 'hub') setTab('hub');
    // In a small window the thread replaces the table.
    if (step === 'hub') place.openThread('');
    setOpen(step === 'hub' ? 'panel' : 'none');
    showStep(step);
  };
  const { settings } = state;
  const command = askedCommand(repositoriesOf(state, settings.images));
  const step = tour.isOpen ? tour.current : undefined;
  return (
    <div class="app" data-open={open} data-tour-step={step}>
      <Sidebar
        workspace={state.workspace.name}
        places={place.channels}
        place={place.at}
        users={state.users}
        acting={acting}
        onGo={go}
        onActAs={onActAs}
      />
      <main class="middle">
        <TopBar
          title={titleOf(state, place.at)}
          isChannel={place.at !== 'home'}
          connection={model.connection}
          open={open}
          language={settings.language}
          onOpen={flip}
          onTour={tour.start}
        />
        {tour.isOpen && <TourStrip tour={tour} command={command} onShow={show} />}
        <Middle
          {...{ model, state }}
          at={place.at}
          onOpenThread={place.openThread}
          onCommand={(typed) => typed === command && tour.note({ scanned: true })}
        />
      </main>
      <SideColumn
        {...{ model, state, tab, place }}
        awsUrl={settings.awsUrl}
        onTab={setTab}
        onOpenedFinding={() => tour.note({ openedFinding: true })}
      />
    </div>
  );
}

interface MiddleProps {
  model: Model;
  state: PageState;
  at: string;
  onOpenThread(ts: string): void;
  onCommand(typed: string): void;
}

function Middle({ at, ...rest }: MiddleProps) {
  const { acting, act } = useSession();
  useEffect(() => {
    if (at === 'home') void act({ do: 'open-home', user: acting });
  }, [at, acting, act]);
  if (at === 'home') {
    return <HomeTab view={rest.state.homes.find((home) => home.user === acting)?.view} />;
  }
  return <ChannelView key={at} {...rest} channel={at} images={rest.state.settings.images} />;
}

function titleOf(state: PageState, at: string): string {
  return at === 'home' ? 'vulnscan' : (state.channels.find((one) => one.id === at)?.name ?? at);
}

/** Esc closes the open column, unless another element has handled the key. */
function useEscape(onEscape: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (document.querySelector('dialog[open]') === null) onEscape();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  });
}
