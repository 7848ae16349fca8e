import type { Result } from '../checks/check';

/** Colours only for a person at a terminal. */
const colours = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;

const MARKS = { good: '✓', bad: '✗', unknown: '?' } as const;
const COLOURS = { good: 32, bad: 31, unknown: 33 } as const;

/** One line, and for a fault a second one with what to do. */
export function formatResult(result: Result): string {
  const { name, state, says } = result;
  const line = `${paint(COLOURS[state], MARKS[state])} ${name.padEnd(15)} ${says}`;
  return state === 'bad' ? `${line}\n  ${' '.repeat(15)} -> ${result.fix}` : line;
}

function paint(colour: number, text: string): string {
  return colours ? `\u001b[${colour}m${text}\u001b[0m` : text;
}

/** Whether somebody can be asked. */
export function isInteractive(): boolean {
  return (
    process.stdin.isTTY === true && process.stdout.isTTY === true && process.env['CI'] === undefined
  );
}
