import type { NamedResult } from '../checks/check';

/** Colours only at a terminal, and not with NO_COLOR. */
const colours = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;

const MARKS = { good: '✓', bad: '✗', unknown: '?' } as const;
const COLOURS = { good: 32, bad: 31, unknown: 33 } as const;

/** One line for a result, and below a bad one a second line with the fix. */
export function formatResult(result: NamedResult): string {
  const { name, state, says } = result;
  const line = `${paint(COLOURS[state], MARKS[state])} ${name.padEnd(15)} ${says}`;
  return state === 'bad' ? `${line}\n  ${' '.repeat(15)} -> ${result.fix}` : line;
}

function paint(colour: number, text: string): string {
  return colours ? `\u001b[${colour}m${text}\u001b[0m` : text;
}
