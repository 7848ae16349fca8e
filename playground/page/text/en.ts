/** Everything the page itself says, in English. `ja.ts` has the same keys; a test holds them to it. */
export const en = {
  locale: 'en-GB',
  connecting: 'Connecting to the playground…',
  connection: { connecting: 'Connecting…', live: 'Live', reconnecting: 'Reconnecting…' },
  noServer: 'The playground’s server does not answer. Is npm start running?',
  wrong: 'Something went wrong.',
  /** What Slack or the server behind says of an act that failed; here as it was said. */
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
    /** Once it is switched to English. */
    spoken:
      'English it is. Alerts are being redrawn; digests and scan messages follow with the next scan.',
    dismiss: 'Dismiss',
  },

  tour: {
    name: 'Guided tour',
    steps: {
      alert: {
        title: 'An alert has arrived',
        text: () => 'A scan found something new. It was posted once, with what to upgrade first.',
      },
      resolve: {
        title: 'Resolve it',
        text: () =>
          'Press Resolve in the highlighted message. You decide for every image it runs in.',
      },
      hub: {
        title: 'Watch Security Hub',
        text: () =>
          'The decision was written back. Open the finding’s row to read the note it carries now.',
      },
      suppress: {
        title: 'Suppress with a reason',
        text: () => 'Press Suppress… on another alert, say why and until when, and submit.',
      },
      command: {
        title: 'Scan an image',
        text: (command: string) =>
          `Type ${command} in the message box and press Enter, then watch its message move.`,
      },
    },
    done: (step: string) => `${step}, done`,
    over: 'That is the whole loop',
    overText: 'Scan, post, decide, written back. Try the Faults tab next.',
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
      open: 'what is undecided, worst first',
      openCritical: 'what is undecided and critical',
      affected: 'where a CVE was found and what was decided',
      cancel: 'stop the running scan',
      help: 'everything it understands',
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
      'The app has not published its Home for this user yet. It does when it has worked through its queue.',
  },

  form: {
    optional: '(optional)',
    choose: 'Choose…',
    options: 'Options',
    moreActions: 'More actions',
    back: 'Back',
    close: 'Close',
    cancel: 'Cancel',
    yes: 'Yes',
    sure: 'Are you sure?',
    trouble: 'We had some trouble connecting. Try again?',
    unsupported: (what: string) => `Unsupported ${what}: this page can’t draw it, Slack may.`,
    block: (type: string) => `block “${type}”`,
    element: (type: string) => `element “${type}”`,
    image: 'image',
    chart: 'chart',
    table: 'Table',
    showAsTable: 'Show as table',
    name: 'Name',
    count: 'Count',
    chartOf: (title: string) => `Chart: ${title}`,
  },

  panel: {
    tabs: { hub: 'Security Hub', queues: 'Queues', tasks: 'Tasks', faults: 'Faults' },
    shown: (shown: number, all: number) => `${shown} of ${all} findings`,
    firstDrawn: (most: number) => `, the first ${most} drawn`,
    awsAt: (url: string) => `AWS stands in at ${url}`,
    findings: 'Findings',
    filter: 'Filter findings',
    filterHint: 'CVE, package, image…',
    status: 'Workflow status',
    anyStatus: 'Any status',
    columns: { severity: 'Severity', status: 'Status', title: 'Finding', updated: 'Imported' },
    /** Security Hub's UpdatedAt belongs to the scanner: people wonder why a decision leaves it alone. */
    updatedHelp: 'UpdatedAt: when the scanner last imported it. A decision does not move it.',
    noMatch: 'No finding matches.',
  },

  finding: {
    name: 'Finding',
    all: 'All findings',
    id: 'Id',
    images: 'Images',
    note: 'Note',
    asff: 'ASFF, as Security Hub holds it',
    console: 'Change it in the AWS console',
    consoleHelp: 'Past Slack, as a colleague would. The message in the channel follows.',
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
    nothing: 'Nothing has moved yet.',
    loop: 'Scanner to Security Hub to EventBridge to SQS to Lambda to Slack, and back',
    scanner: 'Scanner',
    detail: {
      scanner: 'ECS task, Trivy',
      'security-hub': 'the truth',
      eventbridge: 'rules',
      sqs: 'the order',
      lambda: 'three doors',
      slack: 'people decide',
    },
  },

  tasks: {
    nothing: 'No task has run yet. Type /vulnscan to start one.',
    exit: (code: number) => `exit ${code}`,
    log: (lines: number) => (lines === 1 ? 'Log, 1 line' : `Log, ${lines} lines`),
  },

  faults: {
    help: 'Switch a fault on, let something happen, and watch the Queues tab.',
    slackSlow: {
      title: 'Slack is slow',
      text: 'Every Web API call takes 3 s longer. Resolve still works; a form that comes too late says so.',
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
      title: 'Events come twice, out of order',
      text: 'EventBridge promises no better. Every alert is still posted once.',
    },
    poisonMessage: {
      title: 'A message nobody can read',
      text: 'Nonsense in a queue is set aside and holds nothing up. Off: somebody has thrown it away.',
    },
    scansStopped: {
      title: 'Scans have stopped',
      text: 'Half a second counts as an hour: after 13 seconds without a finished scan it is told. A scan ends it.',
    },
    databaseOld: {
      title: 'The vulnerability database is old',
      text: 'Starts a scan with a database of three days ago. Off: a scan with a fresh one.',
    },
    tokenRefused: {
      title: 'Slack refuses the token',
      text: 'Nothing can be posted, not even this. All that waits is posted when it is off again.',
    },
    watches: 'vulnscan watches itself',
    watchesHelp: 'Each trouble is one message in the channel, which also says when it is over.',
    day: 'A day passes',
    dayHelp:
      'Scans the images as they are after some were rebuilt: something is fixed, something is new.',
    rescan: 'Run the next recorded scan',
    rescanStarted: 'The next recorded scan has started.',
  },
};

export type PageText = typeof en;
