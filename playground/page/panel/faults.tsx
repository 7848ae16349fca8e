import type { PageFaults, PageFinding } from '../protocol';
import { useSession, useText } from '../state/session';
import { Days } from './days';

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

/** Switches for faults, to see how the system handles them, and what happens from one day to the next. */
export function Faults({ faults, findings }: { faults: PageFaults; findings: PageFinding[] }) {
  const { faults: text } = useText();
  return (
    <div class="faults">
      <p class="help">{text.help}</p>
      <Switches list={FAULTS} faults={faults} />
      <Days findings={findings} />
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
