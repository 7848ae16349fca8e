/** Asks a person. The wizard's only way to a terminal, so that tests and CI can do without one. */
export interface Ask {
  text(question: Question): Promise<string>;
  secret(question: Question): Promise<string>;
  choose(message: string, options: Choice[], initial?: string): Promise<string>;
  confirm(message: string): Promise<boolean>;
  say(text: string): void;
  /** A long address as a short text to click on, where the terminal can. */
  link(text: string, url: string): string;
}

interface Question {
  message: string;
  initial?: string | undefined;
  /** What is wrong with an answer; undefined when nothing is. */
  check?: (answer: string) => string | undefined;
}

interface Choice {
  value: string;
  label: string;
  hint?: string;
}

/** A person pressed Ctrl-C: nothing went wrong, and nothing more is done. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** Loaded only where somebody sits at a terminal. */
export async function openTerminal(): Promise<Ask> {
  const prompts = await import('@clack/prompts');
  const toOptions = ({ message, initial, check }: Question) => ({
    message,
    ...(initial !== undefined && { initialValue: initial }),
    validate: (answer: string | undefined) => check?.(answer ?? '') ?? undefined,
  });
  return {
    text: async (question) => answered<string>(await prompts.text(toOptions(question))),
    secret: async (question) => answered<string>(await prompts.password(toOptions(question))),
    choose: async (message, options, initial) =>
      answered<string>(
        await prompts.select({
          message,
          options,
          ...(initial !== undefined && { initialValue: initial }),
        }),
      ),
    confirm: async (message) => answered<boolean>(await prompts.confirm({ message })),
    say: (text) => prompts.log.message(text),
    link: (text, url) => `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`,
  };
}

function answered<Value extends string | boolean>(value: Value | symbol): Value {
  if (typeof value !== 'symbol') return value;
  throw new Cancelled('Cancelled; nothing was changed.');
}
