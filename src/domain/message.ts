import type { Finding, Severity } from './finding';
import type { HealthNotice } from './health';
import type { BulkSummary, ChangeLine, Holder } from './ledger';
import type { Remedy } from './remedy';
import type { ScanReport, ScanTotals } from './scan';
import type { Attention } from './scan-attention';
import { readSignature } from './signature';

/** A message in Slack: its channel, its timestamp, and the parent when it is a reply. */
export interface MessageRef {
  channel: string;
  ts: string;
  threadTs?: string;
}

/** Why a finding is shown: it is new, a decision on it has expired, or it came back after it was gone. */
export type AlertReason = 'new' | 'reopened' | 'back';

/**
 * Why this appearance of the finding is shown: from the note that the scanner wrote when it moved the finding back to
 * NEW. Security Hub's own reset writes none.
 */
export function reasonOf(finding: Pick<Finding, 'note'>, base: number): AlertReason {
  if (base === 0) return 'new';
  const signature = finding.note && readSignature(finding.note.updatedBy);
  return signature?.who === 'scanner' && signature.action === 'reopen' ? 'reopened' : 'back';
}

/** One finding in a message. */
export interface AlertEntry {
  finding: Finding;
  /** The appearance that this entry is, which its buttons carry; see domain/ledger.ts. */
  base: number;
  reason: AlertReason;
  /** A newer card shows the finding, so that this entry has no buttons. */
  shownAgain?: true;
  /** It is open, and its due date has passed. */
  overdue?: true;
  /** Who decided in Slack what was decided before it was shown again: a user id, and when, ISO 8601. */
  former?: { by: string; at: string };
}

/** The newer card of an upgrade, which has taken over what was open. */
export interface Continuation {
  /** When that card was posted, ISO 8601; absent while it is not. */
  at?: string;
  message?: MessageRef;
  /** That card is about to be posted. */
  isAwaited?: boolean;
  /** Open findings of this card that it has taken over, and findings that it has besides. */
  open: number;
  more: number;
}

/** One upgrade in a message: its findings, and who works on it. */
export interface RemedyCard {
  /** Which findings its buttons decide. */
  ref: CardRef;
  /** The remedy of its newest import, over the rows of all of its findings. */
  remedy: Remedy;
  /** In the order of what to do first. Those with `shownAgain` have another card now. */
  entries: [AlertEntry, ...AlertEntry[]];
  holder?: Holder;
  /** It keeps no buttons. */
  continued?: Continuation;
}

/** The findings that a button decides: those of a remedy that a card had when it was drawn. */
export interface CardRef {
  /** Key of the card in the ledger. */
  card: string;
  /** `remedyId`. */
  remedy: string;
  /** So many of the card's members, which are only ever added to, were drawn. */
  shown: number;
}

/** An upgrade on one line, of what is open: in the digest, in answers and on the Home tab. */
export interface RemedyLine {
  remedy: Remedy;
  /** Absent while it is on no card that is posted. */
  ref?: CardRef;
  message?: MessageRef;
  /** Of its open findings: how many, the worst severity, and their images by name. */
  open: number;
  severity: Severity;
  images: string[];
  /** Images that they are in besides, without naming them. */
  unnamed?: number;
  /** How many of them the buttons of its card decide, where that card has not all of them. */
  decides?: number;
  /** The finding to do first. */
  first: Finding;
  /** Others that were read in full: of an upgrade with many findings some, of each image at least one. */
  others?: Finding[];
  exploited: boolean;
  dueAt?: string;
  overdue: boolean;
  holder?: Holder;
}

/** The content of a message. The same value always renders the same. */
export type Message =
  /** Upgrades, each with its own buttons. `urgent`: the page of a scan with what is due within three days. */
  | { kind: 'cards'; cards: [RemedyCard, ...RemedyCard[]]; urgent?: UrgentPage }
  /** One message for a scan with many new findings: what became of them, and what to do next. */
  | { kind: 'digest'; digest: Digest }
  /** A scan, from its start to its end. */
  | { kind: 'scan'; scan: ScanReport }
  /** Something is wrong with vulnscan itself, or it is over. */
  | { kind: 'health'; notice: HealthNotice }
  /** A bulk decision, in the thread of its digest. `count`: how many findings it has decided. */
  | {
      kind: 'bulk';
      bulk: BulkSummary;
      count: number;
      card: string;
      /** Of the findings that it has decided, by name: upgrades, and images. */
      packages?: string[];
      images?: string[];
    }
  /** Material changes of findings, in the thread of their cards. */
  | { kind: 'changes'; lines: ChangeLine[] };

/** The findings of a message. */
export function entriesIn(message: Message): AlertEntry[] {
  return message.kind === 'cards' ? message.cards.flatMap(({ entries }) => entries) : [];
}

/** Open findings that are due soon. */
export interface DueSoon {
  overdue: number;
  /** Of the rest: how many, and when the last of them is due, ISO 8601. */
  soon: number;
  by?: string;
  /** At most three ids of them all, the first to do first. */
  ids: string[];
}

/** What the page of a scan with what is due within three days says above its cards. */
export interface UrgentPage {
  /** Upgrades that are due, those of the thread included. */
  total: number;
}

/**
 * What became of the findings that a scan found. Each finding is in the digest of one scan: of the last one on whose pages it was
 * shown as new, reopened or back. Which card has its buttons now does not matter.
 */
export interface Digest {
  scanId: string;
  total: number;
  /** Findings of the scan are still on their way: the numbers below are of those that have arrived. */
  isCounting?: true;
  /** Open findings, wherever their card is. */
  open: Partial<Record<Severity, number>>;
  resolved: number;
  suppressed: number;
  /** No longer detected, and nobody decided them. */
  gone: number;
  /** Who decided, by name; who decided most comes first. */
  deciders: string[];
  /** Milliseconds from the post to the last decision. Present when nothing is open any more. */
  tookMs?: number;
  /** Upgrades that are open and can be fixed: the first five, and how many more. */
  next: RemedyLine[];
  more: number;
  /** Packages without a fix: the first ones with their images, as a line has them, and how many there are. */
  noFix: { packages: ({ name: string } & Pick<RemedyLine, 'images' | 'unnamed'>)[]; total: number };
  scan?: DigestScan;
}

/** What is known of the scan itself. */
export interface DigestScan {
  /** When it ended, ISO 8601. */
  at: string;
  images: number;
  gone: number;
  databaseAt?: string;
  /** The images about which it could not say all; the list may be cut, `totals` is not. */
  attention: Attention[];
  totals: ScanTotals;
  /** Where the scan has no message of its own: all that somebody has to look at is said here. */
  report?: ScanReport;
}
