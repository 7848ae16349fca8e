import { cutText } from '../src/domain/text';

/** Lines of a table with aligned columns. */
export function layOut(head: string[], rows: string[][]): string[] {
  const all = [head, ...rows].map((row) => row.map((cell) => cutText(oneLine(cell), 300)));
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  '),
  );
}

/** Without line breaks, which a name in a report could contain. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}
