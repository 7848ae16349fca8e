import { calm, type Options, stormy } from './options';

const TEN = { crash: 0.1, error: 0.1 };
const THIRTY = { crash: 0.3, error: 0.3, maxReceives: 5000, hours: 600 };
const OUTAGE: [number, number] = [0, 3600];

/** Worlds by name, so that a failure can be named by its world and its seed. */
export const SCENARIOS = {
  calm: calm({ digest: 0.3 }),
  flood: calm({ digest: 1, findings: 30 }),
  storm: stormy({ hours: 60 }),
  hurricane: stormy({ ...THIRTY, reopens: 0.05, rivals: 0.1, foreign: 0, resets: 0, late: 0 }),
  reordered: calm({
    ...TEN,
    reorder: true,
    historyLag: 20,
    echoes: 0.2,
    processes: 2,
    recycle: 0.02,
  }),
  'slack-down': calm({ outage: OUTAGE, digest: 0.3 }),
  'hub-throttled': calm({ throttled: 0.5, partial: 0.05, digest: 0.3 }),
  'both-down': calm({ throttled: 0.5, partial: 0.05, outage: OUTAGE, digest: 0.3 }),
} as const satisfies Record<string, Options>;

export type ScenarioName = keyof typeof SCENARIOS;

/** A guard, a world that needs it, and what must be found when it is taken out. */
export interface Control {
  guard: string;
  prevents: 'lost' | 'duplicates' | 'overwritten' | 'faulty';
  world: Options;
  without: Partial<Options>;
}

const FEW_RECEIVES = calm({ ...TEN, crash: 0.02, error: 0.02, outage: OUTAGE, maxReceives: 5 });

export const CONTROLS: Control[] = [
  {
    guard: 'witness',
    prevents: 'duplicates',
    world: calm(TEN),
    without: { without: ['witness'] },
  },
  {
    guard: 'wait',
    prevents: 'duplicates',
    world: calm({ ...TEN, crash: 0, error: 0.2, historyLag: 20 }),
    without: { without: ['wait'] },
  },
  {
    guard: 'read-back',
    // An old event of a finding decided long ago: without reading back it counts as new, and its record never ends.
    prevents: 'faulty',
    world: calm({ findings: 8, late: 0.5, hours: 30 }),
    without: { without: ['read-back'] },
  },
  {
    guard: 'repair',
    prevents: 'overwritten',
    world: calm({ ...TEN, reorder: true, clicks: 1 }),
    without: { without: ['repair'] },
  },
  { guard: 'sweep', prevents: 'lost', world: FEW_RECEIVES, without: { sweep: false } },
];
