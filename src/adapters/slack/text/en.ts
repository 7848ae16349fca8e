import type { Cause } from '../../../domain/material-change';

const CHANGED: Record<'exploited' | 'exposed' | 'severity', string> = {
  exploited: 'exploited',
  exposed: 'exposed',
  severity: 'rated higher',
};

/** `in any other image, or if it is exploited, exposed or rated higher, or once a fix is out`. */
function askedWhen(causes: Cause[]): string {
  const changed = (['exploited', 'exposed', 'severity'] as const)
    .filter((cause) => causes.includes(cause))
    .map((cause) => CHANGED[cause]);
  const last = changed.at(-1);
  const list = changed.length > 1 ? `${changed.slice(0, -1).join(', ')} or ${last}` : last;
  return [
    ...(causes.includes('image') ? ['in any other image'] : []),
    ...(list === undefined ? [] : [`if it is ${list}`]),
    ...(causes.includes('fix') ? ['once a fix is out'] : []),
  ].join(', or ');
}

/** All texts that vulnscan shows in Slack, in English. `ja.ts` has the same keys. */
export const en = {
  locale: 'en-GB',
  severity: {
    CRITICAL: 'Critical',
    HIGH: 'High',
    MEDIUM: 'Medium',
    LOW: 'Low',
    INFORMATIONAL: 'Not rated',
  },
  images: (count: number) => (count === 1 ? '1 image' : `${count} images`),
  kinds: {
    repository: {
      name: 'repository',
      count: (count: number) => (count === 1 ? '1 repository' : `${count} repositories`),
    },
    filesystem: {
      name: 'file system',
      count: (count: number) => (count === 1 ? '1 file system' : `${count} file systems`),
    },
    sbom: {
      name: 'SBOM file',
      count: (count: number) => (count === 1 ? '1 SBOM file' : `${count} SBOM files`),
    },
    vm: {
      name: 'virtual machine',
      count: (count: number) => (count === 1 ? '1 virtual machine' : `${count} virtual machines`),
    },
  },
  places: (count: number) => (count === 1 ? '1 place' : `${count} places`),
  findings: (count: number) => (count === 1 ? '1 finding' : `${count} findings`),
  andMore: (count: number) => `and ${count} more`,
  or: ' or ',
  listed: (items: string[]) => items.join(', '),
  sentences: (parts: string[]) => parts.join(' '),
  minutes: (count: number) => (count === 1 ? '1 minute' : `${count} minutes`),
  seconds: (count: number) => (count === 1 ? '1 second' : `${count} seconds`),
  hours: (count: number) => `${count} hours`,
  days: (count: number) => `${count} days`,

  alert: {
    noFix: 'no fix yet',
    noFixComing: {
      will_not_fix: 'will not be fixed',
      fix_deferred: 'fix deferred by the vendor',
      end_of_life: 'end of life, no fix',
    },
    severalFixes: 'several fixes',
    severalFixesFor: (name: string) => `Upgrade ${name}; the versions to upgrade to differ`,
    endOfLife: (os: string) =>
      `${os} is past its end of life: new vulnerabilities in it are not published`,
    upgrade: (name: string, from: string, to: string) => `Upgrade ${name} from ${from} to ${to}`,
    noFixFor: (name: string, version: string) => `${name} ${version} has no fix yet`,
    morePackages: (count: number) =>
      count === 1 ? 'and 1 more package' : `and ${count} more packages`,
    foundIn: 'Found in',
    wasIn: 'Was in',
    runsIn: 'Runs in',
    pastEndOfLife: (os: string) => `${os} past end of life`,
    score: (score: string, version?: string) =>
      version === undefined ? `CVSS ${score}` : `CVSS ${version} ${score}`,
    securityHub: 'Security Hub',
    reason: {
      new: '',
      reopened: 'Reopened',
      back: 'Came back: it was gone, and a scan detected it again',
    },
    again: { reopened: 'Reopened', back: 'Came back' },
    spoken: (severity: string, id: string, what: string, images: string) =>
      `${severity}: ${id}. ${what}. Found in ${images}.`,
    spokenDecided: (state: string, severity: string, id: string, what: string) =>
      `${state}. ${severity}: ${id}. ${what}.`,
    page: (count: number, ids: string) =>
      count === 1 ? `1 vulnerability: ${ids}` : `${count} vulnerabilities: ${ids}`,
    decideFor: (action: string, id: string) => `${action} ${id}`,
    shownAgain: 'Shown again below',
    useSecurityHub: 'Its id is too long for buttons; decide it in Security Hub',
  },

  /** By when, and why then. Parts of lines: they begin with small letters. */
  urgency: {
    due: (day: string) => `due ${day}`,
    overdueSince: (day: string) => `overdue since ${day}`,
    nextRebuild: 'at the next rebuild',
    exploited: 'exploited',
    knownExploited: 'known to be exploited',
    inKev: (day: string) => `known to be exploited (CISA KEV, ${day})`,
    exposed: {
      yes: 'exposed to the internet',
      no: 'not exposed to the internet',
      unknown: 'exposure not known, treated as exposed',
    },
    automatable: { yes: 'automatable', no: 'not automatable' },
    impact: { total: 'total impact', partial: 'partial impact' },
    assumedWorst: 'no CVSS vector, treated as automatable with total impact',
    checkSigns: 'check for signs of compromise',
    sentence: (words: string) => `${words}.`,
    countOverdue: (count: number) => `${count} overdue`,
    countSoon: (count: number, by?: string) =>
      by === undefined ? `${count} due soon` : `${count} due by ${by}`,
    first: (id: string, image: string) => `first: ${id} in ${image}`,
    answers: {
      period: (days: number, since: string) =>
        `Due ${days} days after ${since}, by CISA's directive BOD 26-04`,
      earlier: (due: string) => `Still due ${due}, as before it became more urgent`,
      noPeriod: "At the next rebuild, by CISA's directive BOD 26-04",
      exploitedSince: (day: string) => `Known to be exploited since ${day} (CISA KEV)`,
      notExploited: 'Not known to be exploited (CISA KEV)',
      notExploitedAsOf: (day: string) =>
        `Not known to be exploited as of ${day}: no newer copy of CISA's catalogue could be read`,
      noCatalogue: "Not known whether it is exploited: CISA's catalogue could not be read",
      feedsOff:
        "Not known whether it is exploited: CISA's catalogue is not read (feeds: off in vulnscan.yml)",
      from: (answer: string, source: string) => `${answer} (${source})`,
      source: {
        configured: 'by vulnscan.yml',
        derived: 'derived from ECS',
        cvss: 'from the CVSS vector',
        assumed: 'assumed: there is no CVSS vector',
      },
      epss: (score: string, percentile: string) =>
        `EPSS ${score} %: the likelihood of exploitation within 30 days, higher than that of ${percentile} % of all vulnerabilities`,
    },
  },

  state: {
    resolved: 'Resolved',
    suppressed: 'Suppressed',
    gone: 'Gone',
    reopened: 'Reopened',
    archived: 'Archived',
  },
  decision: {
    by: (state: string, who: string) => `${state} by ${who}`,
    elsewhere: (state: string) => `${state} in Security Hub`,
    archived: 'Archived in Security Hub. It comes back if a scan still detects it',
    byScanner: (state: string) => `${state} by the scanner`,
    goneSince: (at: string, where: string) => `Gone since ${at}: no longer in ${where}`,
    unscannedSince: (at: string, where: string) => `Not scanned since ${at}: ${where}`,
    until: {
      fix: 'until a fix exists',
      date: (date: string) => `until ${date}`,
      ever: 'for good',
    },
    renamedFrom: (id: string) => `Renamed from ${id}`,
    renamedTo: (id: string) => `Renamed to ${id}; see there`,
    archivedAt: (at: string) => `Archived ${at}`,
    goneSinceThen: 'No longer detected in any scanned image',
    stillThere: (where: string) => `Still detected in ${where} after it was resolved.`,
    expired: (date: string, where: string) =>
      `The suppression ended on ${date}; still detected in ${where}.`,
    fixOut: (fixes: string) => `A fix is out: ${fixes}.`,
    nowExploited: (day: string) => `Now known to be exploited (CISA KEV, ${day}).`,
    nowExposed: (where: string) => `Now exposed to the internet: ${where}.`,
    nowRated: (to: string, from: string) => `Rated ${to}, was ${from}.`,
    nowAlsoIn: (where: string, exposed: boolean, covers: string) =>
      `Now also in ${where}${exposed ? ', exposed to the internet' : ''}: ${covers}.`,
    coversOnly: {
      suppression: (where: string) => `the suppression covers only ${where}`,
      resolution: (where: string) => `it was resolved only in ${where}`,
    },
    otherImages: 'other images',
    in: (where: string) => `in ${where}`,
    everywhere: 'everywhere',
    justified: {
      'not-reachable': 'not reachable',
      'not-in-execute-path': 'not in the execute path',
      'mitigated-otherwise': 'mitigated otherwise',
      'risk-accepted': 'risk accepted',
      'false-positive': 'false positive',
    },
    askedAgain: (causes: Cause[]) => `asked again ${askedWhen(causes)}`,
    opensAgain: (at: string, elsewhere: boolean) =>
      `opens again if a scan still finds it after ${at}${elsewhere ? ', or finds it in any other image' : ''}`,
    backIn: (where: string) => `Detected again in ${where}.`,
    before: (note: string) => `Before: ${note}`,
    anyImage: 'any image',
  },

  button: {
    resolve: 'Resolve',
    suppress: 'Suppress…',
    reopen: 'Reopen',
    triageAll: 'Triage all…',
    cancel: 'Cancel scan',
    accept: 'Accept: they are gone',
    scanNow: 'Scan now',
    refresh: 'Refresh',
    undo: 'Undo',
  },
  confirm: {
    cancelTitle: 'Cancel this scan?',
    cancelText: 'Images that are already scanned stay as they are.',
    cancelYes: 'Cancel scan',
    cancelNo: 'Keep scanning',
    acceptTitle: 'Accept as gone?',
    acceptText: (images: string) =>
      `A new scan of ${images} closes the findings that it does not show. Accept only if you know why they are gone.`,
    acceptYes: 'Accept',
    acceptNo: 'Keep them',
  },

  bulk: {
    done: {
      resolve: (who: string, count: number, total: string) =>
        `${who} resolved ${count} of ${total}`,
      suppress: (who: string, count: number, total: string) =>
        `${who} suppressed ${count} of ${total}`,
      reopen: (who: string, count: number, total: string) => `${who} reopened ${count} of ${total}`,
    },
    undone: (who: string) => `undone by ${who}`,
    here: 'only in the images that each is in now',
  },

  /** Lines in the thread of a card. `ids` are vulnerability ids. */
  changes: {
    exploited: (ids: string) => `Now known to be exploited: ${ids}`,
    exposed: (images: string, ids: string) =>
      images === ''
        ? `Now exposed to the internet: ${ids}`
        : `Now exposed to the internet in ${images}: ${ids}`,
    severity: (from: string, to: string, ids: string) => `Now rated ${to}, was ${from}: ${ids}`,
    image: (images: string, ids: string) => `Now also in ${images}: ${ids}`,
    exposedImage: (images: string, ids: string) =>
      `Now also in ${images}, exposed to the internet: ${ids}`,
    fix: (fixes: string, ids: string) => `A fix is out: ${fixes} · ${ids}`,
    due: (at: string, before?: string) =>
      before === undefined
        ? `due ${at} instead of at the next rebuild`
        : `due ${at} instead of ${before}`,
    more: (count: number) => (count === 1 ? 'and 1 more change' : `and ${count} more changes`),
  },

  digest: {
    title: (count: number) =>
      count === 1 ? '1 new vulnerability' : `${count} new vulnerabilities`,
    soFar: 'So far:',
    inThread: 'Each one is in the thread, with its own buttons.',
    worst: 'Start with these',
    images: 'Most affected',
    chart: 'New by severity',
    chartSeries: 'New',
    spoken: (title: string, counts: string) => `${title}: ${counts}. Each one is in the thread.`,
  },

  scan: {
    all: 'all images',
    state: {
      queued: (what: string) => `Scan of ${what} is queued`,
      pulling: (what: string) => `Scan of ${what} is starting`,
      scanning: (what: string) => `Scanning ${what}`,
      done: (what: string) => `Scan of ${what} is done`,
      partly: (what: string) => `Scan of ${what} finished with errors`,
      doubted: (what: string) => `Scan of ${what} finished, but not everything could be judged`,
      noResult: (what: string) => `Scan of ${what} ended without a result`,
      failed: (what: string) => `Scan of ${what} failed`,
      cancelled: (what: string) => `Scan of ${what} was cancelled`,
    },
    pullingHint: 'AWS is starting the scanner; this takes about a minute.',
    progress: (done: number, total: number) => `${done} of ${total} images`,
    last: (image: string) => `last: ${image}`,
    counts: {
      new: (count: number) => `${count} new`,
      reopened: (count: number) => `${count} reopened`,
      fixed: (count: number) => `${count} gone`,
      unscanned: (count: number) => `${count} no longer scanned`,
    },
    nothingNew: 'Nothing new',
    knownImage: (image: string, count: number) =>
      count === 1
        ? `New image ${image}: its 1 finding is known from other images, and its message names it.`
        : `New image ${image}: its ${count} findings are known from other images, and their messages name it.`,
    moreKnownImages: (count: number) =>
      count === 1 ? 'and 1 more new image' : `and ${count} more new images`,
    open: (count: number) => `${count} open`,
    openCritical: (count: number, critical: number) => `${count} open (${critical} critical)`,
    nothingOpen: 'nothing open',
    notScanned: (image: string, why: string) => `${image} could not be scanned: ${why}`,
    moreNotScanned: (count: number) =>
      count === 1 ? 'and 1 more image' : `and ${count} more images`,
    refused: (count: number) =>
      `Security Hub refused ${count === 1 ? '1 finding' : `${count} findings`}; the scanner's log names them.`,
    leftOut: (what: string) => `Left out, because only vulnerabilities become findings: ${what}`,
    entries: {
      secrets: (count: number) => (count === 1 ? '1 secret' : `${count} secrets`),
      misconfigurations: (count: number) =>
        count === 1 ? '1 misconfiguration' : `${count} misconfigurations`,
      licenses: (count: number) => (count === 1 ? '1 licence' : `${count} licences`),
      withoutId: (count: number) =>
        count === 1 ? '1 entry without an id' : `${count} entries without an id`,
    },
    notArchived: (why: string) =>
      `What was found is not in the archive, so questions about a vulnerability are answered from the complete scan before: ${why}`,
    acceptedBy: (who: string) =>
      `${who} accepted that they are gone; a scan of these images looks again and closes them.`,
    requestedBy: (who: string) => `requested by ${who}`,
    took: (duration: string) => `took ${duration}`,
    database: (at: string) => `vulnerability database of ${at}`,
    databaseUnknown: 'date of the vulnerability database unknown',
    why: (problem: string) => `Why: ${problem}`,
  },

  /** Images about which a scan could not say all. */
  attention: {
    some: (count: number, total: number) => `${count} of ${total} images could not be judged`,
    all: (count: number) =>
      count === 1 ? '1 image could not be judged' : `${count} images could not be judged`,
    reason: {
      'nothing-scanned': (image: string, _os: string) =>
        `${image}: Trivy could look at nothing in it, so no findings proves nothing. Check what the image is built from.`,
      'end-of-life': (image: string, os: string) =>
        `${image}: ${os} is past its end of life. New vulnerabilities are not published for it, so no scan can find them. Rebuild the image on a supported release.`,
      'os-not-covered': (image: string, os: string) =>
        `${image}: Trivy has no advisories for ${os}, so at most language packages are checked. Rebuild the image on an operating system that Trivy covers.`,
    },
    itsSystem: 'its operating system',
    held: (count: number) =>
      count === 1
        ? '1 finding that the scan no longer shows is kept; resolve or suppress it by hand if it is gone.'
        : `${count} findings that the scan no longer shows are kept; resolve or suppress them by hand if they are gone.`,
    vanished: (images: string) => `Most findings of ${images} are gone at once, without a change`,
    vanishedHint:
      "The vulnerability database may be incomplete, so these findings are kept until a scan shows them again or the image changes. If you know that they are gone, accept it with the button on the scan's message.",
  },

  /** Feeds of which the newest edition could not be used. */
  feeds: {
    because: (what: string, reason: string) => `${what} ${reason}`,
    kev: {
      old: (at: string) =>
        `What is known to be exploited (CISA KEV) is as of ${at}, because no newer catalogue could be used.`,
      none: 'What is known to be exploited (CISA KEV) could not be read, so it is not known.',
    },
    epss: {
      old: (at: string) => `EPSS scores are as of ${at}, because no newer ones could be used.`,
      none: 'EPSS scores could not be read, so they are not known.',
    },
  },

  health: {
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
  },

  suppress: {
    title: 'Suppress',
    submit: 'Suppress',
    close: 'Cancel',
    exploited: 'It is known to be exploited',
    where: 'Where?',
    here: (names: string) => `Only where it is now: ${names}`,
    hereEach: 'Only where each is now',
    hereHint: 'Also after a rebuild; asked again in any other image',
    hereHintQuiet: 'Also after a rebuild',
    everywhere: 'Everywhere',
    everywhereHint: 'Also in images that come later',
    until: 'Until when?',
    untilFix: 'Until a fix exists',
    untilDays: (days: string, day: string) => `${days} days (${day})`,
    untilEver: 'For good',
    askedEarlier: (causes: Cause[]) => `Asked again earlier ${askedWhen(causes)}.`,
    why: 'Why?',
    whyPlaceholder: 'Choose a reason',
    whyMissing: 'Choose a reason, so that your team knows why.',
    whyHint: 'Only to suppress.',
    reasons: {
      'not-reachable': 'Not reachable',
      'not-in-execute-path': 'Not in the execute path',
      'mitigated-otherwise': 'Mitigated otherwise',
      'risk-accepted': 'Risk accepted',
      'false-positive': 'False positive',
    },
    reason: 'What should the team know?',
    reasonHint: 'Read in Slack and in Security Hub.',
    reasonPlaceholder: 'We do not parse untrusted certificates',
    reasonMissing: 'Enter a reason, so that your team knows why.',
    reasonNeeded: {
      'mitigated-otherwise': 'Say how it is mitigated.',
      'risk-accepted': 'Say why the risk is accepted.',
    },
  },

  triage: {
    title: 'Triage all',
    submit: 'Decide all',
    close: 'Cancel',
    intro: (total: string) =>
      `Applies one decision to the open findings of this scan (${total} in all).`,
    severity: 'Severity',
    allSeverities: 'All severities',
    image: 'Image',
    allImages: 'All images',
    fix: 'Fixed version',
    fixes: { any: 'With or without a fix', no: 'No fix yet', yes: 'Has a fix' },
    packageName: 'Package name contains',
    packageHint: 'Leave empty for every package.',
    decision: 'Decision',
    decisionMissing: 'Choose a decision.',
    suppress: {
      fix: 'Suppress until a fix exists',
      30: 'Suppress for 30 days',
      90: 'Suppress for 90 days',
      ever: 'Suppress for good',
    },
    covers: (count: string) => `This covers ${count}.`,
    preview: 'Preview',
    coversAtMost: (count: string) => `This covers the open findings that match, at most ${count}.`,
    option: (name: string, count: number) => `${name} (${count})`,
  },

  notice: {
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
  },

  command: {
    help: [
      '*/vulnscan* — scan every configured image',
      '*/vulnscan api* — scan one image, or several',
      '*/vulnscan ACCOUNT.dkr.ecr.REGION.amazonaws.com/repo:tag* — any image of an allowed registry',
      '*/vulnscan status* — running scans, last scan, age of the database',
      '*/vulnscan open* `[critical high …] [overdue] [page]` — open findings, most urgent first',
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
  },

  answer: {
    running: (what: string) => `A scan of ${what} is running`,
    runningSince: (what: string, at: string) => `A scan of ${what} has been running since ${at}`,
    noneRunning: 'No scan is running.',
    lastScan: (at: string) => `Last scan: ${at}`,
    neverScanned: 'No scan has finished yet.',
    database: (at: string) => `Vulnerability database: ${at}`,
    databaseUnknown: 'Vulnerability database: date unknown',
    lastFailed: (at: string, why: string) => `The scan of ${at} failed: ${why}`,
    open: (count: string) => `${count} open`,
    openSeverity: (count: string, severity: string) => `${count} open, ${severity}`,
    atLeast: (count: string) => `More than ${count}`,
    openOverdue: (open: string, overdue: number) => `${open} · ${overdue} overdue`,
    overdue: (count: string) => `${count} overdue`,
    overdueSeverity: (count: string, severity: string) => `${count} overdue, ${severity}`,
    nothingOverdue: 'Nothing is overdue.',
    nothingOverdueOf: (severity: string) => `Nothing with severity ${severity} is overdue.`,
    nothingOpen: 'No open findings.',
    nothingOpenOf: (severity: string) => `No open findings with severity ${severity}.`,
    page: (page: number, pages: number) => `Page ${page} of ${pages}`,
    nextPage: (command: string) => `Next: ${command}`,
    noPage: (page: number) => `There is no page ${page}; this is the last one.`,
    noFinding: (id: string) => `There is no finding of ${id}.`,
    notKnown: (id: string) => `It is not known whether an image has ${id}.`,
    lookedAt: (severities: string) =>
      `Looked at: findings of severity ${severities}. Others are imported only if they are known to be exploited or due soon (findings.severities and findings.dueWithin in vulnscan.yml).`,
    maybeOther: (severities: string) =>
      `Looked at: findings of severity ${severities}. Others are imported only if they are known to be exploited or due soon (findings.severities and findings.dueWithin in vulnscan.yml), so an image may still have it with another severity.`,
    lookedAtAll: 'Looked at: findings of every severity.',
    notImported: (severities: string) =>
      `Findings of severity ${severities} are not imported unless they are known to be exploited or due soon (findings.severities and findings.dueWithin in vulnscan.yml), so how many there are is not known.`,
    notAllRead: 'There are more findings than were read, so this may be incomplete.',
    stillOpen: 'Open',
    since: (day: string) => `since ${day}`,
    isIn: (id: string, images: string) => `${id} is in ${images}.`,
    isNoFinding:
      'It is not a finding; findings.severities and findings.dueWithin in vulnscan.yml say what becomes one.',
    alsoFound: 'Also found in images that the finding does not name:',
    notFoundIn: (id: string, some: number, all: number) => {
      if (some < all) return `${id} was not found in ${some} of ${all} images`;
      return some === 1
        ? `${id} was not found in the one image there is`
        : `${id} was not found in any of ${some} images`;
    },
    notFoundSpoken: (id: string, count: number) =>
      `${id} was not found in the ${count === 1 ? 'one image' : `${count} images`} that could be judged.`,
    notFoundInNamed: (names: string) => `not found in ${names}`,
    notFoundInOthers: (count: number) => `not found in ${count} other images`,
    notJudged: (names: string) => `not judged: ${names}`,
    unjudgedSpoken: (count: number) =>
      count === 1 ? '1 image could not be judged.' : `${count} images could not be judged.`,
    unjudged: {
      failed: 'scan failed',
      'nothing-scanned': (_os: string) => 'no packages found',
      'end-of-life': (os: string) => `${os}, end of life`,
      'os-not-covered': (os: string) => `no advisories for ${os}`,
      'mass-vanishing': (_os: string) => 'most findings gone at once',
    },
    notScanned: 'not scanned: images outside vulnscan.yml',
    earlier: (image: string, at: string) =>
      `${image}: as of ${at}; it could not be scanned since then`,
    completeScan: (at: string) => `From the complete scan of ${at}, all severities`,
    onlyFindings: {
      none: 'Only findings are known: no complete scan is in the archive yet.',
      unavailable: 'Only findings are known: the archive could not be read.',
    },
  },

  home: {
    clean: 'No open findings',
    neverScanned: 'Nothing has been scanned yet',
    membersOnly: 'For members only',
    byImage: 'By image',
    trend: 'Open findings by day',
    trendSeries: 'Open',
    critical: (count: number) => `${count} critical`,
    overdue: (count: number) => `${count} overdue`,
    next: 'Next, most urgent first',
    expiring: 'Suppressions that end soon',
    ends: (day: string) => `ends ${day}`,
    updated: (at: string) => `As of ${at}`,
  },

  /** Text of an error: in English its own message, in other languages chosen by its code. */
  error: (_code: string, message: string) => message,
};

export type Text = typeof en;
