import type { AlertReason } from './alert';
import type { Finding, Placement, Severity } from './finding';
import type { HealthNotice } from './health';
import type { ScanReport } from './scan';

/** A message in Slack: its channel, its timestamp, and the parent when it is a reply. */
export interface MessageRef {
  channel: string;
  ts: string;
  threadTs?: string;
}

/** The message that shows a finding. */
export function refOf({ generation: _, ...ref }: Placement): MessageRef {
  return ref;
}

/** One finding in a message. `generation` is the appearance this entry is; see domain/alert.ts. */
export interface AlertEntry {
  finding: Finding;
  generation: number;
  reason: AlertReason;
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
  | { kind: 'health'; notice: HealthNotice };

export interface Digest {
  scanId: string;
  total: number;
  bySeverity: Partial<Record<Severity, number>>;
  /** At most five, worst first. */
  worst: Finding[];
  /** Image names, most findings first, at most ten. */
  images: { name: string; count: number }[];
}
