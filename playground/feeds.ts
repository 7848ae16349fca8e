import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import type { Config } from '../src/config/config';

/*
 * The feeds as the playground publishes them: a handful of entries of CISA's catalogue, which is in the public domain (CC0
 * 1.0), and scores for the same ids and those of the samples, which are made up.
 */

const BUCKET = 'playground-feeds';
const KEYS = { kev: 'known_exploited_vulnerabilities.json', epss: 'epss_scores-current.csv.gz' };

/** Where the scanner reads them. */
export const FEED_PLACES = {
  kev: [`s3://${BUCKET}/${KEYS.kev}`],
  epss: [`s3://${BUCKET}/${KEYS.epss}`],
};

const Entry = z.looseObject({
  cveID: z.string(),
  dateAdded: z.string(),
  knownRansomwareCampaignUse: z.exactOptional(z.string()),
});
const Catalogue = z.object({ vulnerabilities: z.array(Entry) });

/** An entry in CISA's form; `dateAdded` is YYYY-MM-DD, `knownRansomwareCampaignUse` Known or Unknown. */
export type CatalogueEntry = z.infer<typeof Entry>;

export function isPlaygroundFeeds(feeds: Config['feeds']): boolean {
  return JSON.stringify(feeds) === JSON.stringify(FEED_PLACES);
}

/** Publishes what is shipped. */
export async function createFeeds(client: S3Client): Promise<void> {
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await putCatalogue(shippedEntries(), client);
  const csv = shipped('epss.csv').replace(/score_date:\S+/, `score_date:${now()}`);
  await putFeed('epss', gzipSync(csv), client);
}

/** The entries of the shipped catalogue. */
export function shippedEntries(): CatalogueEntry[] {
  return Catalogue.parse(JSON.parse(shipped('kev.json'))).vulnerabilities;
}

/** Publishes an edition of the catalogue that has these entries. The scanner refuses one that has lost more than ten. */
export async function putCatalogue(
  entries: CatalogueEntry[],
  client = new S3Client(),
): Promise<void> {
  const dateReleased = now();
  const catalogue = {
    title: 'Known exploited vulnerabilities, as the playground has them',
    catalogVersion: dateReleased.slice(0, 10).replaceAll('-', '.'),
    dateReleased,
    count: entries.length,
    vulnerabilities: entries,
  };
  await putFeed('kev', JSON.stringify(catalogue), client);
}

/** Publishes any content, good or bad. */
export async function putFeed(
  feed: keyof typeof KEYS,
  Body: string | Uint8Array,
  client = new S3Client(),
): Promise<void> {
  await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEYS[feed], Body }));
}

function shipped(name: string): string {
  return readFileSync(join(__dirname, 'feeds', name), 'utf8');
}

function now(): string {
  return new Date().toISOString();
}
