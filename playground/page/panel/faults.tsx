import { useState } from 'preact/hooks';
import type { PageFaults } from '../protocol';
import { useSession, useText } from '../state/session';

const FAULTS: (keyof PageFaults)[] = [
  'slackSlow',
  'slackDown',
  'securityHubThrottled',
  'eventsDuplicated',
];

/** Faults that raise an alarm: one message in the channel, which is updated when the alarm is over. */
const TROUBLES: (keyof PageFaults)[] = [
  'poisonMessage',
  'scansStopped',
  'databaseOld',
  'tokenRefused',
];

/** Switches for faults, to see how the system handles them. */
export function Faults({ faults }: { faults: PageFaults }) {
  const { faults: text } = useText();
  return (
    <div class="faults">
      <p class="help">{text.help}</p>
      <Switches list={FAULTS} faults={faults} />
      <Rescan />
      <h3 class="panel-title">{text.watches}</h3>
      <p class="help">{text.watchesHelp}</p>
      <Switches list={TROUBLES} faults={faults} />
    </div>
  );
}

function Switches({ list, faults }: { list: (keyof PageFaults)[]; faults: PageFaults }) {
  const session = useSession();
  const { faults: text } = session.text;
  return (
    <>
      {list.map((key) => (
        <label key={key} class="fault" data-fault={key}>
          <input
            type="checkbox"
            class="switch"
            checked={faults[key]}
            onChange={() => session.act({ do: 'set-faults', faults: { [key]: !faults[key] } })}
          />
          <span class="fault-text">
            <span class="fault-title">{text[key].title}</span>
            <span class="help">{text[key].text}</span>
          </span>
        </label>
      ))}
    </>
  );
}

function Rescan() {
  const session = useSession();
  const { faults: text } = session.text;
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    const result = await session.act({ do: 'rescan' });
    setBusy(false);
    if (result.ok) session.say(text.rescanStarted);
  };
  return (
    <div class="rescan">
      <h3 class="panel-title">{text.day}</h3>
      <p class="help">{text.dayHelp}</p>
      <button
        type="button"
        class="bk-button bk-button-primary"
        data-rescan
        aria-busy={busy}
        disabled={busy}
        onClick={run}
      >
        {text.rescan}
      </button>
    </div>
  );
}
