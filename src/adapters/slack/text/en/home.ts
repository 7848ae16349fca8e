/** The Home tab and the list of open findings. */
export const HOME = {
  clean: 'No open findings',
  neverScanned: 'Nothing has been scanned yet',
  scanHint: 'Press *Scan now* to scan every configured image, or type `/vulnscan`.',
  membersOnly: 'For members only',
  critical: (count: number) => `${count} critical`,
  overdue: (count: number) => `${count} overdue`,
  lastScan: (at: string) => `Last scan ${at}`,
  allImages: (count: number) => (count === 1 ? 'the one image' : `all ${count} images`),
  database: (at: string) => `vulnerability DB ${at}`,
  databaseUnknown: 'vulnerability DB: date unknown',
  withoutFix: 'No fix yet',
  expiring: 'Suppressions that end soon',
  ends: (day: string) => `ends ${day}`,
  expiringOf: (count: number) => `${count} vulnerabilities`,
  updated: (at: string) => `As of ${at}`,
  noMatch: 'No open finding passes this filter.',
  allDecided: 'What was listed here has been decided in the meantime.',
  range: (from: number, to: number, total: number) => `Upgrades ${from} to ${to} of ${total}`,
  next: (count: number) => `Next ${count}`,
  back: (count: number) => `Previous ${count}`,
  filter: {
    image: 'Image',
    due: 'Due date',
    allImages: 'All images',
    anyDue: 'Any due date',
    choice: (name: string, count: number) => `${name} (${count})`,
    overdue: 'Overdue',
    soon: 'Due within 3 days',
    nofix: 'No fix yet',
  },
  menu: {
    take: "I'm on it",
    release: 'Release',
    resolve: (count: number) => (count === 1 ? 'Resolve' : `Resolve ${count}`),
    suppress: (count: number) => (count === 1 ? 'Suppress…' : `Suppress ${count}…`),
    extend: (count: number) => (count === 1 ? 'Extend…' : `Extend ${count}…`),
    reopen: (count: number) => (count === 1 ? 'Reopen' : `Reopen ${count}`),
    details: 'Details',
  },
};

/** The answer to `/vulnscan open`. */
export const OPEN = {
  cards: (from: number, to: number, total: number) =>
    from === to ? `card ${from} of ${total}` : `cards ${from} to ${to} of ${total}`,
  inCards: (open: string, cards: number) =>
    `${open} in ${cards === 1 ? '1 card' : `${cards} cards`}`,
  inUpgrades: (count: number) => (count === 1 ? 'in 1 upgrade' : `in ${count} upgrades`),
  next: (count: number) => `Next ${count}`,
  back: (count: number) => `Previous ${count}`,
  in: (image: string) => `in ${image}`,
  due: { overdue: 'overdue', soon: 'due within 3 days', nofix: 'no fix yet' },
  nothing: {
    overdue: 'Nothing is overdue.',
    soon: 'Nothing is due within 3 days.',
    nofix: 'Nothing that is open lacks a fix.',
  },
  nothingIn: (image: string) =>
    `Nothing open in ${image} passes what you asked for. Only images of open findings are known by name here; /vulnscan open lists everything.`,
};
