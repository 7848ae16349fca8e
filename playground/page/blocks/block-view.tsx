import { useText } from '../state/session';
import { ContextBlock, HeaderBlock, ImageBlock, SectionBlock } from './basic-blocks';
import { ChartBlock } from './chart';
import { Element } from './element';
import { InputBlock } from './input-block';
import { parseMarkdown } from './markdown';
import { type Json, readList, readString } from './read';
import { readRichText } from './rich-text';
import { RichText } from './rich-view';
import { TableBlock } from './table';
import { Unsupported } from './unsupported';

/** Draws a list of blocks, each with an id, inside a surface. */
export function Blocks({ blocks }: { blocks: Json[] }) {
  return (
    <div class="bk">
      {blocks.map((block) => (
        <BlockView key={readString(block['block_id'])} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { block: Json }) {
  switch (block['type']) {
    case 'section':
      return <SectionBlock block={block} />;
    case 'header':
      return <HeaderBlock block={block} />;
    case 'context':
      return <ContextBlock block={block} />;
    case 'divider':
      return <hr class="bk-divider" />;
    case 'image':
      return <ImageBlock block={block} />;
    case 'actions':
      return <ActionsBlock block={block} />;
    case 'input':
      return <InputBlock block={block} />;
    default:
      return <ContentBlock block={block} />;
  }
}

function ContentBlock({ block }: { block: Json }) {
  const { form } = useText();
  switch (block['type']) {
    case 'rich_text':
      return (
        <div class="bk-text">
          <RichText chunks={readRichText(block)} />
        </div>
      );
    case 'markdown':
      return (
        <div class="bk-text bk-markdown">
          <RichText chunks={parseMarkdown(readString(block['text']))} />
        </div>
      );
    case 'table':
      return <TableBlock block={block} />;
    case 'data_visualization':
      return <ChartBlock block={block} />;
    default:
      return <Unsupported what={form.block(readString(block['type'], '?'))} />;
  }
}

function ActionsBlock({ block }: { block: Json }) {
  const blockId = readString(block['block_id']);
  return (
    <div class="bk-actions">
      {readList(block['elements']).map((element) => (
        <Element key={readString(element['action_id'])} element={element} blockId={blockId} />
      ))}
    </div>
  );
}
