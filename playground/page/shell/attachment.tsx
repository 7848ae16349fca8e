import { Blocks } from '../blocks/block-view';
import { type Json, readString } from '../blocks/read';

/** An attachment of blocks. The colour of its bar shows the state of the finding. */
export function Attachment({ attachment }: { attachment: Json & { blocks: Json[] } }) {
  const color = readString(attachment['color']);
  return (
    <div class="att" data-color={color}>
      <div class="att-body" style={{ '--bar': /^#[0-9a-f]{6}$/i.test(color) ? color : undefined }}>
        <Blocks blocks={attachment.blocks} />
      </div>
    </div>
  );
}
