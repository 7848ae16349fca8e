import { calm, type Guard, type Options, stormy } from './options';
import type { FaultKind } from './oracle';

const BUSY: Partial<Options> = {
  findings: 40,
  scanSize: 5,
  spread: 30,
  slow: true,
  reorder: true,
  indexLag: true,
  clicks: 0.6,
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
  slowTable: true,
  clicks: 1,
  twoAtOnce: 1,
  foreignAfter: 0.5,
  duplicates: 0.5,
  hours: 5,
};

/** Findings that join pages and are decided while these are being drawn. */
const SLOW_PAGES: Partial<Options> = {
  findings: 100,
  scanSize: 10,
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

/** Worlds by name, so that a failure can be named by its world and its seed. */
export const SCENARIOS = {
  calm: calm({ bulk: true, undo: true }),
  /** A bulk decision while messages are being posted. */
  bulk: calm({ findings: 100, scanSize: 20, bulk: true, clicks: 0 }),
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
  }),
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
  /** 45 of 100 calls fail. */
  hurricane: stormy({ crash: 0.05, error: 0.2, lost: 0.2, hours: 40 }),
  'storm-skewed': stormy({ skew: 10 }),
  'storm-late': stormy({ late: 0.2 }),
  'storm-history': stormy({ historyLag: 80 }),
  'storm-lossy': stormy({ eventLoss: 0.05 }),
  'slack-down': calm({ slackOut: [0, 3_600], bulk: true }),
  'hub-down': calm({ hubOut: [0, 3_600], bulk: true }),
  /** The channel is archived, or the app removed from it, and back an hour later. */
  'channel-gone': calm({ channelOut: [30, 3_630], bulk: true }),
  refused: calm({ refusals: 0.2, bulk: true, locked: 0.2 }),
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
  {
    guard: 'unsure',
    finds: 'display',
    world: calm({
      ...CROWDED,
      findings: 40,
      lost: 0.3,
      landLate: 1,
      reopen: 0.5,
      spread: 120,
    }),
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
  { guard: 'outbox', finds: 'lost', world: stormy() },
  {
    guard: 'tick',
    finds: 'unfinished',
    world: calm({ channelOut: [30, 3_630], clicks: 0, hours: 3 }),
  },
  { guard: 'sweep', finds: 'lost', world: calm({ eventLoss: 0.2, hours: 5 }) },
];
