import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { PageAct, PageFinding } from '../protocol';
import { useSession } from '../state/session';
import { exploitable } from './findings';

/** What happens from one day to the next; each button starts a scan that finds it. */
export function Days({ findings }: { findings: PageFinding[] }) {
  const { faults: text } = useSession().text;
  const ids = exploitable(findings);
  const [chosen, setChosen] = useState<string>();
  const id = ids.find((each) => each === chosen) ?? ids[0];
  return (
    <>
      <Day title={text.day} help={text.dayHelp} said={text.rescanStarted} act={{ do: 'rescan' }}>
        {text.rescan}
      </Day>
      <Day
        title={text.exploited}
        help={text.exploitedHelp}
        said={text.scanStarted}
        act={id === undefined ? undefined : { do: 'list-exploited', vulnerabilityId: id }}
        choice={
          <select
            aria-label={text.exploitedChoice}
            class="bk-select"
            value={id}
            onChange={(event) => setChosen(event.currentTarget.value)}
          >
            {ids.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        }
      >
        {text.exploitedButton}
      </Day>
      <Day
        title={text.newImage}
        help={text.newImageHelp}
        said={text.scanStarted}
        act={{ do: 'run-new-image' }}
      >
        {text.newImageButton}
      </Day>
    </>
  );
}

interface DayProps {
  title: string;
  help: string;
  /** What is said when it has happened. */
  said: string;
  act: PageAct | undefined;
  choice?: ComponentChildren;
  children: ComponentChildren;
}

function Day({ title, help, said, act, choice, children }: DayProps) {
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    if (act === undefined) return;
    setBusy(true);
    const result = await session.act(act);
    setBusy(false);
    if (result.ok) session.say(said);
  };
  return (
    <div class="rescan">
      <h3 class="panel-title">{title}</h3>
      <p class="help">{help}</p>
      {choice}
      <button
        type="button"
        class="bk-button bk-button-primary"
        data-act={act?.do}
        {...(act?.do === 'rescan' && { 'data-rescan': true })}
        aria-busy={busy}
        disabled={busy || act === undefined}
        onClick={run}
      >
        {children}
      </button>
    </div>
  );
}
