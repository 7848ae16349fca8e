import { InvalidInput, type KnownError, Refused, Unavailable } from './errors';
import type { FeedName } from './scan';

/*
 * What can be wrong with one place of a feed. Every sentence begins with the place, has its detail in parentheses, and ends
 * in the next step: the Japanese texts are built from these parts.
 */

interface FaultKind {
  error: typeof InvalidInput | typeof Refused | typeof Unavailable;
  says(detail: string): string;
  /** The next step, where it is not to look at the place. */
  next?(feed: FeedName): string;
}

const content = (says: FaultKind['says']): FaultKind => ({ error: InvalidInput, says });

const KINDS = {
  feed_name: {
    error: Unavailable,
    says: () => 'was not found by its name',
    next: (feed) =>
      `check the name in feeds.${feed} of vulnscan.yml and the scanner's network, or name a mirror that it can reach.`,
  },
  feed_no_connection: {
    error: Unavailable,
    says: () => 'accepted no connection',
    next: (feed) =>
      `check the address in feeds.${feed} of vulnscan.yml; the scanner may reach port 443 only.`,
  },
  feed_connection: { error: Unavailable, says: (code) => `could not be read (${code})` },
  feed_certificate: {
    error: Refused,
    says: (code) => `has a certificate that the scanner does not trust (${code})`,
    next: () =>
      'check the address; docs/settings.md says under Feeds how to trust an authority of your own.',
  },
  feed_slow: { error: Unavailable, says: (limit) => `was not complete in time (${limit})` },
  feed_cut_short: { error: Unavailable, says: () => 'broke off before its end' },
  feed_denied: {
    error: Refused,
    says: (status) => `denied access (${status})`,
    next: (feed) =>
      `it may block the scanner's network: name a mirror in feeds.${feed} of vulnscan.yml.`,
  },
  feed_missing: { error: Refused, says: (status) => `does not exist (${status})` },
  feed_failed: {
    error: Unavailable,
    says: (status) => `failed (${status})`,
    next: (feed) =>
      `the next scan tries again; if it lasts, name a mirror in feeds.${feed} of vulnscan.yml.`,
  },
  feed_status: { error: Refused, says: (status) => `gave no content (${status})` },
  feed_bucket: {
    error: Refused,
    says: (code) => `could not be read (${code})`,
    next: (feed) =>
      `check feeds.${feed} in vulnscan.yml, and that the bucket lets the scanner's task role read this key.`,
  },
  feed_redirects: { error: Refused, says: (most) => `redirects too often (more than ${most})` },
  feed_insecure: {
    error: Refused,
    says: (address) => `redirects to an address without HTTPS (${address})`,
  },
  feed_large: content((limit) => `is too large (more than ${limit})`),
  feed_empty: content(() => 'is empty'),
  feed_web_page: content(() => 'is a web page and not the feed'),
  feed_gzip: content(() => 'is damaged or incomplete gzip'),
  feed_gzip_large: content((limit) => `unpacks to too much (more than ${limit})`),
  feed_encoding: content(() => 'is not UTF-8 text'),
  feed_json: content(() => 'is not JSON'),
  feed_shape: content((where) => `is not in the known form (${where})`),
  feed_count: content((counts) => `disagrees with its own count (${counts})`),
  feed_duplicate: content((id) => `lists an id twice (${id})`),
  feed_date: content((date) => `has an impossible date (${date})`),
  feed_score: content((line) => `has a score outside 0 to 1 (${line})`),
  feed_shrunk: content((counts) => `has lost entries since the last good copy (${counts})`),
  feed_older: content((dates) => `is older than the last good copy (${dates})`),
  feed_outdated: content((date) => `has not been updated for long (${date})`),
} satisfies Record<string, FaultKind>;

export type FeedFaultCode = keyof typeof KINDS;

export const FEED_FAULT_CODES = Object.keys(KINDS).filter(isCode);

function isCode(text: string): text is FeedFaultCode {
  return text in KINDS;
}

/** Makes the error for one place: its code, the detail that its sentence has in parentheses, and its cause. */
export type Fault = (code: FeedFaultCode, detail?: string, cause?: unknown) => KnownError;

export function faultsOf(feed: FeedName, place: string): Fault {
  return (code, detail = '', cause) => {
    const { error: Kind, says, next = lookAtPlace }: FaultKind = KINDS[code];
    const sentence = `${shownPlace(place)} ${says(detail)}; ${next(feed)}`;
    return new Kind(code, sentence, { cause });
  };
}

function lookAtPlace(feed: FeedName): string {
  return `check feeds.${feed} in vulnscan.yml, or name a mirror there.`;
}

/** Without the query, which may be a signature, and without a password. */
function shownPlace(place: string): string {
  return place.replace(/[?#].*$/s, '').replace(/^(\w+:\/\/)[^/@]*@/, '$1');
}
