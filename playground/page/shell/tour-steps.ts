import type { PageSettings, PageState } from '../protocol';
import { offersDecision } from '../state/select';

export const STEPS = ['alert', 'resolve', 'hub', 'suppress', 'command'] as const;

/** Where nothing is scanned at the start: a scan of everything comes first. */
const STEPS_FROM_EMPTY = ['scan', 'alert', 'resolve', 'hub', 'suppress'] as const;

export type StepId = (typeof STEPS | typeof STEPS_FROM_EMPTY)[number];

export function stepsOf({ scansAtStart }: Pick<PageSettings, 'scansAtStart'>): readonly StepId[] {
  return scansAtStart ? STEPS : STEPS_FROM_EMPTY;
}

/** The command that scans everything. */
const SCAN_ALL = '/vulnscan';

const ASKED = 'api';

/** The command of the last step: it scans one of the images. */
export function askedCommand(repositories: string[]): string {
  const image = repositories.includes(ASKED) ? ASKED : repositories[0];
  return image === undefined ? SCAN_ALL : `${SCAN_ALL} ${image}`;
}

/** What a person did on the page that the state does not show. */
export interface Seen {
  openedFinding: boolean;
  scanned: boolean;
}

/** Statuses of the findings when the tour began. A step counts only later changes. */
export type Baseline = Map<string, string>;

export function baselineOf(state: PageState): Baseline {
  return new Map(state.findings.map((finding) => [finding.id, finding.workflowStatus]));
}

/** Which steps are done now. */
export function stepsDone(state: PageState, baseline: Baseline, seen: Seen): Set<StepId> {
  const done = new Set<StepId>();
  if (state.tasks.length > 0) done.add('scan');
  if (state.messages.some(offersDecision)) done.add('alert');
  if (hasTurned(state, baseline, 'RESOLVED')) done.add('resolve');
  if (seen.openedFinding) done.add('hub');
  if (hasTurned(state, baseline, 'SUPPRESSED')) done.add('suppress');
  if (seen.scanned) done.add('command');
  return done;
}

function hasTurned(state: PageState, baseline: Baseline, status: string): boolean {
  return state.findings.some(
    ({ id, workflowStatus }) => workflowStatus === status && baseline.get(id) !== status,
  );
}

const TARGETS: Record<StepId, string> = {
  scan: '[data-tour=composer] input',
  alert: '[data-tour=alert]',
  resolve: '[data-tour=alert] [data-action-id=remedy_resolve]',
  hub: '[data-status=RESOLVED] .finding-open',
  suppress: '[data-tour=alert] [data-action-id=remedy_suppress]',
  command: '[data-tour=composer] input',
};

/** Scrolls to the element of a step and focuses it, as soon as the page shows it. */
export function showStep(id: StepId): void {
  setTimeout(() => {
    const target = document.querySelector<HTMLElement>(TARGETS[id]);
    target?.scrollIntoView({ block: 'center' });
    target?.focus();
  }, 60);
}
