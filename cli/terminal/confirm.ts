import { InvalidInput } from '../../src/domain/errors';
import { Cancelled, isInteractive, openTerminal } from './prompt';

interface Confirmation {
  question: string;
  /** `--yes` was given: the answer is yes. */
  yes: boolean;
  /** The command line that answers yes, for where there is no terminal. */
  command: string;
  /** Printed after a no. */
  otherwise: string;
}

/** Returns after a yes. Throws Cancelled after a no, InvalidInput `confirm` where there is no terminal. */
export async function confirm(confirmation: Confirmation): Promise<void> {
  const { question, yes, command, otherwise } = confirmation;
  if (yes) return;
  if (!isInteractive()) {
    throw new InvalidInput('confirm', `There is no terminal to ask at; run ${command}.`);
  }
  if (!(await (await openTerminal()).confirm(question))) throw new Cancelled(otherwise);
}
