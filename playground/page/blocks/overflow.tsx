import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useText } from '../state/session';
import type { ElementProps } from './element-props';
import { type Json, readJson, readList, safeUrl } from './read';
import { plainOf } from './rich-view';
import { useSurface } from './surface';
import { optionValue } from './values';

/** The "..." menu: opens with Enter or arrow, moves with the arrow keys, closes with Esc. */
export function OverflowMenu({ element, blockId }: ElementProps) {
  const surface = useSurface();
  const { form } = useText();
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    trigger.current?.focus();
  };
  const choose = (option: Json) => {
    close();
    const url = safeUrl(option['url']);
    if (url) window.open(url, '_blank', 'noopener,noreferrer');
    void surface.dispatch(blockId, element, { selected_option: option });
  };
  return (
    <div class="bk-overflow">
      <button
        ref={trigger}
        type="button"
        class="bk-button bk-button-default bk-more"
        data-block-id={blockId}
        data-action-id={String(element['action_id'])}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={form.moreActions}
        onClick={() => setOpen(!open)}
      >
        <span aria-hidden="true">⋯</span>
      </button>
      {open && <Menu options={readList(element['options'])} onChoose={choose} onClose={close} />}
    </div>
  );
}

interface MenuProps {
  options: Json[];
  onChoose(option: Json): void;
  onClose(): void;
}

function Menu({ options, onChoose, onClose }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    menu.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    menu.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div
      ref={menu}
      class="bk-menu"
      role="menu"
      tabIndex={-1}
      onKeyDown={(event) => moveInMenu(event, menu.current, onClose)}
      onFocusOut={(event) => {
        const to = event.relatedTarget;
        if (to instanceof Node && !menu.current?.contains(to)) onClose();
      }}
    >
      {options.map((option) => (
        <button
          key={optionValue(option)}
          type="button"
          role="menuitem"
          tabIndex={-1}
          class="bk-menu-item"
          data-option-value={optionValue(option)}
          onClick={() => onChoose(option)}
        >
          {plainOf(readJson(option['text']))}
        </button>
      ))}
    </div>
  );
}

function moveInMenu(event: KeyboardEvent, menu: HTMLElement | null, onClose: () => void): void {
  const items = [...(menu?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  const at = items.findIndex((item) => item.matches(':focus'));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === 'Escape') onClose();
  else if (to !== undefined) items.at(to % items.length)?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
