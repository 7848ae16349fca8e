/** Characters of one block; Slack takes 3,000. */
const BLOCK = 2500;

/** Lines in as few texts as possible. */
export function textsOf(lines: string[]): string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last === undefined || last.length + line.length > BLOCK) texts.push(line);
    else texts[texts.length - 1] = `${last}\n${line}`;
  }
  return texts;
}

/** Parts begin with small letters, a line does not. */
export function capital(line: string): string {
  return line.slice(0, 1).toUpperCase() + line.slice(1);
}
