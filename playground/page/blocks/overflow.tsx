import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useText } from '../state/session';
import type { ElementProps } from './element-props';
import { type Json, readList, readString, readText, safeUrl } from './read';
import { useSurface } from './surface';
import { optionValue } from './values';

/** An overflow menu: three dots that open a list of actions. */
export function Overflow({ element, blockId, describedBy }: ElementProps) {
  const { form } = useText();
  const surface = useSurface();
  const [isOpen, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  const pick = async (option: Json) => {
    close();
    const url = safeUrl(option['url']);
    if (url) window.open(url, '_blank', 'noopener,noreferrer');
    setBusy(true);
    await surface.dispatch(blockId, element, { selected_option: option });
    setBusy(false);
  };
  return (
    <span>
      <button
        ref={opener}
        type="button"
        class="bk-button bk-button-default bk-overflow"
        data-block-id={blockId}
        data-action-id={readString(element['action_id'])}
        aria-label={form.moreActions}
        aria-describedby={describedBy}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-busy={busy}
        onClick={() => !busy && setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || busy) return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        <span aria-hidden="true">⋯</span>
      </button>
      {isOpen && (
        <Menu
          label={form.moreActions}
          options={readList(element['options'])}
          opener={opener.current}
          onPick={(option) => void pick(option)}
          onClose={close}
          onLeave={() => setOpen(false)}
        />
      )}
    </span>
  );
}

interface MenuProps {
  label: string;
  options: Json[];
  opener: HTMLElement | null;
  onPick(option: Json): void;
  /** Closes it and gives the focus back. */
  onClose(): void;
  /** Closes it where the focus goes elsewhere. */
  onLeave(): void;
}

/** The open list. Arrow keys move in it, Esc closes it and nothing behind it. */
function Menu({ label, options, opener, onPick, onClose, onLeave }: MenuProps) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (list.current && opener) placeBelow(list.current, opener);
    focusItem(list.current, 0);
  }, []);
  useEffect(() => {
    const leave = (event: Event) => {
      if (!list.current?.contains(event.target as Node | null)) onLeave();
    };
    const events = ['pointerdown', 'scroll', 'resize'];
    for (const name of events) window.addEventListener(name, leave, true);
    return () => {
      for (const name of events) window.removeEventListener(name, leave, true);
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return onLeave();
    const to = stepOf(event.key, itemsOf(list.current));
    if (to === undefined && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) onClose();
    else focusItem(list.current, to);
  };
  return (
    <div ref={list} class="bk-menu" role="menu" aria-label={label} onKeyDown={onKeyDown}>
      {options.map((option) => (
        <button
          key={optionValue(option)}
          type="button"
          role="menuitem"
          tabIndex={-1}
          data-value={optionValue(option)}
          onClick={() => onPick(option)}
        >
          {readText(option['text'])}
        </button>
      ))}
    </div>
  );
}

function itemsOf(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
}

function focusItem(list: HTMLElement | null, index: number): void {
  itemsOf(list).at(index)?.focus();
}

/** The index to go to; undefined for a key that moves nothing. */
function stepOf(key: string, items: HTMLElement[]): number | undefined {
  const focused = document.activeElement;
  const now = items.findIndex((item) => item.isSameNode(focused));
  switch (key) {
    case 'ArrowDown':
      return (now + 1) % items.length;
    case 'ArrowUp':
      return now <= 0 ? -1 : now - 1;
    case 'Home':
      return 0;
    case 'End':
      return -1;
    default:
      return undefined;
  }
}

/** Below the button and inside the window, or above it where there is no room. */
function placeBelow(list: HTMLElement, opener: HTMLElement): void {
  const at = opener.getBoundingClientRect();
  const { width, height } = list.getBoundingClientRect();
  const below = at.bottom + 4;
  const top = below + height > window.innerHeight ? Math.max(4, at.top - height - 4) : below;
  const left = Math.min(Math.max(4, at.right - width), window.innerWidth - width - 4);
  list.style.top = `${top}px`;
  list.style.left = `${left}px`;
}
