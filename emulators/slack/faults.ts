/** How one of the next Web API calls fails. */
export interface Failure {
  /** Answer with this HTTP status; 429 carries Retry-After. */
  status?: number;
  retryAfterSeconds?: number;
  /** Answer `ok: false` with this error. */
  error?: string;
  /** What Slack adds to the error. */
  response_metadata?: { messages: string[] };
  /** Do what was asked, then cut the connection, so that the caller gets no answer. */
  dropReply?: boolean;
  delayMs?: number;
}

/** Faults of Slack, all off at first. Members may be set at any time. */
export interface Faults {
  /** Each Web API call takes `slowMillis` longer. */
  slow: boolean;
  slowMillis: number;
  /** The Web API answers 503 to everything. */
  down: boolean;
  /** The Web API answers invalid_auth to everything. */
  tokenRefused: boolean;
  /** Every click is delivered twice, as by a double click. */
  duplicateClicks: boolean;
  /** Milliseconds until a new message is in histories. */
  historyLagMillis: number;
  /**
   * The next `times` calls of the method fail this way; `*` is any method. With `about` only those whose arguments have this
   * text in them.
   */
  failNext(method: string, failure: Failure, times?: number, about?: string): void;
  /** Takes the next planned failure of the method with these arguments, if there is one. */
  take(method: string, args: unknown): Failure | undefined;
  clear(): void;
}

export function createFaults(historyLagMillis: number): Faults {
  const planned: { method: string; failure: Failure; about: string }[] = [];
  const faults: Faults = {
    slow: false,
    slowMillis: 3000,
    down: false,
    tokenRefused: false,
    duplicateClicks: false,
    historyLagMillis,
    failNext(method, failure, times = 1, about = '') {
      planned.push(...Array.from({ length: times }, () => ({ method, failure, about })));
    },
    take(method, args) {
      if (planned.length === 0) return undefined;
      const said = JSON.stringify(args);
      const index = planned.findIndex(
        (plan) => (plan.method === method || plan.method === '*') && said.includes(plan.about),
      );
      return index < 0 ? undefined : planned.splice(index, 1)[0]?.failure;
    },
    clear() {
      planned.length = 0;
      Object.assign(faults, { slow: false, down: false, tokenRefused: false });
      faults.duplicateClicks = false;
      faults.historyLagMillis = 0;
    },
  };
  return faults;
}
