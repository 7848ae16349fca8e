/** Block Kit arrives as foreign JSON. These readers take what is usable and never throw. */
export type Json = Record<string, unknown>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one. */
export function readJson(value: unknown): Json {
  return isJson(value) ? value : {};
}

/** The objects of a list, in order; anything else in it is left out. */
export function readList(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

export function readString(value: unknown, fallback = ''): string {
  return typeof value === 'string' ? value : fallback;
}

export function readNumber(value: unknown, fallback = 0): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}

/** The text inside a text object, `{ type, text }`. */
export function readText(value: unknown): string {
  return readString(readJson(value)['text']);
}

const PROTOCOLS = new Set(['https:', 'http:', 'mailto:']);

/** The address if a person may be sent there, otherwise nothing. */
export function safeUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  return PROTOCOLS.has(url.protocol) ? url.href : undefined;
}
