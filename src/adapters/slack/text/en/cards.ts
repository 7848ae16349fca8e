/** Empty: somebody whom Security Hub does not name. */
function byWhom(who: string): string {
  return who === '' ? 'in Security Hub' : `by ${who}`;
}

function theyWere(count: number): string {
  return count === 1 ? 'it was' : 'they were';
}

function dayCount(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

export const ALERT = {
  noFix: 'no fix yet',
  noFixComing: {
    will_not_fix: 'will not be fixed',
    fix_deferred: 'fix deferred by the vendor',
    end_of_life: 'end of life, no fix',
  },
  severalFixes: 'several fixes',
  endOfLife: (os: string) =>
    `${os} is past its end of life: new vulnerabilities in it are not published`,
  morePackages: (count: number) =>
    count === 1 ? 'and 1 more package' : `and ${count} more packages`,
  foundIn: 'Found in',
  wasIn: 'Was in',
  runsIn: 'Runs in',
  score: (score: string, version?: string) =>
    version === undefined ? `CVSS ${score}` : `${score} (CVSS ${version})`,
};

/** A card: one upgrade in a message. Parts of lines begin with small letters. */
export const CARD = {
  at: (what: string, where: string) => `${what} in ${where}`,
  and: (items: string[]) =>
    items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`,
  major: '(major version)',
  openAgain: 'Open again',
  nextRebuild: 'at the next rebuild',
  noFix: 'no fix',
  noneKnown: 'no fixed version known',
  vendor: 'the vendor',
  unfixed: {
    will_not_fix: (vendor: string) => `${vendor} will not fix it`,
    fix_deferred: (vendor: string) => `fix deferred by ${vendor}`,
    end_of_life: (vendor: string) => `end of life: ${vendor} publishes no fixes any more`,
  },
  exploited: (count: number, total: number) => {
    if (count < total) return `${count} of ${total} known to be exploited`;
    if (total === 1) return 'known to be exploited';
    return total === 2 ? 'both known to be exploited' : `all ${total} known to be exploited`;
  },
  notExploited: 'not known to be exploited',
  notExploitedAsOf: (day: string) => `not known to be exploited as of ${day}`,
  exploitationUnknown: 'not known whether it is exploited',
  exposedIn: (names: string, count: number) =>
    `${names} ${count === 1 ? 'is' : 'are'} exposed to the internet`,
  cameBack: 'it was gone, and a scan detected it again',
  reopenedBy: (who: string) => `reopened by ${who}`,
  ofAll: (count: number, total: number, cause: string) => `${count} of ${total}: ${cause}`,
  clears: (count: number, ids: string) =>
    count === 1 ? `Clears ${ids}` : `Clears ${count}: ${ids}`,
  clearsCount: (count: number) => `clears ${count}`,
  clearsSome: (count: number, total: number, ids: string) => `Clears ${count} of ${total}: ${ids}`,
  has: (count: number, ids: string) => (count === 1 ? ids : `${count} vulnerabilities: ${ids}`),
  openOf: (count: number, total: number, ids: string) => `*${count} of ${total} open*: ${ids}`,
  moreExploited: (count: number, exploited: number) =>
    count === exploited
      ? `and ${count} more exploited`
      : `and ${count} more, ${exploited} of them exploited`,
  stays: '(stays)',
  leaves: (version: string, ids: string) => `${version} itself has ${ids}`,
  alsoNeeds: (what: string) => `*Also needs* ${what}`,
  alsoUnfixed: (what: string) => `*No fixed version* of ${what}`,
  rebuild: (clears: number, of: number, day: string | undefined, images: number) =>
    `Updating the OS packages of ${images === 1 ? 'this image' : 'these images'} clears ${clears} of ${of}${day === undefined ? '' : ` (base of ${day})`}`,
  rebuildWithGo: 'rebuild with this version of Go',
  unfixedPackage: 'remove the package, change the base image, or suppress it',
  unfixedLibrary: 'remove or replace the library, or suppress it',
  runsIn: (services: string) => `runs in ${services}`,
  found: (day: string) => `found ${day}`,
  renamedFrom: (id: string, former: string) => `${id} was ${former}`,
  isOnIt: (who: string, since: string) => `${who} has been on it since ${since}`,
  wasOnIt: (who: string) => `${who} was on it`,
  inSecurityHub: 'changed in Security Hub',
  decided: {
    suppressed: (count: number, who: string, until: string) =>
      `${count === 1 ? 'Suppressed' : `${count} suppressed`}${until && ` ${until}`} ${byWhom(who)}`,
    resolved: (count: number, who: string, _until: string) =>
      `${count === 1 ? 'Resolved' : `${count} resolved`} ${byWhom(who)}`,
    gone: (count: number, _who: string, _until: string) => (count === 1 ? 'Gone' : `${count} gone`),
    unscanned: (count: number, _who: string, _until: string) =>
      count === 1 ? 'No longer scanned' : `${count} no longer scanned`,
    renamed: (_count: number, _who: string, _until: string) => 'Renamed',
    archived: (count: number, _who: string, _until: string) =>
      count === 1 ? 'Archived in Security Hub' : `${count} archived in Security Hub`,
  },
  earlierDecisions: (count: number) => `and ${count} earlier decisions`,
  before: (what: string) => `Before: ${what}`,
  was: {
    suppress: (who: string, at: string, until: string) =>
      `suppressed by ${who}${at && ` on ${at}`}${until && ` ${until}`}`,
    resolve: (who: string, at: string, _until: string) => `resolved by ${who}${at && ` on ${at}`}`,
  },
  state: {
    suppressed: (until: string) => `Suppressed${until && ` ${until}`}`,
    resolved: (_since: string) => 'Resolved',
    gone: (since: string) => (since === '' ? 'Gone' : `Gone since ${since}`),
    unscanned: (since: string) => (since === '' ? 'Not scanned' : `Not scanned since ${since}`),
    renamed: (_since: string) => 'Renamed',
    archived: (_since: string) => 'Archived in Security Hub',
  },
  isGoneFrom: (what: string, where: string) => `${what} is no longer in ${where}`,
  vulnerabilities: (count: number) => `${count} vulnerabilities`,
  closed: (count: string, when: string) => `${count} closed${when && `, ${when}`}`,
  afterFound: (days: number, count: number) =>
    `${days === 0 ? 'within a day' : dayCount(days)} after ${theyWere(count)} found`,
  beforeDue: (days: number, count: number) =>
    `${days === 0 ? 'just' : dayCount(days)} before ${theyWere(count)} due`,
  late: (days: number, count: number) =>
    days === 0 ? `just after ${theyWere(count)} due` : `${dayCount(days)} late`,
  goneSinceThen: 'no longer detected in any scanned image',
  notScanned: 'no scan looks at these images any more',
  comesBack: 'it comes back if a scan still detects it',
  continued: 'Continued below',
  newerCard: 'a newer card',
  cardOf: (day: string) => `the card of ${day}`,
  continuedIn: (open: number, more: number, where: string) => {
    if (open === 0) return more === 0 ? `Shown in ${where}` : `${more} new in ${where}`;
    return `${open} still open${more === 0 ? '' : `, with ${more} new`} in ${where}`;
  },
  decidedHere: {
    suppressed: (count: number, who: string) => `${count} suppressed here ${byWhom(who)}`,
    resolved: (count: number, who: string) => `${count} resolved here ${byWhom(who)}`,
  },
  cards: (count: number) => `${count} upgrades`,
  anotherIn: (where: string) => `(another in ${where})`,
  button: {
    take: "I'm on it",
    release: 'Release',
    resolve: (count: number) => (count === 1 ? 'Resolve' : `Resolve ${count}`),
    suppress: (count: number) => (count === 1 ? 'Suppress…' : `Suppress ${count}…`),
    reopen: (count: number) => (count === 1 ? 'Reopen' : `Reopen ${count}`),
    details: 'Details',
  },
  release: {
    title: 'Release this upgrade?',
    text: (who: string, since: string) =>
      `${who} has been on it since ${since}. Anyone can take it afterwards.`,
    yes: 'Release',
    no: 'Keep',
  },
  /** Sentences for notifications and screen readers. */
  spoken: {
    at: (what: string, where: string) => `${what} in ${where}`,
    upgrade: (name: string, from: string, to: string, where: string) =>
      `upgrade ${name}${from && ` from ${from}`} to ${to}${where && ` in ${where}`}`,
    noFix: (what: string) => `${what} has no fix`,
    noneKnown: (what: string) => `no fixed version is known of ${what}`,
    open: (severity: string, again: boolean, what: string, due: string) =>
      `${severity}${again ? ', open again' : ''}: ${what}${due && `, ${due}`}.`,
    isOnIt: (who: string) => `${who} is on it.`,
    needsMore: 'Another upgrade is needed as well.',
    clears: (count: string) => `Clears ${count}.`,
    clearsOne: (id: string) => `Clears ${id}.`,
    has: (count: string) => `${count}.`,
    clearsSome: (count: number, total: number) => `Clears ${count} of ${total} vulnerabilities.`,
    openOf: (count: number, total: number) =>
      `${count} of ${total} vulnerabilities ${count === 1 ? 'is' : 'are'} open.`,
    continued: (what: string, open: number) =>
      `Continued in a newer card: ${what}${open === 0 ? '' : `, ${open} still open`}.`,
    state: {
      suppressed: (who: string, until: string) =>
        `Suppressed ${byWhom(who)}${until && ` ${until}`}`,
      resolved: (who: string, _at: string) => `Resolved ${byWhom(who)}`,
      gone: (_who: string, since: string) => (since === '' ? 'Gone' : `Gone since ${since}`),
      unscanned: (_who: string, since: string) =>
        since === '' ? 'Not scanned' : `Not scanned since ${since}`,
      renamed: (_who: string, _at: string) => 'Renamed',
      archived: (_who: string, _at: string) => 'Archived in Security Hub',
    },
    closed: (state: string, what: string, count: string) => `${state}: ${what}, ${count}.`,
  },
};
