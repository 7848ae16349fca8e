/*
 * Cuts a JSON text into a small skeleton and the elements of a few long arrays, so that a report of any size is
 * read piece by piece: neither its text nor its whole tree is ever held. Works on bytes, since all that JSON's
 * structure is made of is ASCII.
 */

/** What becomes of the object or array at a path: left out, or (arrays) handed over element by element. */
export type Choose = (path: readonly (string | number)[]) => 'drop' | 'elements' | undefined;
export type TakeElement = (path: readonly (string | number)[], element: Buffer) => void;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Returns the skeleton's text: JSON again if the input was, with `null` and `[]` where something was cut out. */
export async function splitJson(
  chunks: AsyncIterable<Buffer>,
  choose: Choose,
  take: TakeElement,
): Promise<string> {
  const splitter = createSplitter(choose, take);
  for await (const chunk of chunks) splitter.push(chunk);
  return splitter.end();
}

function createSplitter(choose: Choose, take: TakeElement) {
  const skeleton: Buffer[] = [];
  const path: (string | number)[] = [];
  let inString = false;
  let escaped = false;
  let keyNext = false;
  let key: Buffer[] | undefined;
  /** Inside what was cut out: how deep, and whether its elements are collected. */
  let cut: { kind: 'drop' | 'elements'; depth: number } | undefined;
  let element: Buffer[] | undefined;
  let keptFrom = 0;

  return { push, end: () => Buffer.concat(skeleton).toString('utf8') };

  function push(chunk: Buffer): void {
    keptFrom = 0;
    let at = 0;
    while (at < chunk.length) {
      if (inString) at = skipString(chunk, at);
      else at = cut === undefined ? keepByte(chunk, at) : cutByte(chunk, at);
    }
    flush(chunk, chunk.length);
  }

  /** Hands what was passed over since `keptFrom` to whoever is collecting. */
  function flush(chunk: Buffer, until: number): void {
    if (until <= keptFrom) return;
    const part = chunk.subarray(keptFrom, until);
    if (cut === undefined) skeleton.push(Buffer.from(part));
    else element?.push(Buffer.from(part));
    keptFrom = until;
  }

  function skipString(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length) {
      const byte = chunk[at];
      at += 1;
      if (escaped) escaped = false;
      else if (byte === BACKSLASH) escaped = true;
      else if (byte === QUOTE) {
        inString = false;
        break;
      }
    }
    if (key !== undefined) collectKey(chunk.subarray(from, at));
    return at;
  }

  function collectKey(part: Buffer): void {
    key?.push(Buffer.from(part));
    if (inString || key === undefined) return;
    path[path.length - 1] = Buffer.concat(key).subarray(0, -1).toString('utf8');
    key = undefined;
  }

  function keepByte(chunk: Buffer, at: number): number {
    const byte = chunk[at];
    if (byte === QUOTE) {
      inString = true;
      if (keyNext) key = [];
      keyNext = false;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) open(chunk, at, byte);
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) path.pop();
    else if (byte === COMMA) nextMember();
    else if (byte === COLON) keyNext = false;
    return at + 1;
  }

  function open(chunk: Buffer, at: number, byte: number): void {
    const choice = choose(path);
    if (choice === 'drop' || (choice === 'elements' && byte === OPEN_ARRAY)) {
      flush(chunk, at);
      skeleton.push(Buffer.from(choice === 'drop' ? 'null' : '[]'));
      cut = { kind: choice, depth: 1 };
      keptFrom = at + 1;
      return;
    }
    path.push(byte === OPEN_ARRAY ? 0 : '');
    keyNext = byte === OPEN_OBJECT;
  }

  function nextMember(): void {
    const last = path.at(-1);
    if (typeof last === 'number') path[path.length - 1] = last + 1;
    else keyNext = true;
  }

  function cutByte(chunk: Buffer, at: number): number {
    const byte = chunk[at];
    if (byte === QUOTE) inString = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) deeper(at);
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) shallower(chunk, at);
    return at + 1;
  }

  function deeper(at: number): void {
    if (cut === undefined) return;
    cut.depth += 1;
    if (cut.kind !== 'elements' || cut.depth !== 2) return;
    element = [];
    keptFrom = at;
  }

  function shallower(chunk: Buffer, at: number): void {
    if (cut === undefined) return;
    cut.depth -= 1;
    if (cut.depth > 1) return;
    if (element !== undefined) {
      flush(chunk, at + 1);
      take(path, Buffer.concat(element));
      element = undefined;
    }
    keptFrom = at + 1;
    if (cut.depth === 0) cut = undefined;
  }
}
