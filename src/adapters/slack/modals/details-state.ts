import * as z from 'zod/mini';
import { defined } from '../../../domain/defined';
import type { DetailsPage } from '../../../domain/job';
import { HomeViewSchema } from '../../job-schema';
import { CardRefSchema, readJson } from '../button-values';
import { LIMITS } from '../limits';
import type { Click } from '../payloads';

/** Where private answers about what is clicked in Details go: where Details was opened. */
const Place = z.object({
  channel: z.exactOptional(z.string()),
  responseUrl: z.exactOptional(z.string()),
  home: z.exactOptional(HomeViewSchema),
});
export type DetailsPlace = z.infer<typeof Place>;

/** What an open view of Details remembers. */
const Metadata = z.object({
  ref: CardRefSchema,
  page: z.int(),
  place: Place,
});
type Metadata = z.infer<typeof Metadata>;

/** Without the response_url where it does not fit: answers can go another way. */
export function writeMetadata(metadata: Metadata): string {
  const whole = JSON.stringify(metadata);
  if (whole.length <= LIMITS.privateMetadata) return whole;
  const { channel, home } = metadata.place;
  return JSON.stringify({ ...metadata, place: defined({ channel, home }) });
}

/**
 * The page of Details that a view is, and where it was opened; undefined for any other view. What is drawn again after a
 * decision is drawn over whatever the view shows by then, so that no decision is missing.
 */
export function detailsOf(
  view: Click['view'],
): { page: DetailsPage; place: DetailsPlace } | undefined {
  if (view?.callback_id !== 'details') return undefined;
  const metadata = readJson(Metadata, view.private_metadata);
  if (metadata === undefined) return undefined;
  const { ref, page, place } = metadata;
  const form = { viewId: view.id, state: writeState({ place }) };
  return { page: { ref, form, page }, place };
}

/**
 * What the worker needs to draw a view again. With a hash only if the view still shows what it showed: a job that is
 * delivered twice does not turn the page back.
 */
const State = z.object({ place: Place, hash: z.exactOptional(z.string()) });

export function writeState(state: z.infer<typeof State>): string {
  return JSON.stringify(state);
}

export function readState(text: string): z.infer<typeof State> | undefined {
  return readJson(State, text);
}
