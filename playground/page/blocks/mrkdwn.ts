import { unescapeEntities } from './entities';
import { readToken } from './mrkdwn-token';
import { type Chunk, type Inline, joinTexts } from './rich';

export interface MrkdwnOptions {
  /** Leaves bare addresses alone, as `verbatim: true` does. */
  verbatim?: boolean;
  /** Of times; by default the browser's. */
  locale?: string;
}

/** Reads Slack's mrkdwn. Every input is accepted: a mark that doesn't close is only a character. */
export function parseMrkdwn(source: string, options: MrkdwnOptions = {}): Chunk[] {
  const chunks: Chunk[] = [];
  source.split(/```([\s\S]+?)```/).forEach((part, index) => {
    const fenced = index % 2 === 1;
    if (fenced) chunks.push({ kind: 'pre', text: preText(part) });
    else chunks.push(...parseLines(trimAround(part, index > 0), options));
  });
  return chunks;
}

/** One run of mrkdwn without block marks: for labels, fields and single lines. */
export function parseInline(source: string, options: MrkdwnOptions = {}): Inline[] {
  return joinTexts(new InlineParser(source, options, '').parse());
}

function preText(part: string): string {
  const labelled = part.replace(/<(?:[^<>|]*\|)?([^<>]*)>/g, '$1');
  return unescapeEntities(labelled.replace(/^\n|\n$/g, ''));
}

function trimAround(part: string, afterFence: boolean): string {
  return afterFence ? part.replace(/^\n/, '') : part;
}

const QUOTE = /^(?:>|&gt;) ?/;
const BULLET = /^\s{0,6}[•◦▪] +/;

function parseLines(text: string, options: MrkdwnOptions): Chunk[] {
  const chunks: Chunk[] = [];
  const lines = text === '' ? [] : text.split('\n');
  for (const line of lines) {
    if (QUOTE.test(line)) addQuote(chunks, line.replace(QUOTE, ''), options);
    else if (BULLET.test(line)) addItem(chunks, line.replace(BULLET, ''), options);
    else addLine(chunks, parseInline(line, options));
  }
  return chunks.filter((chunk) => chunk.kind !== 'lines' || chunk.children.length > 0);
}

function addQuote(chunks: Chunk[], line: string, options: MrkdwnOptions): void {
  const last = chunks.at(-1);
  const children = parseInline(line, options);
  if (last?.kind === 'quote') addLine(last.chunks, children);
  else chunks.push({ kind: 'quote', chunks: [{ kind: 'lines', children }] });
}

function addItem(chunks: Chunk[], line: string, options: MrkdwnOptions): void {
  const last = chunks.at(-1);
  const item = parseInline(line, options);
  if (last?.kind === 'list') last.items.push(item);
  else chunks.push({ kind: 'list', items: [item] });
}

function addLine(chunks: Chunk[], children: Inline[]): void {
  const last = chunks.at(-1);
  if (last?.kind !== 'lines') chunks.push({ kind: 'lines', children });
  else last.children = joinTexts([...last.children, { kind: 'text', text: '\n' }, ...children]);
}

const STYLES = { '*': 'strong', _: 'em', '~': 'del' } as const;
const WORD = /[\p{L}\p{N}]/u;
const ADDRESS = /https?:\/\/[^\s<>|`*"']+[^\s<>|`*"'.,:;!?)\]}~_]/y;

type Mark = keyof typeof STYLES;

/** Walks one line. `inside` holds the marks already open, so nesting is at most three deep. */
class InlineParser {
  private at = 0;
  private readonly out: Inline[] = [];
  /** Marks without a closing mark in the rest of the line: keeps parsing linear for any input. */
  private readonly hopeless = new Set<string>();
  private readonly source: string;
  private readonly options: MrkdwnOptions;
  private readonly inside: string;

  constructor(source: string, options: MrkdwnOptions, inside: string) {
    this.source = source;
    this.options = options;
    this.inside = inside;
  }

  parse(): Inline[] {
    while (this.at < this.source.length) {
      const taken = this.takeCode() || this.takeToken() || this.takeStyle() || this.takeAddress();
      if (!taken) this.takeText(1);
    }
    return this.out;
  }

  private takeText(length: number): void {
    const entity = /&(?:amp|lt|gt);/y;
    entity.lastIndex = this.at;
    const raw = entity.exec(this.source)?.[0] ?? this.source.slice(this.at, this.at + length);
    this.out.push({ kind: 'text', text: unescapeEntities(raw) });
    this.at += raw.length;
  }

  private takeCode(): boolean {
    if (this.source[this.at] !== '`') return false;
    const end = this.source.indexOf('`', this.at + 1);
    if (end <= this.at + 1) return false;
    const text = this.source.slice(this.at + 1, end).replace(/<(?:[^<>|]*\|)?([^<>]*)>/g, '$1');
    this.out.push({ kind: 'code', text: unescapeEntities(text) });
    this.at = end + 1;
    return true;
  }

  private takeToken(): boolean {
    if (this.source[this.at] !== '<') return false;
    const end = this.source.indexOf('>', this.at);
    const body = end < 0 ? undefined : this.source.slice(this.at + 1, end);
    const token = body === undefined ? undefined : readToken(body, this.options.locale);
    if (token === undefined) return false;
    this.out.push(token);
    this.at = end + 1;
    return true;
  }

  private takeStyle(): boolean {
    const mark = this.source[this.at];
    if (mark !== '*' && mark !== '_' && mark !== '~') return false;
    const end = this.findEnd(mark);
    if (end === undefined) return false;
    const inner = this.source.slice(this.at + 1, end);
    const children = new InlineParser(inner, this.options, this.inside + mark).parse();
    this.out.push({ kind: STYLES[mark], children: joinTexts(children) });
    this.at = end + 1;
    return true;
  }

  private findEnd(mark: Mark): number | undefined {
    if (this.inside.includes(mark) || this.hopeless.has(mark)) return undefined;
    if (WORD.test(this.source[this.at - 1] ?? ' ')) return undefined;
    if (/\s/.test(this.source[this.at + 1] ?? ' ')) return undefined;
    for (let end = this.source.indexOf(mark, this.at + 2); end > 0; ) {
      if (this.closes(end)) return end;
      end = this.source.indexOf(mark, end + 1);
    }
    this.hopeless.add(mark);
    return undefined;
  }

  private closes(end: number): boolean {
    const before = this.source[end - 1] ?? ' ';
    const after = this.source[end + 1] ?? ' ';
    return !/\s/.test(before) && !WORD.test(after);
  }

  /** A bare address becomes a link. */
  private takeAddress(): boolean {
    if (this.options.verbatim) return false;
    ADDRESS.lastIndex = this.at;
    const address = ADDRESS.exec(this.source);
    if (!address) return false;
    const url = unescapeEntities(address[0]);
    this.out.push({ kind: 'link', url, children: [{ kind: 'text', text: url }] });
    this.at += address[0].length;
    return true;
  }
}
