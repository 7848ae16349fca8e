/*
 * The one table of the services' rates. Waits and ages are in timing.ts.
 */

export interface Rate {
  perSecond: number;
  /** Calls that may be made at once after a pause. */
  burst: number;
}

/** Security Hub's, for one account in one Region. Source: Security Hub's quotas page, November 2026. */
export const HUB_RATES = {
  GetFindings: { perSecond: 3, burst: 6 },
  BatchImportFindings: { perSecond: 10, burst: 30 },
  BatchUpdateFindings: { perSecond: 10, burst: 30 },
} as const satisfies Record<string, Rate>;

/**
 * Slack's, for an app of one workspace. Posting is limited per channel, the others per method. Source: docs.slack.dev,
 * rate limits (tier 3 is "50+ per minute").
 */
export const SLACK_RATES = {
  /** chat.postMessage: about one a second and channel. */
  post: { perSecond: 1, burst: 1 },
  /** conversations.history and conversations.replies. */
  history: { perSecond: 50 / 60, burst: 5 },
  /** chat.update. */
  update: { perSecond: 50 / 60, burst: 5 },
} as const satisfies Record<string, Rate>;

export type HubOperation = keyof typeof HUB_RATES;
export type SlackOperation = keyof typeof SLACK_RATES;
