import { emojiOf } from './emoji';
import { type Json, readJson, readList, readNumber, readString, safeUrl } from './read';
import { type Chunk, type Inline, joinTexts, plainText } from './rich';

/** Reads a `rich_text` block, whose texts are taken as they are: no marks, no entities. */
export function readRichText(block: Json): Chunk[] {
  return readList(block['elements']).flatMap(readPart);
}

function readPart(part: Json): Chunk[] {
  const children = readInlines(part);
  switch (part['type']) {
    case 'rich_text_preformatted':
      return [{ kind: 'pre', text: plainText(children) }];
    case 'rich_text_quote':
      return [{ kind: 'quote', chunks: [{ kind: 'lines', children }] }];
    case 'rich_text_list':
      return [readListPart(part)];
    default:
      return children.length > 0 ? [{ kind: 'lines', children }] : [];
  }
}

function readListPart(part: Json): Chunk {
  return {
    kind: 'list',
    ordered: part['style'] === 'ordered',
    indent: readNumber(part['indent']),
    items: readList(part['elements']).map(readInlines),
  };
}

function readInlines(part: Json): Inline[] {
  return joinTexts(readList(part['elements']).flatMap(readInline));
}

function readInline(element: Json): Inline[] {
  const id = (key: string) => readString(element[key]);
  switch (element['type']) {
    case 'link':
      return styled(linkOf(element), element);
    case 'user':
      return [{ kind: 'mention', of: 'user', id: id('user_id'), label: '' }];
    case 'channel':
      return [{ kind: 'mention', of: 'channel', id: id('channel_id'), label: '' }];
    case 'usergroup':
      return [{ kind: 'mention', of: 'group', id: id('usergroup_id'), label: '' }];
    case 'broadcast':
      return [{ kind: 'mention', of: 'everybody', id: id('range'), label: '' }];
    case 'emoji':
      return [emojiInline(element)];
    case 'date':
      return [dateInline(element)];
    default:
      return styled({ kind: 'text', text: readString(element['text']) }, element);
  }
}

function linkOf(element: Json): Inline {
  const url = safeUrl(element['url']);
  const text = readString(element['text']) || readString(element['url']);
  return url === undefined
    ? { kind: 'text', text }
    : { kind: 'link', url, children: [{ kind: 'text', text }] };
}

function emojiInline(element: Json): Inline {
  const name = readString(element['name']);
  const char = emojiOf(name);
  return char ? { kind: 'emoji', name, char } : { kind: 'text', text: `:${name}:` };
}

function dateInline(element: Json): Inline {
  const url = safeUrl(element['url']);
  return {
    kind: 'date',
    timestamp: readNumber(element['timestamp']),
    format: readString(element['format'], '{date}'),
    fallback: readString(element['fallback']),
    ...(url && { url }),
  };
}

function styled(inline: Inline, element: Json): Inline[] {
  const style = readJson(element['style']);
  let result = inline;
  if (style['code'] === true && inline.kind === 'text')
    result = { kind: 'code', text: inline.text };
  if (style['bold'] === true) result = { kind: 'strong', children: [result] };
  if (style['italic'] === true) result = { kind: 'em', children: [result] };
  if (style['strike'] === true) result = { kind: 'del', children: [result] };
  return [result];
}
