/** By when, and why then. Parts of lines: they begin with small letters. */
export const URGENCY = {
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
};
