/** Error codes for a connection that the other side had closed. */
const CLOSED = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];

/**
 * `fetch` that retries once on a closed connection: Lambda freezes the process between two clicks, and connections are
 * closed meanwhile. Only for calls that may be repeated, such as opening a modal, whose trigger works once.
 */
export async function fetchAgain(...request: Parameters<typeof fetch>): Promise<Response> {
  try {
    return await fetch(...request);
  } catch (error) {
    if (!isClosed(error)) throw error;
    return fetch(...request);
  }
}

function isClosed(error: unknown): boolean {
  const code = memberOf(memberOf(error, 'cause'), 'code');
  return typeof code === 'string' && CLOSED.includes(code);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
