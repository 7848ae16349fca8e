import { Panel, type TabId } from '../panel/panel';
import type { PageState } from '../protocol';
import type { Model } from '../state/model';
import { Thread } from './thread';
import type { Navigation } from './use-place';

interface SideColumnProps {
  model: Model;
  state: PageState;
  place: Navigation;
  tab: TabId;
  awsUrl: string | undefined;
  onTab(tab: TabId): void;
  onOpenedFinding(): void;
}

/** The right column: the panel, below a thread while one is open. */
export function SideColumn({ model, state, place, ...panel }: SideColumnProps) {
  const parent = state.messages.find((one) => one.ts === place.thread && one.channel === place.at);
  return (
    <div class="side-column">
      {parent && (
        <Thread
          key={parent.ts}
          state={state}
          parent={parent}
          changes={model.changes}
          onClose={() => place.openThread('')}
        />
      )}
      <div class="panel-holder">
        <Panel state={state} changes={model.changes} {...panel} />
      </div>
    </div>
  );
}
