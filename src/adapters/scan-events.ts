import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { Refused } from '../domain/errors';
import type { ScanEvent } from '../domain/scan';
import { utf8Length } from '../domain/text';
import { NAMES } from '../installation';
import type { ScanEvents } from '../ports/tasks';
import { callAws } from './aws-errors';

/** EventBridge limits an entry to 256 KB in some Regions. */
const ENTRY_BYTES = 240_000;

/** Scan events through EventBridge's default bus: the event's type is the detail-type, the whole event the detail. */
export function createScanEvents(client = new EventBridgeClient({ maxAttempts: 3 })): ScanEvents {
  return {
    async emit(event) {
      const entry = { Source: NAMES.eventSource, DetailType: event.type, Detail: detailOf(event) };
      const command = new PutEventsCommand({ Entries: [entry] });
      const answer = await callAws('send the scan event', () => client.send(command));
      const failed = answer.Entries?.find((entry) => entry.ErrorCode !== undefined);
      if (failed === undefined) return;
      throw new Refused(
        failed.ErrorCode ?? 'put_events',
        `EventBridge did not accept "${event.type}" (${failed.ErrorMessage}); look at the task role's permissions.`,
      );
    },
  };
}

/** The event as JSON. Too long a list of images is cut; images that failed are kept longest. */
function detailOf(event: ScanEvent): string {
  const whole = JSON.stringify(event);
  if (event.type !== 'Scan Completed' || utf8Length(whole) <= ENTRY_BYTES) return whole;
  const failedFirst = [...event.images].sort(
    (a, b) => Number(a.error === undefined) - Number(b.error === undefined),
  );
  let images = failedFirst;
  while (images.length > 0) {
    images = images.slice(0, Math.floor(images.length / 2));
    const text = JSON.stringify({ ...event, images });
    if (utf8Length(text) <= ENTRY_BYTES) return text;
  }
  return JSON.stringify({ ...event, images: [] });
}
