import { CHAT_METHODS } from './chat';
import { CONVERSATION_METHODS } from './conversations';
import { DIRECTORY_METHODS } from './directory';
import type { Method } from './method';
import { VIEW_METHODS } from './views';

const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({
    ...CHAT_METHODS,
    ...CONVERSATION_METHODS,
    ...DIRECTORY_METHODS,
    ...VIEW_METHODS,
  }),
);

/** The method of that name, if the emulator has it. */
export function methodNamed(name: string): Method | undefined {
  return METHODS.get(name);
}
