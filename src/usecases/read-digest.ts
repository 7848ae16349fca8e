import { defined } from '../domain/defined';
import { countsOf, outcomeOf } from '../domain/digest';
import type { Card, CardContent } from '../domain/ledger';
import type { Digest, DigestScan } from '../domain/message';
import type { ScanReport } from '../domain/scan';
import { attentionOf, totalsOf } from '../domain/scan-attention';
import { reportCard, scanCard } from '../domain/scan-report';
import { YOUNG_CARD_MS } from '../domain/timing';
import { isWithoutFix, type Upgrade, upgradesIn } from '../domain/upgrades';
import type { LedgerTable } from '../ports/ledger';
import { readLines } from './remedy-lines';
import { membersOfScan } from './scan-members';

/** Upgrades that a digest lists, and packages without a fix that it names. */
const NEXT = 5;
const NO_FIX = 3;

export type DigestCard = Pick<Card, 'ts'> & {
  content: Pick<Extract<CardContent, { kind: 'digest' }>, 'scanId' | 'total'>;
};

type Reader = Pick<LedgerTable, 'cards' | 'findings' | 'rowsOf'>;

/** What the digest of a scan shows now. Reads what the scan found, whatever else is in the ledger. */
export async function readDigest(
  ledger: Reader,
  { ts, content: { scanId, total } }: DigestCard,
  now: Date,
): Promise<Digest> {
  const [found, scan] = await Promise.all([
    membersOfScan(ledger, scanId).then((members) => ledger.rowsOf(members)),
    readScan(ledger, scanId),
  ]);
  // The others are another scan's now.
  const rows = found.filter((row) => row.scanId === scanId);
  const open = upgradesIn(rows.filter((row) => outcomeOf(row) === 'open'));
  const fixable = open.filter((upgrade) => !isWithoutFix(upgrade));
  const next = await readLines(ledger, fixable.slice(0, NEXT), now);
  const posted = ts === undefined ? now : new Date(Number(ts) * 1000);
  const isAwaited = now.getTime() - posted.getTime() < YOUNG_CARD_MS;
  return {
    scanId,
    ...countsOf(rows, { total, arrived: found.length, isAwaited, postedAt: posted }),
    next,
    more: fixable.length - Math.min(fixable.length, NEXT),
    noFix: await noFixOf(ledger, open.filter(isWithoutFix), now),
    ...defined({ scan }),
  };
}

async function noFixOf(ledger: Reader, upgrades: Upgrade[], now: Date): Promise<Digest['noFix']> {
  const lines = await readLines(ledger, upgrades.slice(0, NO_FIX), now);
  const packages = lines.map(({ remedy, images, unnamed }) => ({
    ...{ name: remedy.name, images },
    ...defined({ unnamed }),
  }));
  return { packages, total: upgrades.length };
}

async function readScan(ledger: Reader, scanId: string): Promise<DigestScan | undefined> {
  const [card] = await ledger.cards([reportCard(scanId)]);
  if (card?.content.kind !== 'scan') return undefined;
  const { report } = card.content;
  const [own] = await ledger.cards([scanCard(report.taskArn)]);
  if (own?.content.kind !== 'scan' || own.content.digest === undefined) return scanOf(report);
  return scanOf(report, own.content.report);
}

/** `shown`: the report of a scan without a message of its own. */
function scanOf({ completed }: ScanReport, shown?: ScanReport): DigestScan | undefined {
  if (completed === undefined) return undefined;
  const totals = totalsOf(completed);
  return {
    at: completed.at,
    images: totals.images,
    gone: completed.counts.fixed,
    attention: attentionOf(completed),
    totals,
    ...defined({ databaseAt: completed.databaseAt, report: shown }),
  };
}
