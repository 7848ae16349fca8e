/*
 * What Slack allows an app of one workspace: calls a second, and how many at once. A post's limit is the channel's,
 * the others' are the method's. Source: docs.slack.dev, rate limits (tier 3 is "50 and more a minute").
 */

export interface Rate {
  perSecond: number;
  burst: number;
}

export const SLACK_RATES = {
  /** chat.postMessage: about one a second and channel. */
  post: { perSecond: 1, burst: 1 },
  /** conversations.history and conversations.replies. */
  history: { perSecond: 50 / 60, burst: 5 },
  /** chat.update. */
  rewrite: { perSecond: 50 / 60, burst: 5 },
} as const satisfies Record<string, Rate>;

export type SlackOperation = keyof typeof SLACK_RATES;
