/** Asks a person at a terminal. An interface, so that tests can answer in place of one. */
export interface Ask {
  text(question: Question): Promise<string>;
  secret(question: Question): Promise<string>;
  choose(message: string, options: Choice[], initial?: string): Promise<string>;
  /** At least one of them. */
  chooseMany(message: string, options: Choice[]): Promise<string[]>;
  confirm(message: string): Promise<boolean>;
  say(text: string): void;
  /** Prints an address on a line of its own, so that it can be copied where the terminal makes no link of it. */
  address(url: string): void;
}

interface Question {
  message: string;
  initial?: string | undefined;
  /** Says what is wrong with an answer; undefined accepts it. */
  check?: (answer: string) => string | undefined;
}

interface Choice {
  value: string;
  label: string;
  hint?: string;
}

/** The person answered no or pressed Ctrl-C. This is no failure: the command ends with 0. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** Whether there is a person at a terminal to ask. */
export function isInteractive(): boolean {
  return (
    process.stdin.isTTY === true && process.stdout.isTTY === true && process.env['CI'] === undefined
  );
}

/** The prompts library is loaded only when it is needed. */
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
    chooseMany: async (message, options) =>
      answered<string[]>(await prompts.multiselect({ message, options, required: true })),
    confirm: async (message) => answered<boolean>(await prompts.confirm({ message })),
    say: (text) => prompts.log.message(text),
    address: (url) => console.log(url),
  };
}

function answered<Value extends string | string[] | boolean>(value: Value | symbol): Value {
  if (typeof value !== 'symbol') return value;
  throw new Cancelled('Cancelled; nothing was changed.');
}
