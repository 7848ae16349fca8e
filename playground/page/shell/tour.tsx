import { useEffect, useRef, useState } from 'preact/hooks';
import type { PageState } from '../protocol';
import { usePref } from '../state/prefs';
import { Icon } from './icons';
import { type Baseline, baselineOf, type Seen, STEPS, type StepId, stepsDone } from './tour-steps';

export interface Tour {
  isOpen: boolean;
  done: Set<StepId>;
  /** The first step that is not done; nothing when all are. */
  current: StepId | undefined;
  /** Marks what the state alone doesn't tell. */
  note(seen: Partial<Seen>): void;
  start(): void;
  dismiss(): void;
}

const NOTHING: Seen = { openedFinding: false, scanned: false };

/** The guided tour: steps tick themselves off, in any order, and stay ticked over a reload. */
export function useTour(state: PageState | undefined): Tour {
  const [shown, setShown] = usePref('tour', 'open');
  const [kept, setKept] = usePref('tour-done', '');
  const [seen, setSeen] = useState(NOTHING);
  const baseline = useRef<Baseline | undefined>(undefined);
  if (state && !baseline.current) baseline.current = baselineOf(state);

  const done = new Set(STEPS.map((step) => step.id).filter((id) => kept.split(' ').includes(id)));
  if (state && baseline.current) {
    for (const id of stepsDone(state, baseline.current, seen)) done.add(id);
  }
  const joined = [...done].join(' ');
  useEffect(() => {
    if (shown === 'open' && joined !== kept) setKept(joined);
  });
  return {
    isOpen: shown === 'open',
    done,
    current: STEPS.find((step) => !done.has(step.id))?.id,
    note: (more) => setSeen((before) => ({ ...before, ...more })),
    dismiss: () => setShown('dismissed'),
    start() {
      baseline.current = state && baselineOf(state);
      setSeen(NOTHING);
      setKept('');
      setShown('open');
    },
  };
}

export function TourStrip({ tour, onShow }: { tour: Tour; onShow(step: StepId): void }) {
  const at = STEPS.findIndex((step) => step.id === tour.current);
  const step = STEPS[at];
  return (
    <aside class="tour" aria-label="Guided tour">
      <ol class="tour-dots">
        {STEPS.map(({ id, title }) => (
          <li
            key={id}
            class={tour.done.has(id) ? 'tour-dot tour-dot-done' : 'tour-dot'}
            aria-current={id === tour.current ? 'step' : undefined}
            title={title}
          >
            {tour.done.has(id) ? (
              <Icon name="check" />
            ) : (
              STEPS.findIndex((one) => one.id === id) + 1
            )}
            <span class="sr-only">{`${title}${tour.done.has(id) ? ', done' : ''}`}</span>
          </li>
        ))}
      </ol>
      <p class="tour-text" aria-live="polite">
        <strong>{step?.title ?? 'That is the whole loop'}</strong>{' '}
        {step?.text ?? 'Scan, post, decide, written back. Try the Faults tab next.'}
      </p>
      {step && (
        <button type="button" class="tour-show" onClick={() => onShow(step.id)}>
          Show me
        </button>
      )}
      <button type="button" class="icon-button" aria-label="Close the tour" onClick={tour.dismiss}>
        <Icon name="close" />
      </button>
    </aside>
  );
}
