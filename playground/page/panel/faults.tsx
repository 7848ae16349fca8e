import { useState } from 'preact/hooks';
import type { PageFaults } from '../protocol';
import { useDesk, useText } from '../state/desk';

const FAULTS: (keyof PageFaults)[] = [
  'slackSlow',
  'slackDown',
  'securityHubThrottled',
  'eventsDuplicated',
];

/** What vulnscan tells of itself in the channel: once when it begins, and in the same message when it is over. */
const TROUBLES: (keyof PageFaults)[] = [
  'poisonMessage',
  'scansStopped',
  'databaseOld',
  'tokenRefused',
];

/** Lets things go wrong, to see the system cope. */
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
  const desk = useDesk();
  const { faults: text } = desk.text;
  return (
    <>
      {list.map((key) => (
        <label key={key} class="fault" data-fault={key}>
          <input
            type="checkbox"
            class="switch"
            checked={faults[key]}
            onChange={() => desk.act({ do: 'set-faults', faults: { [key]: !faults[key] } })}
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
  const desk = useDesk();
  const { faults: text } = desk.text;
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    const result = await desk.act({ do: 'rescan' });
    setBusy(false);
    if (result.ok) desk.say(text.rescanStarted);
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
