/** The page's own texts in English. A test checks that `ja.ts` has the same keys. */
export const en = {
  locale: 'en-GB',
  /** Of the times in messages, as Slack itself writes them. */
  slackLocale: 'en-US',
  connecting: 'Connecting to the playground…',
  connection: { connecting: 'Connecting…', live: 'Live', reconnecting: 'Reconnecting…' },
  noServer: 'The playground’s server does not answer. If npm start has stopped, its state is gone.',
  wrong: 'Something went wrong.',
  /** Translates an error of Slack or of the server; English needs no translation. */
  said: (words: string) => words,

  side: {
    workspace: 'Workspace',
    channels: 'Channels',
    apps: 'Apps',
    home: 'Home',
    unread: 'unread',
    actAs: 'Act as',
    kinds: { member: 'Member', guest: 'Guest', outsider: 'Outsider' },
  },

  bar: {
    startTour: 'Start the tour',
    behind: 'Behind the scenes',
    theme: (theme: string) => `Theme: ${theme}`,
    themes: { auto: 'auto', light: 'light', dark: 'dark' },
    otherLanguage: 'Slack and this page in Japanese',
    /** Shown after the switch to English. */
    spoken: 'Switched to English. The messages are drawn again.',
    dismiss: 'Dismiss',
  },

  tour: {
    name: 'Guided tour',
    steps: {
      scan: {
        title: 'Scan everything',
        text: () => 'Type /vulnscan in the message box and press Enter. A scan takes five seconds.',
      },
      alert: {
        title: 'Wait for the first card',
        text: () => 'A scan is running. What it finds is posted here, with what to upgrade first.',
      },
      resolve: {
        title: 'Resolve an upgrade',
        text: () =>
          'Press Resolve where it is highlighted. It decides all that this upgrade clears.',
      },
      hub: {
        title: 'Watch Security Hub',
        text: () =>
          'The decision was written to Security Hub. Open the finding’s row to read its note.',
      },
      suppress: {
        title: 'Suppress with a reason',
        text: () => 'Press Suppress… on another card, say why and until when, and submit.',
      },
      command: {
        title: 'Scan an image',
        text: (command: string) =>
          `Type ${command} in the message box and press Enter, then follow the progress message.`,
      },
    },
    done: (step: string) => `${step}, done`,
    over: 'The tour is complete',
    overText:
      'You have seen the scan, the card, the decision and Security Hub. Try the Faults tab next.',
    show: 'Show me',
    close: 'Close the tour',
  },

  channel: {
    messagesIn: (channel: string) => `Messages in #${channel}`,
    messageTo: (channel: string) => `Message #${channel}`,
    placeholder: 'Type /vulnscan here',
    commandsOnly: 'This channel takes slash commands only. Try /vulnscan help.',
    send: 'Send',
    commands: 'Commands',
    completes: 'completes,',
    sends: 'sends',
    newest: 'Newest',
    today: 'Today',
    hints: {
      all: 'scan every configured image',
      image: 'scan this image',
      status: 'running scans, the last scan, the database’s age',
      open: 'open findings, worst first',
      openCritical: 'open critical findings',
      openOverdue: 'what is overdue',
      affected: 'where a CVE was found and its status',
      cancel: 'stop the running scan',
      help: 'all commands',
    },
  },

  message: {
    by: (name: string, time: string) => `${name}, ${time}`,
    somebody: 'Somebody',
    own: 'Only visible to you',
    broadcast: 'from a thread',
    app: 'App',
    edited: '(edited)',
    replies: (count: number) => (count === 1 ? '1 reply' : `${count} replies`),
    viewThread: 'View thread',
    thread: 'Thread',
    threadMessages: 'Thread messages',
    closeThread: 'Close thread',
    homeOf: 'vulnscan Home',
    noHome:
      'The app has not published its Home for this user yet. It is published once the queue is processed.',
  },

  form: {
    optional: '(optional)',
    choose: 'Choose…',
    moreActions: 'More actions',
    back: 'Back',
    close: 'Close',
    cancel: 'Cancel',
    yes: 'Yes',
    sure: 'Are you sure?',
    trouble: 'We had some trouble connecting. Try again?',
    unsupported: (what: string) => `Unsupported ${what}: this page can’t show it.`,
    block: (type: string) => `block “${type}”`,
    element: (type: string) => `element “${type}”`,
  },

  panel: {
    tabs: { hub: 'Security Hub', queues: 'Queues', tasks: 'Tasks', faults: 'Faults' },
    shown: (shown: number, all: number) => `${shown} of ${all} findings`,
    firstDrawn: (most: number) => `, the first ${most} shown`,
    awsAt: (url: string) => `AWS emulator: ${url}`,
    notKept: 'Everything here is gone when npm start stops.',
    findings: 'Findings',
    filter: 'Filter findings',
    filterHint: 'CVE, package, image…',
    status: 'Workflow status',
    anyStatus: 'Any status',
    columns: { severity: 'Severity', status: 'Status', title: 'Finding', updated: 'Imported' },
    /** Only imports change Security Hub's UpdatedAt, which readers may not expect. */
    updatedHelp: 'UpdatedAt: when the scanner last imported it. A decision does not change it.',
    noMatch: 'No finding matches.',
    noFindings: 'Nothing has been imported yet.',
  },

  finding: {
    name: 'Finding',
    all: 'All findings',
    id: 'Id',
    images: 'Images',
    note: 'Note',
    asff: 'ASFF in Security Hub',
    console: 'Change it in the AWS console',
    consoleHelp: 'A change made outside Slack. The message in the channel is updated.',
    newStatus: 'New status',
    noteHint: 'Note (optional)',
    change: 'Change',
  },

  queues: {
    name: 'Queues',
    queue: 'Queue',
    waiting: 'Waiting',
    inFlight: 'In flight',
    delayed: 'Delayed',
    traffic: 'Traffic',
    nothing: 'No traffic yet.',
    loop: 'Scanner to Security Hub to EventBridge to SQS to Lambda, which keeps the ledger, to Slack, and back',
    names: { scanner: 'Scanner', ledger: 'Ledger' },
    detail: {
      scanner: 'ECS task, Trivy',
      'security-hub': 'keeps findings',
      eventbridge: 'rules',
      sqs: 'queues',
      lambda: '6 functions',
      ledger: 'DynamoDB, keeps state',
      slack: 'people decide',
    },
  },

  tasks: {
    nothing: 'No task has run yet. Type /vulnscan to start one.',
    exit: (code: number) => `exit ${code}`,
    log: (lines: number) => (lines === 1 ? 'Log, 1 line' : `Log, ${lines} lines`),
    kill: 'Kill',
    killHelp: 'Ends the task at once, as lack of memory does.',
  },

  faults: {
    help: 'Switch a fault on, then scan or decide, and watch the Queues tab.',
    slackSlow: {
      title: 'Slack is slow',
      text: 'Every Web API call takes 3 s longer. Resolve still works; a form that opens too late shows an error.',
    },
    slackDown: {
      title: 'Slack is down',
      text: 'The Web API answers 503. Alerts wait in the queue; none is lost.',
    },
    securityHubThrottled: {
      title: 'Security Hub is throttled',
      text: 'Half of all calls are refused. Decisions arrive later, each exactly once.',
    },
    eventsDuplicated: {
      title: 'Events arrive twice and out of order',
      text: 'EventBridge delivers at least once. Every card is still posted once.',
    },
    poisonMessage: {
      title: 'An unreadable message',
      text: 'A message no function can read is put into quarantine and blocks nothing. Off: quarantine is emptied.',
    },
    scansStopped: {
      title: 'Scans have stopped',
      text: 'Half a second counts as an hour: after 13 seconds without a finished scan, an alarm is posted. A scan ends it.',
    },
    databaseOld: {
      title: 'The vulnerability database is old',
      text: 'Starts a scan with a database that is three days old. Off: starts a scan with a fresh one.',
    },
    tokenRefused: {
      title: 'Slack refuses the token',
      text: 'Nothing can be posted, including this alarm. Waiting messages are posted when it is off again.',
    },
    watches: 'Alarms of vulnscan itself',
    watchesHelp: 'Each alarm is one message in the channel, which also shows when it is over.',
    day: 'A day passes',
    dayHelp: 'Scans the images after some were rebuilt: some findings are fixed, others are new.',
    rescan: 'Run the next recorded scan',
    rescanStarted: 'The next recorded scan has started.',
    exploited: 'A CVE becomes known to be exploited',
    exploitedHelp:
      'CISA lists it, and a scan follows. An open finding’s thread says so; a decided one is reopened.',
    exploitedChoice: 'Vulnerability',
    exploitedButton: 'CISA lists it',
    newImage: 'A new service runs an image',
    newImageHelp:
      'checkout-public, which the internet can reach, has what api has. The threads and the scan’s message say so.',
    newImageButton: 'Run checkout-public',
    scanStarted: 'It has happened; the scan that finds it has started.',
  },
};

export type PageText = typeof en;
