/** Guards that a run can do without, by sabotage of what a port answers. */
export type Guard =
  | 'version'
  | 'mark'
  | 'known'
  | 'time'
  | 'again'
  | 'base'
  | 'dirty'
  | 'attempt'
  | 'search'
  | 'outbox'
  | 'told'
  | 'untold'
  | 'takeover'
  | 'former'
  | 'earlier'
  | 'next'
  | 'shown'
  | 'extends'
  | 'debounce'
  | 'tick'
  | 'sweep';

/** Everything that can happen in a run. Shares are 0 to 1, times are seconds unless stated otherwise. */
export interface Options {
  findings: number;
  /** Findings of a scan, and a few more: an upgrade is not split. */
  scanSize: number;
  /** Least and most findings of an upgrade. */
  cardSize: readonly [number, number];
  /** Findings of an upgrade that only a later scan finds. */
  takeover: number;
  /** When the first of these scans begin after the beginning of the run; the others begin up to twice as late. */
  laterAt: [number, number];
  /** Findings that need a second upgrade; that are shown by another upgrade later on. */
  several: number;
  moves: number;
  /** Upgrades that are due within three days. */
  urgent: number;
  /** They are due so many hours after the beginning; with `rounds`, overdue cards are drawn again every hour. */
  dueAfter: number;
  rounds: boolean;
  /** Findings that another tool imports. */
  unstamped: number;
  hours: number;
  /** The findings arrive within this time. */
  spread: number;
  /** At each call: the process dies before or after the effect; no effect; an effect whose reply is lost. */
  crash: number;
  error: number;
  lost: number;
  /** Calls of Slack and Security Hub that are throttled. */
  throttle: number;
  /** Findings refused for now inside an update that goes well. */
  partial: number;
  /** Posts and updates of Slack with a refusal that concerns the one message. */
  refusals: number;
  /** Slack refuses the channel in this time: archived, or the app was removed from it. */
  channelOut?: [number, number];
  /** Slack does not answer in this time. */
  slackOut?: [number, number];
  /** Security Hub takes no update in this time. */
  hubOut?: [number, number];
  /** Calls of Security Hub keep to its rate. */
  hubPaced: boolean;
  /** Security Hub applies writes in another order; up to five minutes late. */
  reorder: boolean;
  slow: boolean;
  /** Reads that show a state of up to five minutes ago. */
  staleReads: number;
  /** Events and jobs that come twice, up to an hour later; events up to an hour late; events that never come. */
  duplicates: number;
  late: number;
  eventLoss: number;
  historyLag: number;
  /** Posts with a lost reply that land up to 38 s later. */
  landLate: number;
  indexLag: boolean;
  /** A call of the table takes up to a second, so that writes of one item meet. */
  slowTable: boolean;
  /** Somebody else decides within a minute of the import; hours later; takes it back to NEW; right after a click. */
  foreignEarly: number;
  foreignLate: number;
  foreignUndo: number;
  foreignAfter: number;
  /** The scanner imports the finding again within seconds; archives it and brings it back; reopens what was resolved. */
  reimport: number;
  archive: number;
  scannerReopen: number;
  /** Findings that a later scan imports with a material change: another image, or listed as exploited. */
  changes: number;
  /** Clicks on one finding, on a whole card, and on "I'm on it". */
  clicks: number;
  cardClicks: number;
  holds: number;
  /** Suppressions that end on a day, and the share of those that somebody extends. */
  extensions: number;
  twoAtOnce: number;
  reopen: number;
  oldClicks: number;
  /** A bulk decision while messages are being posted, and its undo. */
  bulk: boolean;
  undo: boolean;
  deleted: number;
  locked: number;
  /** Clock of Slack against that of AWS. */
  skew: number;
  without: readonly Guard[];
  /** These faults only, by the number of the call: crash before or after, error, lost reply. */
  faultsAt?: Record<number, Fault>;
}

export type Fault = 'crash-before' | 'crash-after' | 'error' | 'lost-reply';

const CALM: Options = {
  findings: 20,
  scanSize: 3,
  cardSize: [1, 1],
  takeover: 0,
  laterAt: [300, 3_000],
  several: 0,
  moves: 0,
  urgent: 0,
  dueAfter: 48,
  rounds: false,
  unstamped: 0,
  hours: 16,
  spread: 60,
  crash: 0,
  error: 0,
  lost: 0,
  throttle: 0,
  partial: 0,
  refusals: 0,
  hubPaced: false,
  reorder: false,
  slow: false,
  staleReads: 0,
  duplicates: 0,
  late: 0,
  eventLoss: 0,
  historyLag: 1,
  landLate: 0,
  indexLag: false,
  slowTable: false,
  foreignEarly: 0,
  foreignLate: 0,
  foreignUndo: 0,
  foreignAfter: 0,
  reimport: 0,
  archive: 0,
  scannerReopen: 0,
  changes: 0,
  clicks: 0.6,
  cardClicks: 0,
  holds: 0,
  extensions: 0,
  twoAtOnce: 0,
  reopen: 0,
  oldClicks: 0,
  bulk: false,
  undo: false,
  deleted: 0,
  locked: 0,
  skew: 0,
  without: [],
};

/** A calm world, but for what is named. */
export function calm(changes: Partial<Options> = {}): Options {
  return { ...CALM, ...changes };
}

/** A world in which everything happens that can. */
export function stormy(changes: Partial<Options> = {}): Options {
  return {
    ...CALM,
    scanSize: 10,
    cardSize: [1, 6],
    takeover: 0.2,
    several: 0.1,
    moves: 0.05,
    urgent: 0.2,
    unstamped: 0.05,
    crash: 0.05,
    error: 0.05,
    lost: 0.05,
    throttle: 0.1,
    partial: 0.1,
    refusals: 0.01,
    reorder: true,
    slow: true,
    staleReads: 0.3,
    duplicates: 0.2,
    late: 0.03,
    historyLag: 20,
    landLate: 0.5,
    indexLag: true,
    foreignEarly: 0.25,
    foreignLate: 0.3,
    foreignUndo: 0.15,
    reimport: 0.3,
    archive: 0.25,
    scannerReopen: 0.3,
    clicks: 0.3,
    cardClicks: 0.5,
    holds: 0.1,
    twoAtOnce: 0.3,
    reopen: 0.25,
    bulk: true,
    undo: true,
    deleted: 0.1,
    skew: 2,
    ...changes,
  };
}
