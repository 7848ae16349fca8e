import type { Basis } from './basis';
import type { Finding, FindingKey, RecordState, WorkflowStatus } from './finding';
import type { HealthNotice } from './health';
import type { JoinedChange, MaterialChange, MovedDate, UntoldChange } from './material-change';
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
  action: Decision['kind'] | 'extend' | 'adopted' | 'shown';
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
  /** The card that showed the finding before, until it was drawn again. */
  formerCard?: string;
  /** Keys of cards that showed the present appearance before `card` did, the newest last. */
  earlierCards?: string[];
  /** Id of the remedy under which `card` has it as a member, where that is known, or `toAddAgain`. */
  cardRemedy?: string;
  /** Id of the scan whose page last showed the finding. */
  pageScan?: string;
  /** The note is ours and is written to Security Hub together with the status. */
  ownNote: boolean;
  /** When the note was written, epoch seconds. */
  noteTime: number;
  /** Failed tries of the work that is owed. */
  tries: number;
  /** The last decision, and the changes that are not in the audit yet, oldest first; at most ten. */
  log: Change[];
  /** `seq` of the last change that is in the audit and, with its note, in Security Hub. */
  settled?: number;
  /** Material changes that people were not told of yet, oldest first. */
  untold?: UntoldChange[];
  work?: Work;
}

/** What a card shows. */
export type CardContent =
  /** One finding. */
  | { kind: 'finding' }
  /**
   * Findings of one scan: upgrades. `parent` is the key of the digest in whose thread they are; without it they are in the
   * channel. `total`: new findings of the scan, `size`: of this message.
   */
  | { kind: 'page'; parent?: string; scanId: string; total: number; size: number }
  | { kind: 'digest'; scanId: string; total: number }
  /** `digest` is the key of the digest that shows it: then it is no message of its own. */
  | { kind: 'scan'; report: ScanReport; digest?: string }
  | { kind: 'health'; notice: HealthNotice; postedAt?: string }
  | { kind: 'bulk'; bulk: BulkSummary }
  /** Material changes that one scan found, in the thread of the cards of their findings; see domain/change-card.ts. */
  | { kind: 'changes'; threadTs?: string; broadcast: boolean; lines: ChangeLine[] }
  /**
   * No message: one upgrade, by `remedy/<remedyId>`. `card` is the card that has its buttons. `former` are cards from which
   * open findings are still to be taken over, `before` those from which they were. `holder` is who works on it.
   */
  | {
      kind: 'remedy';
      remedy: string;
      name: string;
      card?: string;
      former?: string[];
      before?: string[];
      holder?: Holder;
      /** Slack's action_ts of the last click that took or released it, epoch seconds. */
      clickedAt?: number;
    }
  /** No message: people whose Home tab shows a running scan. */
  | { kind: 'homes'; users: string[] }
  /** No message: up to which due date, and which finding of it, cards show that they are overdue. */
  | { kind: 'overdue'; until: string };

/** Somebody who works on an upgrade. */
export interface Holder {
  userId: string;
  name: string;
  /** ISO 8601. */
  since: string;
}

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
  /** How many it still held when it was undone: others had been decided again since. */
  reopened?: number;
  /** The click that undid it, which also reopens what the decision reaches later. */
  undo?: { requestId: string; actionTs: string };
}

/** One change that findings have in common. */
export interface ChangeLine {
  change: MaterialChange | JoinedChange;
  due?: MovedDate;
  /** Vulnerability ids, the first few, and how many there are. */
  ids: string[];
  count: number;
  /** Of those that joined a card: how bad each of `ids` is, in the same order. */
  ratings?: Rating[];
}

/** How bad a finding is. */
export type Rating = Pick<Finding, 'severity' | 'score'>;

/** One message in a channel: findings, a digest, a scan, a health problem or a bulk decision. */
export interface Card {
  version: number;
  key: string;
  channel: string;
  content: CardContent;
  /**
   * Hashes of the findings it shows or has shown, which are only added to: a button names how many there were when it was
   * drawn. A finding whose remedy changed is added once more, so that a button drawn before does not decide it.
   */
  members: string[];
  /** By the id of a remedy: the card that has taken its buttons over. */
  next?: Record<string, string>;
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
  /** Its remedy. Absent in rows of earlier versions. */
  remedy?: { key: string; name: string };
  scanId?: string;
  /** ISO 8601. */
  createdAt: string;
  updatedAt: string;
  /** When it was decided, ISO 8601, and the name of the person who did it in Slack. */
  closedAt?: string;
  by?: string;
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
