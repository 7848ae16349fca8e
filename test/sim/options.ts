/** Everything a run can be made to suffer. Probabilities are 0 to 1, times are seconds. */
export interface Options {
  findings: number;
  /** A crash, half before and half after the effect, at each I/O call. */
  crash: number;
  /** An error, half without effect and half with the reply lost, at each I/O call. */
  error: number;
  /** Crash exactly at these I/O calls: n before the effect, n + 0.5 after it. */
  crashAt: number[];
  /** Processes that take turns with alerts.fifo. */
  processes: number;
  /** An idle process is replaced before it is used. */
  recycle: number;
  /** Writes may be applied in another order than they were accepted. */
  reorder: boolean;
  /** Reads that show a state up to `readLag` seconds old. */
  staleReads: number;
  readLag: number;
  /** How old a message is before the history shows it. */
  historyLag: number;
  /** An event comes twice, or two days late once more. */
  duplicates: number;
  late: number;
  /** Another event of the same finding soon after the first. */
  echoes: number;
  clicks: number;
  /** Somebody else clicks the same entry at about the same time. */
  rivals: number;
  /** A decision is taken back by a click later on. */
  reopens: number;
  /** Somebody changes the status in the AWS console, half an hour or later after the post. */
  foreign: number;
  /** Security Hub or the scanner moves the finding back to NEW, hours later. */
  resets: number;
  /** The share of findings that belong to a scan with a digest. */
  digest: number;
  /** Single findings refused for now inside an update that goes well. */
  partial: number;
  /** Share of Security Hub's calls that are throttled. */
  throttled: number;
  /** Slack does not answer from..to. */
  outage: [number, number] | undefined;
  deleted: number;
  locked: number;
  /** Malformed records put into alerts.fifo. */
  poison: number;
  sweep: boolean;
  maxReceives: number;
  hours: number;
  /** The services enforce their quotas, and the handlers pace themselves. */
  quotas: boolean;
  /** Guards taken out, to see whether the harness notices. */
  without: ('witness' | 'repair' | 'wait' | 'read-back')[];
}

const CALM: Options = {
  findings: 20,
  crash: 0,
  error: 0,
  crashAt: [],
  processes: 1,
  recycle: 0,
  reorder: false,
  staleReads: 0,
  readLag: 0,
  historyLag: 1,
  duplicates: 0,
  late: 0,
  echoes: 0,
  clicks: 0.7,
  rivals: 0,
  reopens: 0,
  foreign: 0,
  resets: 0,
  digest: 0,
  partial: 0,
  throttled: 0,
  outage: undefined,
  deleted: 0,
  locked: 0,
  poison: 0,
  sweep: true,
  maxReceives: 200,
  hours: 24,
  quotas: false,
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
    crash: 0.1,
    error: 0.1,
    processes: 2,
    recycle: 0.02,
    reorder: true,
    staleReads: 0.1,
    readLag: 60,
    historyLag: 5,
    duplicates: 0.2,
    late: 0.05,
    echoes: 0.2,
    rivals: 0.2,
    reopens: 0.1,
    foreign: 0.1,
    resets: 0.1,
    digest: 0.4,
    partial: 0.05,
    deleted: 0.02,
    locked: 0.02,
    poison: 0.02,
    ...changes,
  };
}
