import { useEffect, useRef, useState } from 'preact/hooks';
import type { PageFinding } from '../protocol';
import { Icon } from '../shell/icons';
import { useSession, useText } from '../state/session';
import { Pill } from './pill';

interface DrawerProps {
  finding: PageFinding;
  onClose(): void;
}

/** One finding: its fields, its whole ASFF document, and a form that changes it outside Slack. */
export function FindingDrawer({ finding, onClose }: DrawerProps) {
  const { finding: text } = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section
      class="drawer"
      aria-label={text.name}
      data-finding-drawer={finding.id}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <button type="button" class="back" onClick={onClose}>
        <Icon name="back" /> {text.all}
      </button>
      <h3 class="drawer-title" ref={heading} tabIndex={-1}>
        {finding.title}
      </h3>
      <p class="drawer-pills">
        <Pill kind="severity" value={finding.severity} />
        <Pill kind="status" value={finding.workflowStatus} />
        <span class="archived">{finding.recordState}</span>
      </p>
      <Facts finding={finding} />
      <ConsoleChange key={finding.id} finding={finding} />
      <h4 class="drawer-subtitle">{text.asff}</h4>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the document scrolls, so the keyboard must reach it */}
      <pre class="asff" tabIndex={0}>
        {JSON.stringify(finding.asff, null, 2)}
      </pre>
    </section>
  );
}

function Facts({ finding }: { finding: PageFinding }) {
  const { finding: text } = useText();
  return (
    <dl class="facts">
      <dt>{text.id}</dt>
      <dd>{finding.id}</dd>
      <dt>{text.images}</dt>
      <dd>
        {[...new Set(finding.images)].map((image) => (
          <span key={image} class="facts-line">
            {image}
          </span>
        ))}
      </dd>
      {finding.note && (
        <>
          <dt>{text.note}</dt>
          <dd class="facts-note">{finding.note}</dd>
        </>
      )}
    </dl>
  );
}

const STATUSES = ['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'];

function ConsoleChange({ finding }: { finding: PageFinding }) {
  const session = useSession();
  const { finding: text } = session.text;
  const [status, setStatus] = useState('RESOLVED');
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const change = async () => {
    setBusy(true);
    const more = note.trim() && { note: note.trim() };
    await session.act({ do: 'console-update', findingId: finding.id, status, ...more });
    setBusy(false);
    setNote('');
  };
  return (
    <form
      class="console"
      onSubmit={(event) => {
        event.preventDefault();
        void change();
      }}
    >
      <h4 class="drawer-subtitle">{text.console}</h4>
      <p class="help">{text.consoleHelp}</p>
      <div class="console-row">
        <select
          class="bk-select"
          aria-label={text.newStatus}
          value={status}
          onChange={(event) => setStatus(event.currentTarget.value)}
        >
          {STATUSES.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
        <input
          class="bk-input"
          aria-label={text.note}
          placeholder={text.noteHint}
          maxLength={512}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
        <button type="submit" class="bk-button bk-button-default" aria-busy={busy}>
          {text.change}
        </button>
      </div>
    </form>
  );
}
