import { emojiOf } from './emoji';
import { safeUrl } from './read';
import { type Chunk, type Inline, joinTexts } from './rich';

/** Reads the part of Markdown that Slack's `markdown` block draws; HTML stays text. */
export function parseMarkdown(source: string): Chunk[] {
  const chunks: Chunk[] = [];
  source.split(/^```[^\n]*\n([\s\S]*?)^```\s*$/m).forEach((part, index) => {
    if (index % 2 === 1) chunks.push({ kind: 'pre', text: part.replace(/\n$/, '') });
    else for (const line of part.split('\n')) addLine(chunks, line);
  });
  return chunks.filter((chunk) => chunk.kind !== 'lines' || chunk.children.length > 0);
}

function addLine(chunks: Chunk[], line: string): void {
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  const item = /^(\s*)(?:[-*+]|(\d+)[.)])\s+(.*)$/.exec(line);
  const quote = /^>\s?(.*)$/.exec(line);
  if (heading) {
    const level = (heading[1] ?? '').length;
    chunks.push({ kind: 'heading', level, children: inlines(heading[2] ?? '') });
  } else if (item) addItem(chunks, item);
  else if (quote) addQuote(chunks, inlines(quote[1] ?? ''));
  else if (line.trim() === '') chunks.push({ kind: 'lines', children: [] });
  else addText(chunks, inlines(line));
}

function addItem(chunks: Chunk[], item: RegExpExecArray): void {
  const ordered = item[2] !== undefined;
  const indent = Math.floor((item[1] ?? '').length / 2);
  const last = chunks.at(-1);
  const children = inlines(item[3] ?? '');
  if (last?.kind === 'list' && last.ordered === ordered && last.indent === indent) {
    last.items.push(children);
  } else chunks.push({ kind: 'list', ordered, indent, items: [children] });
}

function addQuote(chunks: Chunk[], children: Inline[]): void {
  const last = chunks.at(-1);
  if (last?.kind === 'quote') addText(last.chunks, children);
  else chunks.push({ kind: 'quote', chunks: [{ kind: 'lines', children }] });
}

function addText(chunks: Chunk[], children: Inline[]): void {
  const last = chunks.at(-1);
  if (last?.kind !== 'lines' || last.children.length === 0)
    chunks.push({ kind: 'lines', children });
  else last.children.push({ kind: 'text', text: '\n' }, ...children);
}

const RULES: [RegExp, (match: RegExpExecArray) => Inline | undefined][] = [
  [/\\([!-/:-@[-`{-~])/y, (m) => ({ kind: 'text', text: m[1] ?? '' })],
  [/`([^`]+)`/y, (m) => ({ kind: 'code', text: m[1] ?? '' })],
  [/\*\*([^\s*](?:[^*]*[^\s*])?)\*\*/y, (m) => ({ kind: 'strong', children: inlines(m[1] ?? '') })],
  [/\*([^\s*](?:[^*]*[^\s*])?)\*/y, (m) => ({ kind: 'em', children: inlines(m[1] ?? '') })],
  [/\b_([^\s_](?:[^_]*[^\s_])?)_\b/y, (m) => ({ kind: 'em', children: inlines(m[1] ?? '') })],
  [/~~([^~]+)~~/y, (m) => ({ kind: 'del', children: inlines(m[1] ?? '') })],
  [/\[([^\][]*)\]\(([^\s()]+)\)/y, (m) => link(m[2] ?? '', m[1] ?? '')],
  [/:([a-z0-9_+-]{1,40}):/y, (m) => emoji(m[1] ?? '')],
];

function inlines(source: string): Inline[] {
  const out: Inline[] = [];
  let at = 0;
  while (at < source.length) {
    const [inline, length] = next(source, at);
    out.push(inline);
    at += length;
  }
  return joinTexts(out);
}

function next(source: string, at: number): [Inline, number] {
  for (const [pattern, make] of RULES) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    const inline = match && make(match);
    if (inline) return [inline, match[0].length];
  }
  return [{ kind: 'text', text: source.charAt(at) }, 1];
}

function link(address: string, label: string): Inline | undefined {
  const url = safeUrl(address);
  if (url === undefined) return undefined;
  return { kind: 'link', url, children: inlines(label || address) };
}

function emoji(name: string): Inline | undefined {
  const char = emojiOf(name);
  return char ? { kind: 'emoji', name, char } : undefined;
}
