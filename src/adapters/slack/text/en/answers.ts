export const ANSWER = {
  showCard: 'Show card',
  running: (what: string) => `A scan of ${what} is running`,
  runningSince: (what: string, at: string) => `A scan of ${what} has been running since ${at}`,
  lastScan: (at: string) => `Last scan: ${at}`,
  neverScanned: 'No scan has finished yet.',
  database: (at: string) => `Vulnerability database: ${at}`,
  databaseUnknown: 'Vulnerability database: date unknown',
  lastFailed: (at: string, why: string) => `The scan of ${at} failed: ${why}`,
  open: (count: string) => `${count} open`,
  ofSeverity: (count: number, name: string) => `${count} ${name}`,
  atLeast: (count: string) => `More than ${count}`,
  openOverdue: (open: string, overdue: number) => `${open} · ${overdue} overdue`,
  nothingOverdueOf: (severity: string) => `Nothing with severity ${severity} is overdue.`,
  nothingOpen: 'No open findings.',
  nothingOpenOf: (severity: string) => `No open findings with severity ${severity}.`,
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
};
