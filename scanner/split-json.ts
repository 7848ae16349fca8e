/*
 * Splits a JSON text into a small skeleton and the elements of a few long arrays, so that a report of any size can be
 * read without holding its whole text or tree. Works on bytes, since JSON's structure is ASCII.
 */

/** Treatment of the object or array at a path: dropped, or (arrays) passed on element by element. */
export type Choose = (path: readonly (string | number)[]) => 'drop' | 'elements' | undefined;
export type TakeElement = (path: readonly (string | number)[], element: Buffer) => void;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Returns the skeleton as JSON, with `null` and `[]` where something was cut out. */
export async function splitJson(
  chunks: AsyncIterable<Buffer>,
  choose: Choose,
  take: TakeElement,
): Promise<string> {
  const state: State = {
    ...{ choose, take, skeleton: [], path: [], keptFrom: 0 },
    ...{ inString: false, escaped: false, keyNext: false },
    ...{ key: undefined, cut: undefined, element: undefined },
  };
  for await (const chunk of chunks) push(state, chunk);
  return Buffer.concat(state.skeleton).toString('utf8');
}

interface State {
  choose: Choose;
  take: TakeElement;
  skeleton: Buffer[];
  path: (string | number)[];
  /** Start of the current chunk's bytes that were not yet appended. */
  keptFrom: number;
  inString: boolean;
  escaped: boolean;
  /** The next string is a key. */
  keyNext: boolean;
  key: Buffer[] | undefined;
  /** What is being cut out, and the nesting depth inside it. */
  cut: { kind: 'drop' | 'elements'; depth: number } | undefined;
  element: Buffer[] | undefined;
}

function push(state: State, chunk: Buffer): void {
  state.keptFrom = 0;
  let at = 0;
  while (at < chunk.length) {
    if (state.inString) at = skipString(state, chunk, at);
    else at = state.cut === undefined ? keepByte(state, chunk, at) : cutByte(state, chunk, at);
  }
  flush(state, chunk, chunk.length);
}

/** Appends the bytes since `keptFrom` to the skeleton or to the current element. */
function flush(state: State, chunk: Buffer, until: number): void {
  if (until <= state.keptFrom) return;
  const part = Buffer.from(chunk.subarray(state.keptFrom, until));
  if (state.cut === undefined) state.skeleton.push(part);
  else state.element?.push(part);
  state.keptFrom = until;
}

function skipString(state: State, chunk: Buffer, from: number): number {
  let at = from;
  while (at < chunk.length) {
    const byte = chunk[at];
    at += 1;
    if (state.escaped) state.escaped = false;
    else if (byte === BACKSLASH) state.escaped = true;
    else if (byte === QUOTE) {
      state.inString = false;
      break;
    }
  }
  if (state.key !== undefined) collectKey(state, state.key, chunk.subarray(from, at));
  return at;
}

function collectKey(state: State, key: Buffer[], part: Buffer): void {
  key.push(Buffer.from(part));
  if (state.inString) return;
  state.path[state.path.length - 1] = Buffer.concat(key).subarray(0, -1).toString('utf8');
  state.key = undefined;
}

function keepByte(state: State, chunk: Buffer, at: number): number {
  const byte = chunk[at];
  if (byte === QUOTE) {
    state.inString = true;
    if (state.keyNext) state.key = [];
    state.keyNext = false;
  } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) open(state, chunk, at, byte);
  else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) state.path.pop();
  else if (byte === COMMA) nextMember(state);
  return at + 1;
}

function open(state: State, chunk: Buffer, at: number, byte: number): void {
  const choice = state.choose(state.path);
  if (choice === 'drop' || (choice === 'elements' && byte === OPEN_ARRAY)) {
    flush(state, chunk, at);
    state.skeleton.push(Buffer.from(choice === 'drop' ? 'null' : '[]'));
    state.cut = { kind: choice, depth: 1 };
    state.keptFrom = at + 1;
    return;
  }
  state.path.push(byte === OPEN_ARRAY ? 0 : '');
  state.keyNext = byte === OPEN_OBJECT;
}

function nextMember(state: State): void {
  const last = state.path.at(-1);
  if (typeof last === 'number') state.path[state.path.length - 1] = last + 1;
  else state.keyNext = true;
}

function cutByte(state: State, chunk: Buffer, at: number): number {
  const byte = chunk[at];
  if (byte === QUOTE) state.inString = true;
  else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) deeper(state, at);
  else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) shallower(state, chunk, at);
  return at + 1;
}

function deeper(state: State, at: number): void {
  if (state.cut === undefined) return;
  state.cut.depth += 1;
  if (state.cut.kind !== 'elements' || state.cut.depth !== 2) return;
  state.element = [];
  state.keptFrom = at;
}

function shallower(state: State, chunk: Buffer, at: number): void {
  if (state.cut === undefined) return;
  state.cut.depth -= 1;
  if (state.cut.depth > 1) return;
  if (state.element !== undefined) {
    flush(state, chunk, at + 1);
    state.take(state.path, Buffer.concat(state.element));
    state.element = undefined;
  }
  state.keptFrom = at + 1;
  if (state.cut.depth === 0) state.cut = undefined;
}
