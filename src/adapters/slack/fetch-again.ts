/** How Node names a connection that the other side had closed. */
const CLOSED = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];

/**
 * Between two clicks Lambda stops the process, and a connection that was closed meanwhile breaks when it is used next.
 * Then the request is sent once more. For calls that do no harm twice only: a trigger opens one modal.
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
