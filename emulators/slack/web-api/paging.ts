/** One part of a list, and the cursor of the next; an empty cursor ends the list, as at Slack. */
export interface Part<Item> {
  items: Item[];
  next: string;
}

/** The part of a list that a cursor points to; undefined when the cursor is not valid. */
export function page<Item>(
  all: readonly Item[],
  cursor: string | undefined,
  limit: number,
): Part<Item> | undefined {
  const start = cursor === undefined || cursor === '' ? 0 : offsetOf(cursor);
  if (start === undefined) return undefined;
  const end = start + limit;
  return { items: all.slice(start, end), next: end < all.length ? cursorOf(`offset:${end}`) : '' };
}

export function cursorOf(text: string): string {
  return Buffer.from(text).toString('base64');
}

export function readCursor(cursor: string, kind: string): string | undefined {
  const text = Buffer.from(cursor, 'base64').toString();
  return text.startsWith(`${kind}:`) ? text.slice(kind.length + 1) : undefined;
}

function offsetOf(cursor: string): number | undefined {
  const offset = Number(readCursor(cursor, 'offset') ?? 'none');
  return Number.isInteger(offset) && offset >= 0 ? offset : undefined;
}
