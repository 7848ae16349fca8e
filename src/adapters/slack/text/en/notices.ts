export const NOTICE = {
  alreadyDecided: (title: string, status: string, by: string) =>
    `${title} is already ${status}, by ${by}.`,
  alreadyDecidedAt: (title: string, status: string, by: string, at: string) =>
    `${title} is already ${status}, by ${by} at ${at}.`,
  status: {
    NEW: 'new',
    NOTIFIED: 'open',
    RESOLVED: 'resolved',
    SUPPRESSED: 'suppressed',
  },
  shownAgain: (title: string) =>
    `This button is out of date: ${title} is shown again in a newer message. Decide there.`,
  partlyDecided: {
    resolve: (title: string, done: number, of: number) => `${title}: ${done} of ${of} resolved.`,
    suppress: (title: string, done: number, of: number) => `${title}: ${done} of ${of} suppressed.`,
    reopen: (title: string, done: number, of: number) => `${title}: ${done} of ${of} reopened.`,
  },
  decidedSinceBy: (count: number, by: string) =>
    `${count} ${count === 1 ? 'was' : 'were'} decided since by ${by}.`,
  shownAgainCount: (count: number) =>
    `${count} ${count === 1 ? 'is' : 'are'} shown again in a newer message.`,
  heldBy: (title: string, by: string, since: string) =>
    `${by} has been on ${title} since ${since}.`,
  notAllowedAsk: (who: string) => `You may not do this. Ask ${who}.`,
  notAllowedMembers:
    'Guests and people of other workspaces may not decide. Ask a full member in this channel; the administrator of vulnscan sets who may decide under triage in vulnscan.yml.',
  membersOnly:
    'vulnscan answers full members of this workspace only, not guests, apps, or people of other workspaces. Ask a full member in this channel.',
  scanner: 'the scanner',
  console: 'someone in Security Hub',
  nothingToAccept: 'Nothing is left to accept here: somebody accepted it before.',
  notFound: 'This finding is no longer in Security Hub. Nothing was changed.',
  decided: {
    resolve: (count: string) => `Resolved ${count}.`,
    suppress: (count: string) => `Suppressed ${count}.`,
    reopen: (count: string) => `Reopened ${count}.`,
  },
  deciding: {
    resolve: (count: string) => `Resolving ${count}; the messages are updated one by one.`,
    suppress: (count: string) => `Suppressing ${count}; the messages are updated one by one.`,
    reopen: (count: string) => `Reopening ${count}; the messages are updated one by one.`,
  },
  undoing: (count: string) =>
    `Reopening ${count}; what the decision has not reached yet stays open.`,
  nothingToUndo: 'No finding has this decision any more; what it has not reached yet stays open.',
  scanStarted: (what: string) => `Requested a scan of ${what}; follow it in the channel.`,
  scanRunning: (what: string) =>
    `A scan of ${what} is already running; its message is in the channel.`,
  scanRunningSince: (what: string, at: string) =>
    `A scan of ${what} has been running since ${at}; its message is in the channel.`,
  unknownImage: (asked: string) => `Unknown image: ${asked}.`,
  didYouMean: (nearest: string) => `Did you mean ${nearest}?`,
  allowedImages: (names: string, registries: string) =>
    `You can scan ${names}, or any image in ${registries}.`,
  allowedAny: (registries: string) => `You can scan any image in ${registries}.`,
  failed: (what: string, reason: string) => `${what} failed: ${reason}`,
  doing: {
    hold: 'Taking the upgrade',
    resolve: 'Resolving',
    suppress: 'Suppressing',
    reopen: 'Reopening',
    scan: 'The scan',
    cancel: 'Cancelling the scan',
    ask: 'The answer',
  },
  triedAgain: 'It is retried automatically.',
  reference: (id: string) => `Reference for the log: ${id}`,
  unexpected:
    'something unexpected happened. Try again; if it keeps failing, ask the administrator of vulnscan',
  unavailable: 'a service did not answer in time. Try again in a minute',
  notIdentified:
    'Slack did not say in time who you are, so nothing was shown or done. Try again in a minute.',
  tooLate: 'Slack waited too long; click again',
  yourClick: 'Your click',
  yourCommand: 'Your command',
  cancelling: 'Asked the scanner to stop; follow it in the channel.',
  noneRunning: 'No scan is running.',
};

export const COMMAND = {
  help: [
    '*/vulnscan* — scan every configured image',
    '*/vulnscan api* — scan one image, or several',
    '*/vulnscan ACCOUNT.dkr.ecr.REGION.amazonaws.com/repo:tag* — any image of an allowed registry',
    '*/vulnscan status* — running scans, last scan, age of the database',
    '*/vulnscan open* `[critical high …] [overdue] [nofix] [image]` — open upgrades, most urgent first',
    '*/vulnscan CVE-…* — where it is, at any severity, and what was decided',
    '*/vulnscan cancel* — stop the running scan',
  ],
  unknownWord: (word: string) => `Unknown command: ${word}.`,
  badReference: (asked: string) => `${asked} is not an image that can be scanned.`,
  badPage: (asked: string) => `${asked} is not a page number; enter one, 1 or more.`,
  badVulnerability: (asked: string) =>
    `${asked} is not a vulnerability id; enter one such as CVE-2024-12345 or GHSA-xxxx-xxxx-xxxx.`,
  oneVulnerability: 'Ask about one vulnerability at a time, such as /vulnscan CVE-2024-12345.',
  tooMany: (most: number) => `Name at most ${most} images, or none to scan all.`,
  seeHelp: 'See /vulnscan help.',
};
