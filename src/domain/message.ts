import type { Finding, Severity } from './finding';
import type { HealthNotice } from './health';
import type { BulkSummary, ChangeLine } from './ledger';
import type { ScanReport } from './scan';
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
}

/** The content of a message. The same value always renders the same. */
export type Message =
  /** One finding with its own message and buttons. */
  | { kind: 'alert'; entry: AlertEntry }
  /** Up to ten findings, each with its own buttons, in the thread under a digest. */
  | { kind: 'page'; entries: AlertEntry[] }
  /** One message for a scan with many new findings: counts, chart, the worst five. */
  | { kind: 'digest'; digest: Digest }
  /** A scan, from its start to its end. */
  | { kind: 'scan'; scan: ScanReport }
  /** Something is wrong with vulnscan itself, or it is over. */
  | { kind: 'health'; notice: HealthNotice }
  /** A bulk decision, in the thread of its digest. `count`: how many findings it has decided. */
  | { kind: 'bulk'; bulk: BulkSummary; count: number; card: string }
  /** Material changes of findings, in the thread of their cards. */
  | { kind: 'changes'; lines: ChangeLine[] };

/** Open findings that are due soon. */
export interface DueSoon {
  overdue: number;
  /** Of the rest: how many, and when the last of them is due, ISO 8601. */
  soon: number;
  by?: string;
  /** At most three ids of them all, the first to do first. */
  ids: string[];
}

export interface Digest {
  scanId: string;
  /** ISO 8601: what is overdue then. */
  at: string;
  total: number;
  /** Findings of the scan are still on their way: the numbers below are of those that have arrived. */
  isCounting?: true;
  bySeverity: Partial<Record<Severity, number>>;
  /** At most five, in the order of what to do first. */
  worst: Finding[];
  /** What is due within three days or overdue; absent where nothing is. */
  due?: DueSoon;
  /** Image names, most findings first, at most ten. */
  images: { name: string; count: number }[];
}
