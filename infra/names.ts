/**
 * Names that something outside the stack has to know: the doors, the policies, the doctor, the
 * person reading a console. One installation per account and Region, as Security Hub itself is.
 */
export const NAMES = {
  stack: 'vulnscan',
  cluster: 'vulnscan',
  taskFamily: 'vulnscan-scanner',
  container: 'scanner',
  botToken: '/vulnscan/slack/bot-token',
  signingSecret: '/vulnscan/slack/signing-secret',
  /** The slack door's words for a request that Slack did not sign; a metric filter counts them. */
  forgedRequest: 'forged request refused',
  /** How every sentence about a refused token ends (src/adapters/slack/errors.ts); a metric filter counts them. */
  tokenRefused: 'install the app again and store the new token',
} as const;

export const FUNCTIONS = ['slack', 'alerts', 'actions'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];
