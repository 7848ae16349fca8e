import { useRef } from 'preact/hooks';
import type { PageState } from '../protocol';
import { useText } from '../state/session';
import { Faults } from './faults';
import { Hub } from './hub';
import { Queues } from './queues';
import { Tasks } from './tasks';

const TABS = ['hub', 'queues', 'tasks', 'faults'] as const;

export type TabId = (typeof TABS)[number];

/** Tabs that scroll as a whole and begin with nothing that takes the focus, so the keyboard must reach them. */
const SCROLLED: TabId[] = ['queues', 'tasks'];

interface PanelProps {
  state: PageState;
  changes: Record<string, number>;
  tab: TabId;
  awsUrl: string | undefined;
  onTab(tab: TabId): void;
  onOpenedFinding(): void;
}

/** The panel with the state of the AWS emulator: findings, queues, tasks and faults. */
export function Panel(props: PanelProps) {
  const { bar } = useText();
  return (
    <section class="panel" aria-label={bar.behind}>
      <h2 class="sr-only">{bar.behind}</h2>
      <TabList {...props} />
      <div
        class="panel-body"
        role="tabpanel"
        id="panel-body"
        aria-labelledby={`tab-${props.tab}`}
        tabIndex={SCROLLED.includes(props.tab) ? 0 : -1}
      >
        <TabBody {...props} />
      </div>
    </section>
  );
}

function TabBody({ state, changes, tab, awsUrl, onOpenedFinding }: PanelProps) {
  switch (tab) {
    case 'hub':
      return <Hub {...{ changes, awsUrl }} findings={state.findings} onOpened={onOpenedFinding} />;
    case 'queues':
      return <Queues queues={state.queues} traffic={state.traffic} />;
    case 'tasks':
      return <Tasks tasks={state.tasks} />;
    case 'faults':
      return <Faults faults={state.faults} findings={state.findings} />;
  }
}

function TabList({ state, tab, onTab }: PanelProps) {
  const { bar, panel } = useText();
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: TABS.length - 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(tab) + step) % TABS.length];
    if (!next) return;
    onTab(next);
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={bar.behind} ref={list} onKeyDown={move}>
      {TABS.map((id) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`tab-${id}`}
          aria-selected={id === tab}
          aria-controls="panel-body"
          tabIndex={id === tab ? 0 : -1}
          onClick={() => onTab(id)}
        >
          {panel.tabs[id]}
          <TabMark id={id} state={state} />
        </button>
      ))}
    </div>
  );
}

/** The number shown on a tab: waiting messages, running tasks, or faults that are on. */
function TabMark({ id, state }: { id: TabId; state: PageState }) {
  const count = countOf(id, state);
  return count > 0 ? <span class={`tab-mark tab-mark-${id}`}>{count}</span> : null;
}

function countOf(id: TabId, state: PageState): number {
  if (id === 'queues') return state.queues.reduce((sum, q) => sum + q.visible + q.inFlight, 0);
  if (id === 'tasks') return state.tasks.filter((task) => task.lastStatus !== 'STOPPED').length;
  if (id === 'faults') return Object.values(state.faults).filter(Boolean).length;
  return 0;
}
