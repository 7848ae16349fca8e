import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { Refused } from '../domain/errors';
import type { ImageOutcome, ScanCompleted, ScanEvent } from '../domain/scan';
import { totalsOf } from '../domain/scan-attention';
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

/** The event as JSON. Lists that are too long are cut; images that need attention are kept longest. */
function detailOf(event: ScanEvent): string {
  const whole = JSON.stringify(event);
  if (utf8Length(whole) <= ENTRY_BYTES || event.type === 'Scan Progress') return whole;
  return event.type === 'Scan Started'
    ? fitted((share) => ({ ...event, images: part(event.images, share) }))
    : fitted(cutsOf(event));
}

function cutsOf(event: ScanCompleted) {
  const totals = totalsOf(event);
  const images = [...event.images].sort((a, b) => urgency(a) - urgency(b));
  return (share: number) => {
    const { knownImages } = event;
    const cut = {
      images: part(images, share),
      held: part(event.held, share),
      ...(knownImages && { knownImages: part(knownImages, share) }),
    };
    return { ...event, ...cut, totals };
  };
}

/** Images of a part that was lost may be thousands, and all have the same reason. */
function urgency({ error, errorCode, doubt }: ImageOutcome): number {
  if (errorCode === 'shard_lost') return 2;
  return error !== undefined ? 0 : doubt !== undefined ? 1 : 3;
}

function part<T>(items: T[], share: number): T[] {
  return items.slice(0, Math.floor(items.length * share));
}

/** The largest half, quarter, eighth and so on that fits. */
function fitted(cut: (share: number) => object): string {
  for (let share = 0.5; share > 1e-6; share /= 2) {
    const text = JSON.stringify(cut(share));
    if (utf8Length(text) <= ENTRY_BYTES) return text;
  }
  return JSON.stringify(cut(0));
}
