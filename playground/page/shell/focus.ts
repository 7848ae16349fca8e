/**
 * Remembers what has the focus now. The returned function focuses it again, or its message if the app has redrawn that
 * without it, such as without the button that opened a form.
 */
export function focusKeeper(): () => void {
  const before = document.activeElement;
  const message = before?.closest<HTMLElement>('[data-ts]');
  return () => {
    const target = before?.isConnected ? before : message;
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  };
}
