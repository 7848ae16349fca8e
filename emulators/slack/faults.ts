import type { PageFaults } from '../../playground/page/protocol';

/** How one coming Web API call goes wrong. */
export interface Failure {
  /** Answer with this HTTP status; 429 carries Retry-After. */
  status?: number;
  retryAfterSeconds?: number;
  /** Answer `ok: false` with this error. */
  error?: string;
  /** Do what was asked, then cut the connection: the caller cannot know. */
  dropReply?: boolean;
  delayMs?: number;
}

/** What is wrong with Slack just now. Members may be set at any time. */
export interface Faults {
  page: PageFaults;
  /** How much longer a call takes while Slack is slow. */
  slowMillis: number;
  /** Every click is delivered twice, as an impatient double click would be. */
  duplicateClicks: boolean;
  /** A new message shows up in histories only so many milliseconds after it was posted. */
  historyLagMillis: number;
  /** The next `times` calls of the method fail so; `*` stands for any method. */
  failNext(method: string, failure: Failure, times?: number): void;
  /** Takes the next planned failure of the method, if there is one. */
  take(method: string): Failure | undefined;
  clear(): void;
}

const NONE: PageFaults = {
  slackSlow: false,
  slackDown: false,
  securityHubThrottled: false,
  eventsDuplicated: false,
  scansStopped: false,
  databaseOld: false,
  poisonMessage: false,
  tokenRefused: false,
};

export function createFaults(historyLagMillis: number): Faults {
  const planned: { method: string; failure: Failure }[] = [];
  const faults: Faults = {
    page: { ...NONE },
    slowMillis: 3000,
    duplicateClicks: false,
    historyLagMillis,
    failNext(method, failure, times = 1) {
      planned.push(...Array.from({ length: times }, () => ({ method, failure })));
    },
    take(method) {
      const index = planned.findIndex((plan) => plan.method === method || plan.method === '*');
      return index < 0 ? undefined : planned.splice(index, 1)[0]?.failure;
    },
    clear() {
      planned.length = 0;
      faults.page = { ...NONE };
      faults.duplicateClicks = false;
      faults.historyLagMillis = 0;
    },
  };
  return faults;
}
