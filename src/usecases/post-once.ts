import { defined } from '../domain/defined';
import { digestOf } from '../domain/digest';
import { isKnownError, type KnownError, Refused, Unavailable } from '../domain/errors';
import type { Finding } from '../domain/finding';
import type { Message, MessageRef } from '../domain/message';
import { entriesOf, type Posting } from '../domain/posting-plan';
import { SETTLE_MS } from '../domain/timing';
import type { Channel } from '../ports/channel';
import type { RaiseDeps } from './due-appearance';
import { findDigest, lookForDigest } from './find-shown';
import { waitUntilShown } from './pacing';
import type { Outcome } from './record-outcome';

export type PostFailure = Exclude<Outcome, { kind: 'done' }>;
export type Posted = { kind: 'posted'; ref: MessageRef } | PostFailure;

type Page = Extract<Posting, { kind: 'page' }>;
type PostOptions = Parameters<Channel['post']>[1];

/** Most findings read for a digest before it is posted: five pages, which take seconds. */
const DIGEST_SAMPLE = 500;

/** Posts one message, never twice: after an unknown outcome the record waits until the history shows it. */
export async function postOnce(deps: RaiseDeps, posting: Posting): Promise<Posted> {
  if (posting.kind === 'single') return attempt(deps, { kind: 'alert', entry: posting.entry });
  const digest = await openDigest(deps, posting);
  if (digest.kind !== 'posted') return digest;
  const options = { threadTs: digest.ref.ts, broadcast: posting.broadcast };
  return attempt(deps, { kind: 'page', entries: posting.entries }, options);
}

/** The digest's message, posted by the first page of its scan. `findShown` has looked for it in this batch. */
async function openDigest(deps: RaiseDeps, page: Page): Promise<Posted> {
  try {
    const known = await findDigest(deps, page.scanId, page.entries);
    if (known !== undefined) return { kind: 'posted', ref: known };
  } catch (error) {
    return failureOf(deps, error);
  }
  const digest = digestOf(page.scanId, page.total, await sample(deps, page));
  const posted = await attempt(deps, { kind: 'digest', digest });
  if (posted.kind !== 'posted') return posted;
  deps.memory.digests.set(page.scanId, posted.ref);
  // Another process may post the next page, and finds the digest only in the history.
  const isShown = await waitUntilShown(deps.clock, () =>
    lookForDigest(deps, page.scanId, page.entries).catch((error: unknown) =>
      deps.log.warn('the history could not be read', { error }),
    ),
  );
  return isShown ? posted : { kind: 'retry', atLeastMs: SETTLE_MS };
}

/** The scan's NEW findings that can be read by now; the digest is drawn again when the scan is over. */
async function sample({ store, log }: RaiseDeps, page: Page): Promise<Finding[]> {
  const own = entriesOf(page).map(({ finding }) => finding);
  const found = new Map(own.map((finding) => [finding.id, finding]));
  try {
    const filter = { workflowStatus: ['NEW' as const] };
    for await (const finding of store.list({ ...filter, recordState: ['ACTIVE'] })) {
      if (finding.scan?.id === page.scanId) found.set(finding.id, finding);
      if (found.size >= DIGEST_SAMPLE) break;
    }
  } catch (error) {
    log.warn('the findings of a digest could not be read', { scan: page.scanId, error });
  }
  return [...found.values()];
}

async function attempt(
  deps: RaiseDeps,
  message: Message,
  options: PostOptions = {},
): Promise<Posted> {
  try {
    return { kind: 'posted', ref: await deps.channel.post(message, options) };
  } catch (error) {
    if (!isRendering(error)) return failureOf(deps, error);
    deps.log.error('Slack refuses how a message is drawn', { kind: message.kind, error });
    return attemptPlain(deps, message, options);
  }
}

/** One try with the plain form of the message. */
async function attemptPlain(
  deps: RaiseDeps,
  message: Message,
  options: PostOptions,
): Promise<Posted> {
  try {
    const ref = await deps.channel.post(message, { ...options, minimal: true });
    return { kind: 'posted', ref };
  } catch (error) {
    if (!isRendering(error)) return failureOf(deps, error);
    return { kind: 'quarantined', reason: `Slack refuses even its plain form: ${error.message}` };
  }
}

function isRendering(error: unknown): error is KnownError {
  return isKnownError(error) && error.code === 'rendering';
}

/** Every failure that is not a clear refusal may have been posted. */
function failureOf(deps: RaiseDeps, error: unknown): PostFailure {
  if (error instanceof Refused) {
    deps.log.error('Slack refuses the channel or the token', { code: error.code, error });
    return { kind: 'retry' };
  }
  if (!(error instanceof Unavailable) || error.ambiguous) {
    deps.log.warn('a post may or may not have reached Slack', { error });
    return { kind: 'retry', atLeastMs: SETTLE_MS };
  }
  return { kind: 'retry', ...defined({ afterMs: error.retryAfterMs }) };
}
