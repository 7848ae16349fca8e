export interface Completion {
  text: string;
  hint: string;
}

const COMMAND = '/vulnscan';

const WORDS: [word: string, hint: string][] = [
  ['', 'scan every configured image'],
  ['status', 'running scans, the last scan, the database’s age'],
  ['open', 'what is open, worst first'],
  ['open critical', 'what is open and critical'],
  ['affected ', 'where a CVE was found and what was decided'],
  ['help', 'everything it understands'],
];

/** What the text in the message box could become; nothing while it is no slash command. */
export function complete(text: string, repositories: string[]): Completion[] {
  if (!text.startsWith('/')) return [];
  const images = repositories.map((name): [string, string] => [name, 'scan this image']);
  const [all, ...others] = WORDS.map(([word, hint]) => toCompletion(word, hint));
  const options = [...(all ? [all] : []), ...images.map((one) => toCompletion(...one)), ...others];
  const typed = text.toLowerCase();
  return options
    .filter((option) => option.text.toLowerCase().startsWith(typed) && option.text !== text)
    .slice(0, 8);
}

function toCompletion(word: string, hint: string): Completion {
  return { text: word === '' ? COMMAND : `${COMMAND} ${word}`, hint };
}

/** Parts a slash command from its text as Slack does: at the first white space. */
export function readCommand(text: string): { command: string; text: string } | undefined {
  const match = /^\s*(\/\S+)\s*([\s\S]*)$/.exec(text);
  return match ? { command: match[1] ?? '', text: (match[2] ?? '').trim() } : undefined;
}
