/** A message, by a link to it. */
export interface MessageLink {
  channel: string;
  ts: string;
  /** The message that it is a reply to, or ''. */
  thread: string;
}

/** Digits of a message's timestamp after the dot, which links leave out. */
const MICROS = 6;

/** The message that an address of this workspace, `/archives/<channel>/p<ts>?thread_ts=<ts>`, names; undefined for any other. */
export function readPermalink(address: string, origin: string): MessageLink | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const [, channel, digits] = /^\/archives\/(\w+)\/p(\d{7,})$/.exec(url.pathname) ?? [];
  if (url.origin !== origin || channel === undefined || digits === undefined) return undefined;
  const ts = `${digits.slice(0, -MICROS)}.${digits.slice(-MICROS)}`;
  const thread = url.searchParams.get('thread_ts') ?? '';
  return { channel, ts, thread: thread === ts ? '' : thread };
}
