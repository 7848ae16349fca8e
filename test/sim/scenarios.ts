import { calm, type Guard, type Options, stormy } from './options';
import type { FaultKind } from './oracle';

const BUSY: Partial<Options> = {
  findings: 40,
  scanSize: 5,
  cardSize: [1, 4],
  takeover: 0.2,
  several: 0.1,
  moves: 0.1,
  urgent: 0.2,
  spread: 30,
  slow: true,
  reorder: true,
  indexLag: true,
  clicks: 0.5,
  cardClicks: 0.5,
  holds: 0.1,
  twoAtOnce: 0.5,
  bulk: true,
  undo: true,
  reopen: 0.3,
  foreignEarly: 0.4,
  foreignAfter: 0.3,
  reimport: 0.5,
  archive: 0.3,
  scannerReopen: 0.5,
  oldClicks: 0.3,
  skew: 3,
  duplicates: 0.2,
  hours: 14,
};

/** People and tools at one card at the same time, and a slow table. */
const CROWDED: Partial<Options> = {
  scanSize: 10,
  cardSize: [1, 4],
  slowTable: true,
  clicks: 1,
  cardClicks: 0.5,
  twoAtOnce: 1,
  foreignAfter: 0.5,
  duplicates: 0.5,
  hours: 5,
};

/** Findings that join pages and are decided while these are being drawn. */
const SLOW_PAGES: Partial<Options> = {
  findings: 100,
  scanSize: 10,
  cardSize: [1, 10],
  slowTable: true,
  spread: 300,
  clicks: 1,
  twoAtOnce: 1,
  foreignAfter: 1,
  reopen: 0.8,
  hours: 3,
};

/** Later scans find open findings in more images and listed as exploited. */
const CHANGING: Partial<Options> = {
  findings: 40,
  scanSize: 10,
  cardSize: [1, 5],
  spread: 120,
  changes: 1,
  clicks: 0.3,
  indexLag: true,
  slow: true,
  reorder: true,
  duplicates: 0.3,
  late: 0.1,
  hours: 6,
};

/** Upgrades of many findings, of which later scans find more, while people decide all, some and one. */
const CARDS: Partial<Options> = {
  findings: 60,
  scanSize: 25,
  cardSize: [1, 20],
  spread: 30,
  takeover: 0.3,
  several: 0.15,
  moves: 0.05,
  urgent: 0.25,
  unstamped: 0.05,
  clicks: 0.15,
  cardClicks: 0.7,
  holds: 0.3,
  twoAtOnce: 0.3,
  reopen: 0.4,
  oldClicks: 0.2,
  bulk: true,
  undo: true,
  foreignEarly: 0.1,
  foreignLate: 0.1,
  archive: 0.1,
  reimport: 0.2,
  scannerReopen: 0.5,
  indexLag: true,
  slow: true,
  reorder: true,
  duplicates: 0.2,
  hours: 14,
};

/** Later scans find more of an upgrade while its card is being posted, drawn and decided. */
const TAKEOVER: Partial<Options> = {
  findings: 40,
  scanSize: 20,
  cardSize: [1, 10],
  spread: 60,
  takeover: 0.5,
  urgent: 0.25,
  laterAt: [5, 120],
  slowTable: true,
  indexLag: true,
  clicks: 0.2,
  cardClicks: 1,
  twoAtOnce: 0.5,
  reopen: 0.5,
  hours: 3,
};

/** People who extend suppressions, and others who reopen the same findings. */
const EXTENDED: Partial<Options> = { ...CARDS, extensions: 0.7, reopen: 0.5 };

/** Worlds by name, so that a failure can be named by its world and its seed. */
export const SCENARIOS = {
  calm: calm({ bulk: true, undo: true, cardSize: [1, 3], cardClicks: 0.3 }),
  cards: calm(CARDS),
  /** One card of 200 findings, and smaller ones. */
  'cards-large': calm({
    ...CARDS,
    findings: 260,
    scanSize: 260,
    cardSize: [1, 200],
    clicks: 0.02,
    duplicates: 0.05,
  }),
  'cards-deleted': calm({ ...CARDS, deleted: 0.3, locked: 0.05 }),
  takeover: calm(TAKEOVER),
  'takeover-storm': stormy({ ...TAKEOVER, foreignAfter: 0.2, hours: 30 }),
  /** A bulk decision while messages are being posted. */
  bulk: calm({
    findings: 100,
    scanSize: 20,
    cardSize: [1, 8],
    takeover: 0.1,
    bulk: true,
    clicks: 0,
  }),
  /** Another tool decides within a minute of the import. */
  'foreign-early': calm({ findings: 100, scanSize: 20, foreignEarly: 1 }),
  'hub-slow': calm({
    slow: true,
    reorder: true,
    staleReads: 0.3,
    bulk: true,
    foreignEarly: 0.3,
    foreignLate: 0.3,
    archive: 0.3,
    reimport: 0.5,
    scannerReopen: 0.5,
    cardSize: [1, 4],
    takeover: 0.2,
    clicks: 0.3,
    cardClicks: 0.5,
  }),
  /** Suppressions that end on a day are extended, while others reopen what is suppressed. */
  extended: calm(EXTENDED),
  'extended-storm': stormy({ extensions: 0.7, reopen: 0.5 }),
  /** Half of the upgrades become overdue while people decide. */
  overdue: calm({ ...CARDS, urgent: 0.5, dueAfter: 2.2, rounds: true }),
  'overdue-storm': stormy({ urgent: 0.5, dueAfter: 2.2, rounds: true }),
  busy: calm(BUSY),
  changes: calm(CHANGING),
  'changes-storm': stormy({
    changes: 1,
    clicks: 0.3,
    foreignEarly: 0.1,
    foreignLate: 0.1,
    archive: 0.1,
  }),
  crowded: calm(CROWDED),
  /** Findings that join cards late, half of which were deleted. */
  joining: calm({ ...BUSY, spread: 9_000, deleted: 0.5, oldClicks: 0 }),
  storm: stormy(),
  /** 45 of 100 calls fail: most runs end before they have carried on an upgrade, so that it takes days to come to rest. */
  hurricane: stormy({ crash: 0.05, error: 0.2, lost: 0.2, hours: 40 }),
  'storm-skewed': stormy({ skew: 10 }),
  'storm-late': stormy({ late: 0.2 }),
  'storm-history': stormy({ historyLag: 80 }),
  'storm-lossy': stormy({ eventLoss: 0.05 }),
  'slack-down': calm({ slackOut: [0, 3_600], bulk: true, cardSize: [1, 3], cardClicks: 0.5 }),
  'hub-down': calm({ hubOut: [0, 3_600], bulk: true, cardSize: [1, 3], cardClicks: 0.5 }),
  /** The channel is archived, or the app removed from it, and back an hour later. */
  'channel-gone': calm({ channelOut: [30, 3_630], bulk: true, cardSize: [1, 3], takeover: 0.2 }),
  refused: calm({ refusals: 0.2, bulk: true, locked: 0.2, cardSize: [1, 3], takeover: 0.2 }),
} as const satisfies Record<string, Options>;

export type ScenarioName = keyof typeof SCENARIOS;

/** A guard, a world that needs it, and what must be found when it is taken out. */
export interface Control {
  guard: Guard;
  finds: FaultKind;
  world: Options;
  /** Three seeds are enough to see it. */
  isQuick?: true;
}

export const CONTROLS: Control[] = [
  { guard: 'version', finds: 'overwritten', world: calm(CROWDED) },
  { guard: 'mark', finds: 'overwritten', world: calm(BUSY), isQuick: true },
  {
    guard: 'known',
    finds: 'overwritten',
    world: calm({ ...BUSY, duplicates: 0.8, late: 0.3 }),
  },
  { guard: 'time', finds: 'overwritten', world: stormy({ late: 0.2 }) },
  { guard: 'again', finds: 'differs', world: calm({ ...BUSY, reorder: true }) },
  { guard: 'base', finds: 'stale', world: calm(BUSY), isQuick: true },
  {
    guard: 'dirty',
    finds: 'display',
    world: calm(SLOW_PAGES),
  },
  { guard: 'attempt', finds: 'duplicate', world: stormy() },
  { guard: 'search', finds: 'duplicate', world: stormy(), isQuick: true },
  {
    guard: 'told',
    finds: 'twice',
    world: calm({ ...CHANGING, crash: 0.05, error: 0.05, lost: 0.05 }),
    isQuick: true,
  },
  { guard: 'untold', finds: 'untold', world: calm(CHANGING), isQuick: true },
  { guard: 'takeover', finds: 'buttons', world: calm(TAKEOVER), isQuick: true },
  { guard: 'next', finds: 'missed', world: calm(TAKEOVER) },
  { guard: 'shown', finds: 'stale', world: calm(TAKEOVER), isQuick: true },
  { guard: 'extends', finds: 'stale', world: calm(EXTENDED), isQuick: true },
  { guard: 'earlier', finds: 'missed', world: calm(TAKEOVER) },
  { guard: 'former', finds: 'buttons', world: stormy({ ...TAKEOVER, hours: 30 }) },
  { guard: 'debounce', finds: 'digest', world: calm(CARDS) },
  { guard: 'outbox', finds: 'lost', world: stormy() },
  {
    guard: 'tick',
    finds: 'unfinished',
    world: calm({ channelOut: [30, 3_630], clicks: 0, hours: 3 }),
  },
  { guard: 'sweep', finds: 'lost', world: calm({ eventLoss: 0.2, hours: 5 }) },
];
