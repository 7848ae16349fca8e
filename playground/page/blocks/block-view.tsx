import { useText } from '../state/session';
import { ContextBlock, HeaderBlock, SectionBlock } from './basic-blocks';
import { Element } from './element';
import { InputBlock } from './input-block';
import { type Json, readList, readString } from './read';
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
  const { form } = useText();
  switch (block['type']) {
    case 'section':
      return <SectionBlock block={block} />;
    case 'header':
      return <HeaderBlock block={block} />;
    case 'context':
      return <ContextBlock block={block} />;
    case 'divider':
      return <hr class="bk-divider" />;
    case 'actions':
      return <ActionsBlock block={block} />;
    case 'input':
      return <InputBlock block={block} />;
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
