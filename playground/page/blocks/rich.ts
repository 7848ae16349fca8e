/** Formatted text, however it was written: mrkdwn, Markdown and rich_text all become this. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'strong' | 'em' | 'del'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; url: string; children: Inline[] }
  | { kind: 'mention'; of: 'user' | 'channel' | 'group' | 'everybody'; id: string; label: string }
  | { kind: 'emoji'; name: string; char: string }
  | { kind: 'date'; timestamp: number; format: string; fallback: string; url?: string };

export type Chunk =
  | { kind: 'lines'; children: Inline[] }
  | { kind: 'heading'; level: number; children: Inline[] }
  | { kind: 'pre'; text: string }
  | { kind: 'quote'; chunks: Chunk[] }
  | { kind: 'list'; ordered: boolean; indent: number; items: Inline[][] };

/** What a screen reader would say: every character of text, none of the marks. */
export function plainText(inlines: Inline[]): string {
  return inlines.map(plainInline).join('');
}

function plainInline(inline: Inline): string {
  switch (inline.kind) {
    case 'text':
    case 'code':
      return inline.text;
    case 'emoji':
      return inline.char;
    case 'date':
      return inline.fallback;
    case 'mention':
      return inline.label || inline.id;
    default:
      return plainText(inline.children);
  }
}

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
