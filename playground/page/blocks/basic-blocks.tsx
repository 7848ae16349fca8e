import { useId } from 'preact/hooks';
import { Element } from './element';
import { isJson, type Json, readList, readString, readText } from './read';
import { TextInline, TextView } from './rich-view';

export function SectionBlock({ block }: { block: Json }) {
  const id = useId();
  const accessory = block['accessory'];
  const text = (
    <div class="bk-text" id={id}>
      <TextView text={block['text']} />
    </div>
  );
  if (!isJson(accessory)) return text;
  const blockId = readString(block['block_id']);
  return (
    <div class="bk-beside">
      {text}
      <Element element={accessory} blockId={blockId} describedBy={id} />
    </div>
  );
}

export function HeaderBlock({ block }: { block: Json }) {
  return <h3 class="bk-header">{readText(block['text'])}</h3>;
}

export function ContextBlock({ block }: { block: Json }) {
  return (
    <div class="bk-context">
      {readList(block['elements']).map((element, index) => (
        <span key={index} class="bk-context-item">
          <ContextText element={element} />
        </span>
      ))}
    </div>
  );
}

function ContextText({ element }: { element: Json }) {
  const lines = readString(element['text']).split('\n');
  return (
    <>
      {lines.map((line, index) => (
        <span key={index} class="bk-context-line">
          <TextInline text={{ ...element, text: line }} />
        </span>
      ))}
    </>
  );
}
