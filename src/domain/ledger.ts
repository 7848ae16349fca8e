import type { Basis } from './basis';
import type { Finding, FindingKey, RecordState, WorkflowStatus } from './finding';
import type { HealthNotice } from './health';
import type { MaterialChange, MovedDate, UntoldChange } from './material-change';
import type { ScanReport } from './scan';
import type { Decision } from './workflow';

/*
 * What the ledger keeps: one item for each finding and one for each card. Every write of ours to Security Hub carries a
 * mark that names it, so that an event says by itself whether the status it shows is ours.
 */

/** A finding as Security Hub has it, in an event or as read. */
export interface Snapshot {
  finding: Finding;
  /** When the event happened, epoch seconds; 0 for a read, which may be minutes old. */
  time: number;
}

/** The newest thing that Security Hub said and that was not our own write coming back. */
export interface Known {
  seq: number;
  status: WorkflowStatus;
  /** Epoch seconds. */
  time: number;
}

/** A piece of work that an item owes. It is in the same conditional write as the change that causes it. */
export interface Work {
  /** `<ISO 8601>#<random>`: when it is due, and the token by which exactly this piece of work is finished. */
  due: string;
  priority: Priority;
}

/** 0: a person waits, 1: a finding is to be shown or its status written, 2: in the background. */
export type Priority = 0 | 1 | 2;

/** One change of a finding's status, for the audit. */
export interface Change {
  seq: number;
  /** ISO 8601. */
  at: string;
  status: WorkflowStatus;
  /** A Slack user id, `security-hub` for a change made elsewhere, `vulnscan` for a receipt. */
  by: string;
  action: Decision['kind'] | 'adopted' | 'shown';
  reason?: string;
}

/** One finding in the ledger. */
export interface LedgerFinding {
  /** Counts every write of the item; a write needs the version that was read. 0: not written yet. */
  version: number;
  /** `hashOf` the finding. */
  hash: string;
  /**
   * The finding's content. Its workflow status, record state and note are those that the ledger holds true; its
   * description is left out and long lists are cut.
   */
  finding: Finding;
  /** Number of the last change of the status; also the mark with which it is written to Security Hub. */
  seq: number;
  /** `seq` at which the present appearance began; 0 for the first. Buttons carry it. */
  base: number;
  /** When the present appearance began, epoch seconds; 0 for the first. */
  baseAt: number;
  /** Slack's action_ts of the click that set the status, epoch seconds; 0 where it was not a click. */
  at: number;
  /** Request id of that click. */
  request?: string;
  /** Key of the card of the bulk decision that the standing click was part of. */
  bulk?: string;
  /** How far the standing decision holds. Absent while nothing is decided, and on decisions of earlier versions. */
  basis?: Basis;
  known: Known;
  /** Key of the card that shows the present appearance. */
  card: string;
  /** The card of the appearance before, until it says that the finding is shown again. */
  formerCard?: string;
  /** Id of the scan whose page last showed the finding. */
  pageScan?: string;
  /** The note is ours and is written to Security Hub together with the status. */
  ownNote: boolean;
  /** When the note was written, epoch seconds. */
  noteTime: number;
  /** Failed tries of the work that is owed. */
  tries: number;
  /** The last ten changes, oldest first. */
  log: Change[];
  /** Material changes that people were not told of yet, oldest first. */
  untold?: UntoldChange[];
  work?: Work;
}

/** What a card shows. */
export type CardContent =
  /** One finding. */
  | { kind: 'finding' }
  /** Up to ten findings of one scan, in the thread of its digest. `broadcast`: shown in the channel as well. */
  | {
      kind: 'page';
      parent: string;
      scanId: string;
      total: number;
      size: number;
      broadcast: boolean;
    }
  | { kind: 'digest'; scanId: string; total: number }
  | { kind: 'scan'; report: ScanReport }
  | { kind: 'health'; notice: HealthNotice; postedAt?: string }
  | { kind: 'bulk'; bulk: BulkSummary }
  /** Material changes that one scan found, in the thread of the cards of their findings; see domain/change-card.ts. */
  | { kind: 'changes'; threadTs?: string; broadcast: boolean; lines: ChangeLine[] }
  /** No message: people whose Home tab shows a running scan. */
  | { kind: 'homes'; users: string[] }
  /** No message: up to which due date, and which finding of it, cards show that they are overdue. */
  | { kind: 'overdue'; until: string };

/** A bulk decision as its message in the thread shows it. The findings it decided are the card's members. */
export interface BulkSummary {
  requestId: string;
  decision: Decision;
  by: { userId: string; name: string };
  /** How many findings it was asked for. */
  total: number;
  /** The message in whose thread it is shown. */
  threadTs?: string;
  undoneBy?: { userId: string; name: string };
  /** The click that undid it, which also reopens what the decision reaches later. */
  undo?: { requestId: string; actionTs: string };
}

/** One material change that findings have in common. */
export interface ChangeLine {
  change: MaterialChange;
  due?: MovedDate;
  /** Vulnerability ids, the first few, and how many there are. */
  ids: string[];
  count: number;
}

/** One message in a channel: findings, a digest, a scan, a health problem or a bulk decision. */
export interface Card {
  version: number;
  key: string;
  channel: string;
  content: CardContent;
  /** Hashes of the findings it shows or has shown. */
  members: string[];
  /** Counts the requests to draw it; work is finished only if none came meanwhile. */
  dirty: number;
  /** The message. */
  ts?: string;
  /** The parent of its thread. */
  threadTs?: string;
  /** Fingerprint of what was last drawn. */
  hash?: string;
  /** A post that is under way or whose outcome is not known, and its thread. `at`: epoch milliseconds. */
  attempt?: { token: string; at: number; threadTs?: string };
  /** Epoch milliseconds until when an earlier update may still land. */
  unsure?: number;
  /** The message was deleted. */
  gone?: true;
  /** Slack refused how it was drawn, so it is drawn simpler. */
  plain?: true;
  /**
   * Slack refuses it even so: what was refused, why, and the findings of which that was told. Tried again when it would
   * be drawn differently.
   */
  aside?: { hash: string; reason: string; findings: string[] };
  work?: Work;
  /** The list in which it can be found, and its place there. */
  list?: { name: CardList; rank: string };
}

export type CardList = 'health' | 'scans';

/** What Home and questions show of a finding without reading it: one row of the index. */
export interface Row {
  hash: string;
  key: FindingKey;
  vulnerabilityId: string;
  base: number;
  severity: Finding['severity'];
  status: WorkflowStatus;
  recordState: RecordState;
  /** Image names, at most ten. */
  images: string[];
  packages: string[];
  /** A fixed version of a package is known. Absent in rows of earlier versions. */
  fix?: boolean;
  scanId?: string;
  /** ISO 8601. */
  createdAt: string;
  updatedAt: string;
  /** When it was decided, ISO 8601. */
  closedAt?: string;
  /** Day at which a suppression ends, YYYY-MM-DD. */
  until?: string;
  /** When an open finding is due, ISO 8601. */
  dueAt?: string;
  /** CISA lists it as exploited. */
  exploited?: boolean;
}

/**
 * The lists of findings: open ones by what to do first, suppressed ones by their end, resolved ones by when that was; archived
 * are those that are gone but not resolved.
 */
export type FindingList = 'open' | 'suppressed' | 'resolved' | 'archived';
