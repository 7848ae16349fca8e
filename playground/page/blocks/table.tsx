import { useText } from '../state/session';
import { isJson, type Json, readList, readString, readText } from './read';
import { readRichText } from './rich-text';
import { RichText } from './rich-view';

/** A `table` block: the first row is the header. */
export function TableBlock({ block }: { block: Json }) {
  const { form } = useText();
  const [header = [], ...rows] = rowsOf(block);
  const settings = readList(block['column_settings']);
  const caption = readString(block['caption']) || readText(block['caption']);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, so the keyboard must reach it
    <section class="bk-table-scroll" tabIndex={0} aria-label={caption || form.table}>
      <table class="bk-table">
        {caption && <caption>{caption}</caption>}
        <thead>
          <Row cells={header} settings={settings} head />
        </thead>
        <tbody>
          {rows.map((cells, index) => (
            <Row key={index} cells={cells} settings={settings} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function rowsOf(block: Json): Json[][] {
  const rows = block['rows'];
  return Array.isArray(rows) ? rows.map(readList) : [];
}

interface RowProps {
  cells: Json[];
  settings: Json[];
  head?: boolean;
}

function Row({ cells, settings, head }: RowProps) {
  const Cell = head ? 'th' : 'td';
  return (
    <tr>
      {cells.map((cell, index) => (
        <Cell key={index} style={{ textAlign: alignOf(cell, settings[index]) }}>
          <CellContent cell={cell} />
        </Cell>
      ))}
    </tr>
  );
}

function alignOf(cell: Json, setting: Json | undefined): 'left' | 'center' | 'right' {
  const align = setting?.['align'];
  if (align === 'center' || align === 'right') return align;
  return align === undefined && cell['type'] === 'raw_number' ? 'right' : 'left';
}

function CellContent({ cell }: { cell: Json }) {
  if (cell['type'] === 'rich_text') return <RichText chunks={readRichText(cell)} />;
  const value = cell['text'] ?? cell['value'];
  return <>{isJson(value) ? readText(value) : String(value ?? '')}</>;
}
