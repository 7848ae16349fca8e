import type { PageText } from '../text/text';

export interface Completion {
  text: string;
  hint: string;
}

const COMMAND = '/vulnscan';

type Hints = PageText['channel']['hints'];

const WORDS: [word: string, hint: keyof Hints][] = [
  ['', 'all'],
  ['status', 'status'],
  ['open', 'open'],
  ['open critical', 'openCritical'],
  ['open overdue', 'openOverdue'],
  ['affected ', 'affected'],
  ['cancel', 'cancel'],
  ['help', 'help'],
];

/** Completions of the text in the message box; empty unless it is a slash command. */
export function complete(text: string, repositories: string[], hints: Hints): Completion[] {
  if (!text.startsWith('/')) return [];
  const images = repositories.map((name): [string, string] => [name, hints.image]);
  const [all, ...others] = WORDS.map(([word, hint]) => toCompletion(word, hints[hint]));
  const options = [...(all ? [all] : []), ...images.map((one) => toCompletion(...one)), ...others];
  const typed = text.toLowerCase();
  return options
    .filter((option) => option.text.toLowerCase().startsWith(typed) && option.text !== text)
    .slice(0, 10);
}

function toCompletion(word: string, hint: string): Completion {
  return { text: word === '' ? COMMAND : `${COMMAND} ${word}`, hint };
}

/** Splits a slash command from its text at the first white space, as Slack does. */
export function readCommand(text: string): { command: string; text: string } | undefined {
  const match = /^\s*(\/\S+)\s*([\s\S]*)$/.exec(text);
  return match ? { command: match[1] ?? '', text: (match[2] ?? '').trim() } : undefined;
}
