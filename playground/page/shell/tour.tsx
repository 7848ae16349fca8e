import { useEffect, useRef, useState } from 'preact/hooks';
import type { PageState } from '../protocol';
import { usePref } from '../state/prefs';
import { useText } from '../state/session';
import { Icon } from './icons';
import {
  type Baseline,
  baselineOf,
  type Seen,
  type StepId,
  stepsDone,
  stepsOf,
} from './tour-steps';

export interface Tour {
  isOpen: boolean;
  steps: readonly StepId[];
  done: Set<StepId>;
  /** The first step that is not done; nothing when all are. */
  current: StepId | undefined;
  /** Marks what the state does not show. */
  note(seen: Partial<Seen>): void;
  start(): void;
  dismiss(): void;
}

const NOTHING: Seen = { openedFinding: false, scanned: false };

/** The guided tour. A step is done when the page shows it was carried out, in any order; a reload keeps it. */
export function useTour(state: PageState): Tour {
  const steps = stepsOf(state.settings);
  const [shown, setShown] = usePref('tour', 'open');
  const [kept, setKept] = usePref('tour-done', '');
  const [seen, setSeen] = useState(NOTHING);
  const baseline = useRef<Baseline | undefined>(undefined);
  baseline.current ??= baselineOf(state);

  const done = new Set(steps.filter((id) => kept.split(' ').includes(id)));
  for (const id of stepsDone(state, baseline.current, seen)) done.add(id);
  const joined = [...done].join(' ');
  useEffect(() => {
    if (shown === 'open' && joined !== kept) setKept(joined);
  });
  return {
    isOpen: shown === 'open',
    steps,
    done,
    current: steps.find((step) => !done.has(step)),
    note: (more) => setSeen((before) => ({ ...before, ...more })),
    dismiss: () => setShown('dismissed'),
    start() {
      baseline.current = baselineOf(state);
      setSeen(NOTHING);
      setKept('');
      setShown('open');
    },
  };
}

interface StripProps {
  tour: Tour;
  /** The command of the last step. */
  command: string;
  onShow(step: StepId): void;
}

export function TourStrip({ tour, command, onShow }: StripProps) {
  const { tour: text } = useText();
  const step = tour.current;
  return (
    <aside class="tour" aria-label={text.name}>
      <Dots tour={tour} />
      <p class="tour-text" aria-live="polite">
        <strong>{step === undefined ? text.over : text.steps[step].title}</strong>{' '}
        <span>{step === undefined ? text.overText : text.steps[step].text(command)}</span>
      </p>
      {step && (
        <button type="button" class="tour-show" onClick={() => onShow(step)}>
          {text.show}
        </button>
      )}
      <button type="button" class="icon-button" aria-label={text.close} onClick={tour.dismiss}>
        <Icon name="close" />
      </button>
    </aside>
  );
}

function Dots({ tour }: { tour: Tour }) {
  const { tour: text } = useText();
  return (
    <ol class="tour-dots">
      {tour.steps.map((id, index) => {
        const { title } = text.steps[id];
        const isDone = tour.done.has(id);
        return (
          <li
            key={id}
            class={isDone ? 'tour-dot tour-dot-done' : 'tour-dot'}
            aria-current={id === tour.current ? 'step' : undefined}
            title={title}
          >
            {isDone ? <Icon name="check" /> : index + 1}
            <span class="sr-only">{isDone ? text.done(title) : title}</span>
          </li>
        );
      })}
    </ol>
  );
}
