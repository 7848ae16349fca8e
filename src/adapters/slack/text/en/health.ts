export const HEALTH = {
  over: (what: string) => `No longer: ${what}`,
  still: (what: string) => `Still: ${what}`,
  isOver: {
    'no-scan': 'A scan has finished again',
    'old-database': 'The vulnerability database is up to date again',
    'token-refused': "Slack accepts the app's token again",
    'set-aside': 'Slack accepts the message again',
  },
  since: (at: string) => `Since ${at}`,
  lasted: (duration: string, at: string) => `Lasted ${duration} (since ${at})`,
  noScan: 'No scan has finished for over 26 hours',
  noScanHint: 'Check the scanner task in ECS and its log, or run /vulnscan to start one.',
  oldDatabase: (at: string) => `The vulnerability database is old: it is from ${at}`,
  oldDatabaseHint:
    'Newer vulnerabilities are not detected. Check that the scanner can reach a database mirror.',
  setAside: (count: string, ids: string) => `Slack refuses the message of ${count}: ${ids}`,
  setAsideHint: (reason: string) =>
    `Slack said: ${reason}. Decide on them in Security Hub or with /vulnscan open; the message is tried again when they change. Please report this as a bug of vulnscan.`,
  token: "Slack refused the app's token",
  alarm: (name: string) => `Alarm ${name}`,
  alarms: {
    'errors-slack': {
      what: 'Clicks and commands fail',
      over: 'Clicks and commands work again',
      hint: 'Nothing is lost; people see an error and can try again. Look for level error in the log of vulnscan-slack.',
    },
    'errors-intake': {
      what: 'Changes of findings cannot be read',
      over: 'Changes of findings are read again',
      hint: 'They are queued and retried. Look for level error in the log of vulnscan-intake.',
    },
    'errors-decide': {
      what: 'Decisions cannot be recorded',
      over: 'Decisions are recorded again',
      hint: 'They are queued and retried. Look for level error in the log of vulnscan-decide.',
    },
    'errors-projector': {
      what: 'Decisions cannot be written to Security Hub',
      over: 'Decisions are written to Security Hub again',
      hint: 'They are kept and retried every minute. Look for the reason in the log of vulnscan-projector.',
    },
    'dead-letters': {
      what: 'Records that could not be processed wait for a person',
      over: 'No records wait for a person any more',
      hint: 'Run npm run redrive to see them and why they failed. Fix the cause, then send them again with --send or delete them with --drop.',
    },
    'errors-tasks': {
      what: 'Commands, the Home tab, and messages about scans fail',
      over: 'Commands, the Home tab, and messages about scans work again',
      hint: 'They are queued and retried. Look for level error in the log of vulnscan-tasks.',
    },
    'posting-stopped': {
      what: 'Nothing could be posted for 15 minutes',
      over: 'Messages are posted again',
      hint: 'Findings are kept until then. npm run doctor tells whether the app was removed from the channel, the channel is archived, or the token is refused. If it finds nothing, Slack did not answer; see the log of vulnscan-painter.',
    },
    'forged-requests': {
      what: 'Requests without a valid signature reach the Slack endpoint',
      over: 'No more requests without a valid signature',
      hint: 'They are refused. Rotate the signing secret if it may have leaked.',
    },
  },
  tokenHint: 'Install the app again and store the new token with npm run setup.',
};
