import { useCallback, useState } from 'preact/hooks';
import { useText } from '../state/session';
import { Icon } from './icons';

export interface Toast {
  id: number;
  text: string;
}

const SHOWN_MILLIS = 9000;

/** Short notices. Each disappears after a while or when it is closed. */
export function useToasts() {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const close = useCallback(
    (id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)),
    [],
  );
  const say = useCallback(
    (text: string) => {
      const id = Date.now() + Math.random();
      setToasts((all) => [...all.filter((toast) => toast.text !== text), { id, text }].slice(-3));
      setTimeout(() => close(id), SHOWN_MILLIS);
    },
    [close],
  );
  return { toasts, say, close };
}

export function Toasts({ toasts, onClose }: { toasts: Toast[]; onClose(id: number): void }) {
  const { bar } = useText();
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} class="toast">
          <span>{toast.text}</span>
          <button
            type="button"
            class="icon-button"
            aria-label={bar.dismiss}
            onClick={() => onClose(toast.id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
