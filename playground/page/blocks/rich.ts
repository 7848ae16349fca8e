/** Formatted text, read from mrkdwn. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'strong' | 'em' | 'del'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; url: string; children: Inline[] }
  | { kind: 'mention'; of: 'user' | 'channel' | 'group' | 'everybody'; id: string; label: string };

export type Chunk =
  | { kind: 'lines'; children: Inline[] }
  | { kind: 'pre'; text: string }
  | { kind: 'quote'; chunks: Chunk[] }
  | { kind: 'list'; items: Inline[][] };

/** Joins neighbouring texts, so that a parser may emit one character at a time. */
export function joinTexts(inlines: Inline[]): Inline[] {
  const joined: Inline[] = [];
  for (const inline of inlines) {
    const last = joined.at(-1);
    if (inline.kind === 'text' && last?.kind === 'text') last.text += inline.text;
    else if (inline.kind !== 'text' || inline.text !== '')
      joined.push(inline.kind === 'text' ? { ...inline } : inline);
  }
  return joined;
}
