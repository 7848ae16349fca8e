import { errorText } from './error-text';
import { Cancelled } from './prompt';

/** Runs a command. An error is printed and ends the process with 1, or with 0 when the person cancelled. */
export function runCommand(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    console.error(errorText(error));
    process.exitCode = error instanceof Cancelled ? 0 : 1;
  });
}
