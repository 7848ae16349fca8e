import type { ActResult, PageAct, PageEvent } from '../protocol';
import type { Change } from './model';

const FIRST_WAIT = 400;
const LONGEST_WAIT = 5000;

/**
 * Follows the server's stream and hands over what arrived, once per frame. It connects again by
 * itself; every connection begins with the full state. Returns a function that stops it.
 */
export function follow(onChanges: (changes: Change[]) => void): () => void {
  const stack: Change[] = [];
  let stopped = false;
  let wait = FIRST_WAIT;
  let source: EventSource | undefined;

  const flush = () => {
    if (!stopped && stack.length > 0) onChanges(stack.splice(0));
  };
  const push = (change: Change) => {
    // A hidden tab gets no animation frames, so a timer also runs.
    if (stack.push(change) === 1) setTimeout(flush, 16);
  };
  const connect = () => {
    if (stopped) return;
    source = new EventSource('/page/events');
    source.onmessage = (event) => {
      wait = FIRST_WAIT;
      // The server is of the same build as the page, so its JSON is not checked.
      const sent: PageEvent = JSON.parse(String(event.data));
      push(sent);
      push({ type: 'connection', connection: 'live' });
    };
    source.onerror = () => {
      source?.close();
      push({ type: 'connection', connection: 'reconnecting' });
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  };

  connect();
  return () => {
    stopped = true;
    source?.close();
  };
}

/** Sends what the person did; undefined when the server does not answer. */
export async function sendAct(act: PageAct): Promise<ActResult | undefined> {
  try {
    const response = await fetch('/page/act', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(act),
    });
    const result: ActResult = await response.json();
    return result;
  } catch {
    return undefined;
  }
}
