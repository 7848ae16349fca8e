/** `Both are`, or of those that are shown only: `All 5 here are`. */
function allOf(count: number, isPart: boolean): string {
  if (count === 1) return isPart ? 'The one here is' : 'It is';
  if (count === 2) return isPart ? 'Both here are' : 'Both are';
  return isPart ? `All ${count} here are` : 'All are';
}

/** Above the cards of what is due within three days. */
export const URGENT_PAGE = {
  due: (count: number, day: string | undefined) =>
    `${count === 1 ? '1 upgrade' : `${count} upgrades`} ${day === undefined ? 'due soon' : `due by ${day}`}`,
  // `isPart`: further upgrades are in the thread, of which this says nothing.
  exploited: (count: number, all: number, isPart: boolean) => {
    if (count < all) {
      const here = isPart ? ' here' : '';
      return `${count} of the ${all}${here} ${count === 1 ? 'is' : 'are'} known to be exploited.`;
    }
    return `${allOf(all, isPart)} known to be exploited.`;
  },
  exposed: (count: number, isPart: boolean) => `${allOf(count, isPart)} exposed to the internet.`,
  checkSigns: 'Check these services for signs of compromise.',
  inThread: (count: number) => `and ${count} more in the thread`,
  nothingOpen: (elsewhere: number) =>
    elsewhere === 0
      ? 'Nothing is open here any more'
      : `Nothing is open here any more, ${elsewhere} more in the thread`,
};

export const DIGEST = {
  new: (count: number, critical: number) =>
    critical === 0 ? `${count} new` : `${count} new (${critical} critical)`,
  soFar: (count: number) => `${count} of them posted so far`,
  decided: (count: number) => `${count} decided`,
  open: (count: number, critical: number) =>
    critical === 0 ? `${count} open` : `${count} open (${critical} critical)`,
  complete: (count: number, took: string) =>
    count === 1 ? `Decided in ${took}` : `All ${count} decided in ${took}`,
  outcome: {
    resolved: (count: number) => `${count} resolved`,
    suppressed: (count: number) => `${count} suppressed`,
    gone: (count: number) => `${count} gone`,
  },
  people: (names: string[], more: number) => {
    const all = more === 0 ? names : [...names, `${more} more`];
    return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
  },
  decidedBy: (people: string) => `decided by ${people}`,
  next: 'Next, most urgent first',
  moreUpgrades: (count: number) =>
    count === 1 ? 'and 1 more upgrade' : `and ${count} more upgrades`,
  noFix: (packages: string) => `no fix yet: ${packages}`,
  morePackages: (count: number) =>
    count === 1 ? 'and 1 more package' : `and ${count} more packages`,
  inImages: (what: string, images: string) => `${what} in ${images}`,
  inThread: 'each has its card in the thread',
  scan: (images: string, at: string) => `Scan of ${images} ${at}`,
  spoken: (total: number, decided: number, open: number, critical: number) => {
    const left = `${open} open${critical === 0 ? '' : `, ${critical} of them critical`}`;
    return `${total} new vulnerabilities: ${decided === 0 ? left : `${decided} decided, ${left}`}.`;
  },
  spokenFirst: (what: string) => `First: ${what}.`,
  upgrade: (name: string, from: string, to: string | undefined) =>
    [name, from, ...(to === undefined ? [] : [`to ${to}`])].join(' ').trim(),
  spokenComplete: (total: number, took: string, people: string) =>
    `All ${total} new vulnerabilities decided in ${took}${people === '' ? '' : ` by ${people}`}.`,
};

export const SCAN = {
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
  lostShards: (lost: number, of: number, images: number) =>
    `${lost} of ${of} parts of the scan ${lost === 1 ? 'was' : 'were'} lost; ${images === 1 ? '1 image keeps its findings' : `${images} images keep their findings`} until the next scan. The scanner's log says why.`,
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
  database: (at: string) => `vulnerability DB from ${at}`,
  databaseUnknown: 'date of the vulnerability database unknown',
  why: (problem: string) => `Why: ${problem}`,
  of: (images: string) => `scan of ${images}`,
  due: {
    overdue: (count: number, since: string) => `*${count} overdue* since ${since}:`,
    soon: (count: number, by?: string) =>
      `*${count} due${by === undefined ? ' soon' : ` by ${by}`}*, first:`,
    moreDue: (count: number, by?: string) =>
      `${count} more due${by === undefined ? ' soon' : ` by ${by}`}`,
    show: 'Show what is overdue',
  },
};

/** Images about which a scan could not say all. */
export const ATTENTION = {
  some: (count: number, total: number) => `${count} of ${total} images could not be judged`,
  stays: 'what is open in them stays open',
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
  vanished: (count: number) =>
    `Most findings of ${count === 1 ? '1 image' : `${count} images`} are gone at once, without a change`,
  vanishedHint:
    'The vulnerability database may be incomplete, so these findings are kept until a scan shows them again or the image changes.',
  accept: {
    below: 'If you know that they are gone, accept it with the button below.',
    elsewhere: "If you know that they are gone, accept it with the button on the scan's message.",
  },
};

/** Feeds of which the newest edition could not be used. */
export const FEEDS = {
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
};
