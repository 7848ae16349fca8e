import { isAscii } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { latestDate, type Scores } from '../../domain/feed-edition';
import type { Fault } from '../../domain/feed-faults';
import type { Epss } from '../../domain/urgency';
import { isGzip, requireText, unpack } from './unpack';

/** Bytes. The file has some 300,000 lines: about 2 MB packed and 10 MB unpacked. */
export const EPSS_LIMIT = 16 * 2 ** 20;
const UNPACKED_LIMIT = 4 * EPSS_LIMIT;

const HEADING = 'cve,epss,percentile';
const LINE = /^(CVE-\d{4}-\d{4,19}),([\d.eE+-]+),([\d.eE+-]+)$/;
/** EPSS was first published in this year. */
const FIRST = '2021';

/**
 * Reads the file in FIRST's form: a comment with the date, a heading, and one line for each id; gzip or not. Every line is
 * looked at, none is kept. Throws a fault for anything that is not complete and consistent.
 */
export function parseScores(body: Uint8Array, fault: Fault, now: Date): Scores {
  const text = unpack(body, UNPACKED_LIMIT, fault);
  requireText(text, fault);
  if (!isAscii(text)) throw fault('feed_encoding');
  const [comment = '', heading = ''] = text.toString('latin1', 0, 1_000).split(/\r?\n/, 2);
  const asOf = dateOf(comment, fault, now);
  if (heading !== HEADING) throw fault('feed_shape', `${HEADING} expected`);
  const size = sizeOf(text, fault);
  const packed = isGzip(body) ? body : gzipSync(body);
  return {
    asOf,
    size,
    packed,
    scoresOf: (ids) => scoresIn(unpack(packed, UNPACKED_LIMIT, fault), ids),
  };
}

function dateOf(comment: string, fault: Fault, now: Date): string {
  const said = /^#.*\bscore_date:([^,\s]+)/.exec(comment)?.[1];
  if (said === undefined) throw fault('feed_shape', '#score_date: expected');
  const date = Date.parse(said);
  if (Number.isNaN(date)) throw fault('feed_date', said);
  const moment = new Date(date).toISOString();
  if (moment < FIRST || moment > latestDate(now)) throw fault('feed_date', said);
  return moment;
}

function sizeOf(text: Buffer, fault: Fault): number {
  let size = 0;
  for (const line of scoreLines(text)) {
    const score = scoreIn(line);
    if (score === undefined) throw fault('feed_shape', line.slice(0, 60));
    if (![score.score, score.percentile].every((share) => share >= 0 && share <= 1)) {
      throw fault('feed_score', line);
    }
    size += 1;
  }
  if (size === 0) throw fault('feed_empty');
  return size;
}

function scoresIn(text: Buffer, ids: ReadonlySet<string>): Map<string, Epss> {
  const scores = new Map<string, Epss>();
  for (const line of scoreLines(text)) {
    const id = line.slice(0, line.indexOf(','));
    const score = ids.has(id) ? scoreIn(line) : undefined;
    if (score !== undefined) scores.set(id, score);
  }
  return scores;
}

function scoreIn(line: string): Epss | undefined {
  const [, , score, percentile] = LINE.exec(line) ?? [];
  if (score === undefined || percentile === undefined) return undefined;
  return { score: Number(score), percentile: Number(percentile) };
}

/** The lines after comment and heading, one at a time: an array of all would take more memory than the file. */
function* scoreLines(text: Buffer): Generator<string> {
  let from = 0;
  for (let number = 1; from < text.length; number += 1) {
    const found = text.indexOf('\n', from);
    const end = found === -1 ? text.length : found;
    const line = text.toString('latin1', from, end).trimEnd();
    from = end + 1;
    if (number > 2 && line !== '') yield line;
  }
}
