/*
 * The one table of what the services allow: every wait, share and bound is derived from it.
 */

export interface Rate {
  perSecond: number;
  /** Calls that may be made at once after a rest. */
  burst: number;
}

/** Security Hub's, one account in one Region. Source: Security Hub's page of quotas, November 2026. */
export const HUB_RATES = {
  GetFindings: { perSecond: 3, burst: 6 },
  GetFindingHistory: { perSecond: 10, burst: 30 },
  BatchImportFindings: { perSecond: 10, burst: 30 },
  BatchUpdateFindings: { perSecond: 10, burst: 30 },
} as const satisfies Record<string, Rate>;

/**
 * Slack's, an app of one workspace. A post's limit is the channel's, the others' are the method's. Source:
 * docs.slack.dev, rate limits (tier 3 is "50 and more a minute").
 */
export const SLACK_RATES = {
  /** chat.postMessage: about one a second and channel. */
  post: { perSecond: 1, burst: 1 },
  /** conversations.history and conversations.replies. */
  history: { perSecond: 50 / 60, burst: 5 },
  /** chat.update. */
  rewrite: { perSecond: 50 / 60, burst: 5 },
} as const satisfies Record<string, Rate>;

export type HubOperation = keyof typeof HUB_RATES;
export type SlackOperation = keyof typeof SLACK_RATES;
