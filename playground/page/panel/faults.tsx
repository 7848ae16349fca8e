import { useState } from 'preact/hooks';
import type { PageFaults } from '../protocol';
import { useDesk } from '../state/desk';

type Fault = [key: keyof PageFaults, title: string, text: string];

const FAULTS: Fault[] = [
  [
    'slackSlow',
    'Slack is slow',
    'Every Web API call takes 3 s longer. Resolve still works; a form that comes too late says so.',
  ],
  [
    'slackDown',
    'Slack is down',
    'The Web API answers 503. Alerts wait in the queue; none is lost.',
  ],
  [
    'securityHubThrottled',
    'Security Hub is throttled',
    'Half of all calls are refused. Decisions arrive later, each exactly once.',
  ],
  [
    'eventsDuplicated',
    'Events come twice, out of order',
    'EventBridge promises no better. Every alert is still posted once.',
  ],
];

/** What vulnscan tells of itself in the channel: once when it begins, and in the same message when it is over. */
const TROUBLES: Fault[] = [
  [
    'poisonMessage',
    'A message nobody can read',
    'Nonsense in a queue is set aside and holds nothing up. Off: somebody has thrown it away.',
  ],
  [
    'scansStopped',
    'Scans have stopped',
    'Half a second counts as an hour: after 13 seconds without a finished scan it is told. A scan ends it.',
  ],
  [
    'databaseOld',
    'The vulnerability database is old',
    'Starts a scan with a database of three days ago. Off: a scan with a fresh one.',
  ],
  [
    'tokenRefused',
    'Slack refuses the token',
    'Nothing can be posted, not even this. All that waits is posted when it is off again.',
  ],
];

/** Lets things go wrong, to see the system cope. */
export function Faults({ faults }: { faults: PageFaults }) {
  return (
    <div class="faults">
      <p class="help">Switch a fault on, let something happen, and watch the Queues tab.</p>
      <Switches list={FAULTS} faults={faults} />
      <Rescan />
      <h3 class="panel-title">vulnscan watches itself</h3>
      <p class="help">
        Each trouble is one message in the channel, which also says when it is over.
      </p>
      <Switches list={TROUBLES} faults={faults} />
    </div>
  );
}

function Switches({ list, faults }: { list: Fault[]; faults: PageFaults }) {
  const desk = useDesk();
  return (
    <>
      {list.map(([key, title, text]) => (
        <label key={key} class="fault" data-fault={key}>
          <input
            type="checkbox"
            class="switch"
            checked={faults[key]}
            onChange={() => desk.act({ do: 'set-faults', faults: { [key]: !faults[key] } })}
          />
          <span class="fault-text">
            <span class="fault-title">{title}</span>
            <span class="help">{text}</span>
          </span>
        </label>
      ))}
    </>
  );
}

function Rescan() {
  const desk = useDesk();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    const result = await desk.act({ do: 'rescan' });
    setBusy(false);
    if (result.ok) desk.say('The next recorded scan has started.');
  };
  return (
    <div class="rescan">
      <h3 class="panel-title">A day passes</h3>
      <p class="help">
        Scans the images as they are after some were rebuilt: something is fixed, something is new.
      </p>
      <button
        type="button"
        class="bk-button bk-button-primary"
        data-rescan
        aria-busy={busy}
        disabled={busy}
        onClick={run}
      >
        Run the next recorded scan
      </button>
    </div>
  );
}
