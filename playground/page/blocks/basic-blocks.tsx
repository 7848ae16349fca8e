import { Element } from './element';
import { Picture } from './picture';
import { isJson, type Json, readJson, readList, readString, readText } from './read';
import { plainOf, TextInline, TextView } from './rich-view';

export function SectionBlock({ block }: { block: Json }) {
  const accessory = block['accessory'];
  const blockId = readString(block['block_id']);
  const fields = readList(block['fields']);
  return (
    <div class="bk-section">
      <div class="bk-text">
        {isJson(block['text']) && <TextView text={block['text']} />}
        {fields.length > 0 && <Fields fields={fields} />}
      </div>
      {isJson(accessory) && (
        <div class="bk-accessory">
          <Element element={accessory} blockId={blockId} />
        </div>
      )}
    </div>
  );
}

function Fields({ fields }: { fields: Json[] }) {
  return (
    <div class="bk-fields">
      {fields.map((field, index) => (
        <div key={index} class="bk-field">
          <TextView text={field} />
        </div>
      ))}
    </div>
  );
}

export function HeaderBlock({ block }: { block: Json }) {
  return <h4 class="bk-header">{plainOf(readJson(block['text']))}</h4>;
}

export function ContextBlock({ block }: { block: Json }) {
  return (
    <div class="bk-context">
      {readList(block['elements']).map((element, index) => (
        <span key={index} class="bk-context-item">
          {element['type'] === 'image' ? (
            <Picture image={element} />
          ) : (
            <ContextText element={element} />
          )}
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

export function ImageBlock({ block }: { block: Json }) {
  const title = readText(block['title']);
  return (
    <figure class="bk-image">
      {title !== '' && <figcaption>{title}</figcaption>}
      <Picture image={block} />
    </figure>
  );
}
