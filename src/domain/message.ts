import type { Finding, Severity } from './finding';
import type { HealthNotice } from './health';
import type { BulkSummary } from './ledger';
import type { ScanReport } from './scan';
import { readSignature } from './workflow';

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
  | { kind: 'bulk'; bulk: BulkSummary; count: number; card: string };

export interface Digest {
  scanId: string;
  total: number;
  /** Findings of the scan are still on their way: the numbers below are of those that have arrived. */
  isCounting?: true;
  bySeverity: Partial<Record<Severity, number>>;
  /** At most five, worst first. */
  worst: Finding[];
  /** Image names, most findings first, at most ten. */
  images: { name: string; count: number }[];
}
