import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { focusKeeper } from './focus';

interface DialogProps {
  title: string;
  role?: 'dialog' | 'alertdialog';
  className: string;
  onClose(): void;
  children: ComponentChildren;
}

/** The browser's own modal dialog: it traps focus and makes the rest inert. Focus returns to what had it before. */
export function Dialog({ title, role, className, onClose, children }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    const giveBack = focusKeeper();
    if (!element?.open) element?.showModal();
    element?.querySelector<HTMLElement>(FIRST)?.focus();
    return () => {
      // While it is open, everything behind it is inert and takes no focus.
      element?.close();
      // A modal under this one is shown again in the same drawing, and only then takes the focus.
      queueMicrotask(giveBack);
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={className}
      role={role}
      aria-labelledby={id}
      onKeyDown={(event) => {
        // A browser closes a dialog on the second Esc, even if the page prevents it. Only the view may close it.
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onClose();
      }}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 class="dialog-title" id={id}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}

/** What has the focus at first: the first input, else the main button. */
const FIRST = '.modal-body :is(input, textarea, select), .dialog-first, .modal-foot button';
