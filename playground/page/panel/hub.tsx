import { useMemo, useState } from 'preact/hooks';
import type { PageFinding } from '../protocol';
import { Flash } from '../shell/flash';
import { findingKey } from '../state/model';
import { useText } from '../state/session';
import { FindingDrawer } from './finding-drawer';
import { filterFindings, type Sort, type SortKey, shownImages, sortFindings } from './findings';
import { Pill } from './pill';

interface HubProps {
  findings: PageFinding[];
  changes: Record<string, number>;
  /** The URL of the AWS emulator, shown below the table. */
  awsUrl: string | undefined;
  onOpened(): void;
}

const MOST_ROWS = 300;

/** The findings as Security Hub holds them. */
export function Hub({ findings, changes, awsUrl, onOpened }: HubProps) {
  const [text, setText] = useState('');
  const [status, setStatus] = useState('');
  const [sort, setSort] = useState<Sort>({ key: 'updated', down: true });
  const [openId, setOpenId] = useState('');
  const rows = useMemo(
    () => sortFindings(filterFindings(findings, text, status), sort),
    [findings, text, status, sort],
  );
  const table = useMemo(() => {
    const show = (id: string) => {
      setOpenId(id);
      onOpened();
    };
    const most = rows.slice(0, MOST_ROWS);
    const isEmpty = findings.length === 0;
    return <Table rows={most} {...{ isEmpty, changes, sort }} onSort={setSort} onOpen={show} />;
  }, [rows, changes, sort]);
  const open = findings.find((one) => one.id === openId);
  const close = () => {
    setOpenId('');
    focusRow(openId);
  };
  if (open) return <FindingDrawer finding={open} onClose={close} />;
  return (
    <div class="hub" data-tour="hub">
      <Filters {...{ text, setText, status, setStatus, findings }} />
      {table}
      <Foot shown={rows.length} all={findings.length} awsUrl={awsUrl} />
    </div>
  );
}

/** Focuses the row of the finding when the table is shown again. */
function focusRow(id: string): void {
  const selector = `[data-finding="${CSS.escape(id)}"] .finding-open`;
  setTimeout(() => document.querySelector<HTMLElement>(selector)?.focus(), 30);
}

interface FootProps {
  shown: number;
  all: number;
  awsUrl: string | undefined;
}

function Foot({ shown, all, awsUrl }: FootProps) {
  const { panel } = useText();
  const cut = shown > MOST_ROWS ? panel.firstDrawn(MOST_ROWS) : '';
  return (
    <footer class="panel-foot">
      <span aria-live="polite">{`${panel.shown(shown, all)}${cut}`}</span>
      {awsUrl && <span>{panel.awsAt(awsUrl)}</span>}
      <span>{panel.notKept}</span>
    </footer>
  );
}

interface FiltersProps {
  text: string;
  status: string;
  findings: PageFinding[];
  setText(text: string): void;
  setStatus(status: string): void;
}

const STATUSES = ['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'];

function Filters({ text, status, findings, setText, setStatus }: FiltersProps) {
  const { panel } = useText();
  const count = (one: string) => findings.filter((f) => f.workflowStatus === one).length;
  return (
    <div class="filters">
      <input
        type="search"
        class="bk-input"
        aria-label={panel.filter}
        placeholder={panel.filterHint}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <select
        class="bk-select"
        aria-label={panel.status}
        value={status}
        onChange={(event) => setStatus(event.currentTarget.value)}
      >
        <option value="">{panel.anyStatus}</option>
        {STATUSES.map((one) => (
          <option key={one} value={one}>
            {`${one} (${count(one)})`}
          </option>
        ))}
      </select>
    </div>
  );
}

const COLUMNS: SortKey[] = ['severity', 'status', 'title', 'updated'];

interface TableProps {
  rows: PageFinding[];
  /** There is no finding at all. */
  isEmpty: boolean;
  changes: Record<string, number>;
  sort: Sort;
  onSort(sort: Sort): void;
  onOpen(id: string): void;
}

function Table({ rows, isEmpty, changes, sort, onSort, onOpen }: TableProps) {
  const { panel } = useText();
  const order = sort.down ? 'descending' : 'ascending';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the table scrolls, so the keyboard must reach it
    <section class="table-scroll" tabIndex={0} aria-label={panel.findings}>
      <table class="findings">
        <thead>
          <tr>
            {COLUMNS.map((key) => (
              <th key={key} scope="col" aria-sort={sort.key === key ? order : 'none'}>
                <button
                  type="button"
                  class="sort"
                  title={key === 'updated' ? panel.updatedHelp : undefined}
                  onClick={() => onSort({ key, down: sort.key === key && !sort.down })}
                >
                  {panel.columns[key]}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <FindingRow
              key={one.id}
              finding={one}
              changes={changes[findingKey(one.id)] ?? 0}
              onOpen={onOpen}
            />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p class="empty">{isEmpty ? panel.noFindings : panel.noMatch}</p>}
    </section>
  );
}

interface FindingRowProps {
  finding: PageFinding;
  changes: number;
  onOpen(id: string): void;
}

function FindingRow({ finding, changes, onOpen }: FindingRowProps) {
  const { locale } = useText();
  const archived = finding.recordState === 'ARCHIVED';
  return (
    <tr
      class={archived ? 'row-archived' : undefined}
      data-finding={finding.id}
      data-status={finding.workflowStatus}
      onClick={() => onOpen(finding.id)}
    >
      <td>
        <Flash changes={changes} at={Date.parse(finding.updatedAt)} />
        <Pill kind="severity" value={finding.severity} />
      </td>
      <td>
        <Pill kind="status" value={finding.workflowStatus} />
        {archived && <span class="archived">ARCHIVED</span>}
      </td>
      <td class="finding-cell">
        <button type="button" class="finding-open" onClick={() => onOpen(finding.id)}>
          {finding.title}
        </button>
        <span class="finding-images">{shownImages(finding.images)}</span>
      </td>
      <td class="finding-time">
        <time dateTime={finding.updatedAt}>{clock(finding.updatedAt, locale)}</time>
      </td>
    </tr>
  );
}

function clock(iso: string, locale: string): string {
  const when = new Date(iso);
  if (Number.isNaN(when.getTime())) return iso;
  const today = when.toDateString() === new Date().toDateString();
  return today
    ? when.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
    : when.toLocaleDateString(locale, { month: 'short', day: 'numeric' });
}
