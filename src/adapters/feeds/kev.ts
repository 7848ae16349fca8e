import { isUtf8 } from 'node:buffer';
import * as z from 'zod/mini';
import { type Catalogue, latestDate } from '../../domain/feed-edition';
import type { Fault } from '../../domain/feed-faults';
import { parseJson } from '../../domain/json';
import { requireText, unpack } from './unpack';

/** Bytes. The catalogue has 1.3 MB and grows by a few entries a week. */
export const KEV_LIMIT = 8 * 2 ** 20;

/** The day of the first edition. */
const FIRST = '2021-11-03';

/** The fields of CISA's schema that are used. */
const Entry = z.object({
  cveID: z.string().check(z.regex(/^CVE-\d{4}-\d{4,19}$/)),
  dateAdded: z.iso.date(),
  knownRansomwareCampaignUse: z.exactOptional(z.string()),
});

const Schema = z.object({
  catalogVersion: z.string(),
  dateReleased: z.iso.datetime({ offset: true }),
  count: z.int(),
  vulnerabilities: z.array(Entry),
});

/** Reads the catalogue in CISA's form, gzip or not. Throws a fault for anything that is not complete and consistent. */
export function parseCatalogue(body: Uint8Array, fault: Fault, now: Date): Catalogue {
  const text = unpack(body, KEV_LIMIT, fault);
  requireText(text, fault);
  if (!isUtf8(text)) throw fault('feed_encoding');
  const json = parseJson(text.toString('utf8').replace(/^\uFEFF/, ''));
  if (json === undefined) throw fault('feed_json');
  const parsed = Schema.safeParse(json);
  if (!parsed.success) throw fault('feed_shape', whereOf(parsed.error));
  const { catalogVersion: version, dateReleased, count, vulnerabilities } = parsed.data;
  if (count !== vulnerabilities.length) {
    throw fault('feed_count', `${count} and ${vulnerabilities.length}`);
  }
  if (count === 0) throw fault('feed_empty');
  const asOf = requireDate(dateReleased, fault, now);
  return { version, asOf, size: count, exploited: listed(vulnerabilities, fault, now) };
}

/** What is needed of the catalogue, in the same form. */
export function packCatalogue({ version, asOf, size, exploited }: Catalogue): Uint8Array {
  const vulnerabilities = [...exploited].map(([cveID, { since, ransomware }]) => ({
    cveID,
    dateAdded: since,
    knownRansomwareCampaignUse: ransomware ? 'Known' : 'Unknown',
  }));
  const copy = { catalogVersion: version, dateReleased: asOf, count: size, vulnerabilities };
  return Buffer.from(JSON.stringify(copy));
}

function listed(entries: z.infer<typeof Entry>[], fault: Fault, now: Date) {
  const exploited = new Map<string, { since: string; ransomware: boolean }>();
  for (const { cveID, dateAdded, knownRansomwareCampaignUse } of entries) {
    if (exploited.has(cveID)) throw fault('feed_duplicate', cveID);
    requireDate(dateAdded, fault, now);
    exploited.set(cveID, { since: dateAdded, ransomware: knownRansomwareCampaignUse === 'Known' });
  }
  return exploited;
}

function requireDate(date: string, fault: Fault, now: Date): string {
  const moment = new Date(date).toISOString();
  if (moment < FIRST || moment > latestDate(now)) throw fault('feed_date', date);
  return moment;
}

function whereOf({ issues }: z.core.$ZodError): string {
  const [first] = issues;
  return `${first?.path.join('.') ?? ''}: ${first?.message ?? ''}`;
}
