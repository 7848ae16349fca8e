import { type ComponentChildren, createContext } from 'preact';
import { useCallback, useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PageAct } from '../protocol';
import { useSession } from '../state/session';
import { isJson, type Json, readString } from './read';
import { actionOf, blockNow, type FormValues, initialValues, keepTyped } from './values';

export type Container = Extract<PageAct, { do: 'block-action' }>['container'];

/** Where blocks are drawn: it holds what was typed and carries clicks to the app. */
export interface Surface {
  values: FormValues;
  errors: Record<string, string>;
  set(blockId: string, actionId: string, value: Json): void;
  /** Sends a block action; `chosen` is what the element now holds. Asks first if it has a confirm. */
  dispatch(blockId: string, element: Json, chosen?: Json): Promise<void>;
}

const SurfaceContext = createContext<Surface | undefined>(undefined);

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (surface === undefined)
    throw new Error('no surface here: render blocks inside <SurfaceScope>');
  return surface;
}

interface Form {
  values: FormValues;
  set: Surface['set'];
  /** The newest values, also between two renderings. */
  current(): FormValues;
  /** The block that an element is in now. */
  blockOf(element: Json, before: string): string;
}

/** Values of all inputs of the blocks; an update of the blocks keeps what was typed. */
export function useForm(blocks: Json[]): Form {
  const [values, setValues] = useState(() => initialValues(blocks));
  const latest = useRef(values);
  const drawn = useRef(blocks);
  const newest = useRef(blocks);
  newest.current = blocks;
  const put = useCallback((next: FormValues) => {
    latest.current = next;
    setValues(next);
  }, []);
  useEffect(() => {
    if (drawn.current === blocks) return;
    drawn.current = blocks;
    put(keepTyped(latest.current, blocks));
  }, [blocks, put]);
  const set = useCallback<Surface['set']>(
    (blockId, actionId, value) => {
      const block = { ...latest.current[blockId], [actionId]: value };
      put({ ...latest.current, [blockId]: block });
    },
    [put],
  );
  return useMemo(
    () => ({
      values,
      set,
      current: () => latest.current,
      blockOf: (element, before) => blockNow(newest.current, element, before),
    }),
    [values, set],
  );
}

interface ScopeProps {
  container: Container;
  form: Form;
  errors?: Record<string, string>;
  /** Shows what went wrong; without it a toast does. */
  onError?(text: string): void;
  children: ComponentChildren;
}

const NO_ERRORS = {};

export function SurfaceScope({ container, form, errors, onError, children }: ScopeProps) {
  const session = useSession();
  const surface: Surface = {
    values: form.values,
    errors: errors ?? NO_ERRORS,
    set: form.set,
    async dispatch(drawnIn, element, chosen = {}) {
      const confirm = element['confirm'];
      if (isJson(confirm) && !(await session.ask(confirm))) return;
      // The app may have redrawn the message while the person was asked.
      const blockId = form.blockOf(element, drawnIn);
      const send = onError ? session.send : session.act;
      const result = await send({
        do: 'block-action',
        user: session.acting,
        container,
        blockId,
        actionId: readString(element['action_id']),
        action: actionOf(element, blockId, chosen),
        state: form.current(),
      });
      if (!result.ok) onError?.(result.error ?? session.text.wrong);
    },
  };
  return <SurfaceContext.Provider value={surface}>{children}</SurfaceContext.Provider>;
}
